/* jail_filter.c: tables of system calls, and the program that they make. */
#include "helper/network/jail_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/audit.h>
#include <linux/seccomp.h>

#include "helper/network/jail_numbers.h"

#if defined __x86_64__
#define MACHINE AUDIT_ARCH_X86_64
#elif defined __i386__
#define MACHINE AUDIT_ARCH_I386
#elif defined __aarch64__ && defined __AARCH64EL__
#define MACHINE AUDIT_ARCH_AARCH64
#elif defined __arm__ && defined __ARMEL__
#define MACHINE AUDIT_ARCH_ARM
#elif defined __s390x__
#define MACHINE AUDIT_ARCH_S390X
#elif defined __powerpc64__ && defined __LITTLE_ENDIAN__
#define MACHINE AUDIT_ARCH_PPC64LE
#elif defined __riscv && __riscv_xlen == 64
#define MACHINE AUDIT_ARCH_RISCV64
#else
#define MACHINE 0
#endif

/* Where x86-64 has the numbers of another interface, which has its own way round each rule. */
#define X32_NUMBERS 0x40000000u

/* The kinds that a row is for. */
#define CLIENT   (1u << JAIL_CLIENT)
#define RESOLVER (1u << JAIL_RESOLVER)
#define PARSER   (1u << JAIL_PARSER)
#define BUS      (1u << JAIL_BUS)
#define TPM      (1u << JAIL_TPM)
#define TALKING  (CLIENT | RESOLVER | BUS | TPM)
#define ALL      (TALKING | PARSER)

/* What becomes of a call. */
enum { ALLOW = 0, KILL = -1 /* else an errno */ };

enum { CALLS_MAX = 80, TESTS_MAX = 3 };

/* Allowed, or deadly, whatever the arguments. */
static const struct {
    unsigned kinds;
    int action;
    int calls[CALLS_MAX], count;
} plain[] = {
#define CALLS(...) { __VA_ARGS__ }, sizeof((int[]){ __VA_ARGS__ }) / sizeof(int)
    { ALL, ALLOW,
      CALLS(SYS_read, SYS_readv, SYS_pread64, SYS_write, SYS_writev, SYS_close, SYS_lseek,
            SYS__llseek, SYS_fstat, SYS_fstat64, SYS_newfstatat, SYS_fstatat64, SYS_statx,
            SYS_munmap, SYS_mremap, SYS_madvise, SYS_brk, SYS_mlock, SYS_mlock2, SYS_munlock,
            SYS_futex, SYS_futex_time64, SYS_set_robust_list, SYS_rseq, SYS_set_tid_address,
            SYS_gettid, SYS_sched_yield, SYS_exit, SYS_exit_group, SYS_rt_sigaction,
            SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigreturn, SYS_sigaltstack,
            SYS_restart_syscall, SYS_nanosleep, SYS_clock_nanosleep, SYS_clock_nanosleep_time64,
            SYS_clock_gettime, SYS_clock_gettime64, SYS_clock_getres, SYS_clock_getres_time64,
            SYS_gettimeofday, SYS_time, SYS_getpid, SYS_getppid, SYS_getuid, SYS_geteuid,
            SYS_getgid, SYS_getegid, SYS_getuid32, SYS_geteuid32, SYS_getgid32, SYS_getegid32,
            SYS_uname, SYS_sysinfo, SYS_getrandom, SYS_getrlimit, SYS_ugetrlimit, SYS_poll,
            SYS_ppoll, SYS_ppoll_time64) },
    { TALKING, ALLOW,
      CALLS(SYS_stat, SYS_stat64, SYS_lstat, SYS_lstat64, SYS_statfs, SYS_statfs64, SYS_fstatfs,
            SYS_fstatfs64, SYS_access, SYS_faccessat, SYS_faccessat2, SYS_readlink,
            SYS_readlinkat, SYS_getdents, SYS_getdents64, SYS_getcwd, SYS_fadvise64,
            SYS_fadvise64_64, SYS_arm_fadvise64_64, SYS_dup, SYS_dup2, SYS_dup3, SYS_connect,
            SYS_getsockname, SYS_getpeername, SYS_getsockopt, SYS_recv, SYS_recvfrom,
            SYS_recvmsg, SYS_recvmmsg, SYS_recvmmsg_time64, SYS_shutdown, SYS_select,
            SYS__newselect, SYS_pselect6, SYS_pselect6_time64, SYS_epoll_create1, SYS_epoll_ctl,
            SYS_epoll_wait, SYS_epoll_pwait, SYS_epoll_pwait2, SYS_eventfd2,
            SYS_sched_getaffinity, SYS_membarrier) },
    { CLIENT | RESOLVER | TPM, ALLOW,
      CALLS(SYS_landlock_create_ruleset, SYS_landlock_add_rule, SYS_landlock_restrict_self) },
    { CLIENT, ALLOW, CALLS(SYS_wait4) },
    { RESOLVER | BUS, ALLOW, CALLS(SYS_alarm, SYS_setitimer) },
#if !JAIL_SEES_ARGUMENTS
    { TALKING, ALLOW, CALLS(SYS_socketcall) },
    { ALL, ALLOW, CALLS(SYS_mmap) },
#endif
    { ALL, KILL,
      CALLS(SYS_creat, SYS_execve, SYS_execveat, SYS_fork, SYS_vfork, SYS_ptrace,
            SYS_process_vm_readv, SYS_process_vm_writev, SYS_pidfd_getfd, SYS_keyctl,
            SYS_add_key, SYS_request_key, SYS_bpf, SYS_io_uring_setup, SYS_mount) },
#undef CALLS
};

/* All bits that the kernel looks at of an int, and of which nothing else may be set. */
#define INT    0xffffffffu
#define SELF   0xfffffffeu /* stands for the process that is jailed */
#define TYPE   (INT & ~(unsigned)(SOCK_CLOEXEC | SOCK_NONBLOCK))
#define OPENED (unsigned)(O_ACCMODE | O_CREAT | O_TRUNC)
#define REACH  (unsigned)(PROT_WRITE | PROT_EXEC)
#define NEW_SPACE                                                                              \
    (unsigned)(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |   \
               CLONE_NEWPID | CLONE_NEWNET | CLONE_PTRACE)

/* Where clone(2) has its flags. */
#ifdef __s390__
#define CLONE_FLAGS 1
#else
#define CLONE_FLAGS 0
#endif

/* What becomes of a call whose arguments, each masked, are these. The first row that fits a
 * call counts; the last one of each fits all that are left. */
struct judged {
    unsigned kinds;
    int action, call;
    struct {
        unsigned argument;
        uint32_t mask, value;
    } test[TESTS_MAX]; /* a mask of 0 ends them */
};

#define SOCKETS(kinds, family, type, protocol)                                                 \
    {                                                                                          \
        kinds, ALLOW, SYS_socket,                                                              \
        {                                                                                      \
            { 0, INT, family }, { 1, TYPE, type },                                             \
            {                                                                                  \
                2, INT, protocol                                                               \
            }                                                                                  \
        }                                                                                      \
    }
#define OPTION(kinds, level, name)                                                             \
    {                                                                                          \
        kinds, ALLOW, SYS_setsockopt,                                                          \
        {                                                                                      \
            { 1, INT, level },                                                                 \
            {                                                                                  \
                2, INT, name                                                                   \
            }                                                                                  \
        }                                                                                      \
    }
#define ONE(kinds, call, argument, mask, value)                                                \
    {                                                                                          \
        kinds, ALLOW, call,                                                                    \
        {                                                                                      \
            {                                                                                  \
                argument, mask, value                                                          \
            }                                                                                  \
        }                                                                                      \
    }
#define ELSE(kinds, action, call)                                                              \
    {                                                                                          \
        kinds, action, call,                                                                   \
        {                                                                                      \
            {                                                                                  \
                0, 0, 0                                                                        \
            }                                                                                  \
        }                                                                                      \
    }

static const struct judged judged[] = {
    SOCKETS(CLIENT | RESOLVER | TPM, AF_INET, SOCK_STREAM, 0),
    SOCKETS(CLIENT | RESOLVER | TPM, AF_INET6, SOCK_STREAM, 0),
    SOCKETS(CLIENT | RESOLVER | TPM, AF_INET, SOCK_STREAM, IPPROTO_TCP),
    SOCKETS(CLIENT | RESOLVER | TPM, AF_INET6, SOCK_STREAM, IPPROTO_TCP),
    SOCKETS(RESOLVER, AF_INET, SOCK_DGRAM, 0),
    SOCKETS(RESOLVER, AF_INET6, SOCK_DGRAM, 0),
    SOCKETS(RESOLVER, AF_INET, SOCK_DGRAM, IPPROTO_UDP),
    SOCKETS(RESOLVER, AF_INET6, SOCK_DGRAM, IPPROTO_UDP),
    SOCKETS(BUS | TPM, AF_UNIX, SOCK_STREAM, 0),
    ELSE(ALL, EACCES, SYS_socket),
    { CLIENT, ALLOW, SYS_socketpair, { { 0, INT, AF_UNIX }, { 1, TYPE, SOCK_STREAM } } },
    ELSE(ALL, EACCES, SYS_socketpair),
    ONE(TALKING, SYS_sendto, 3, MSG_FASTOPEN, 0),
    ELSE(TALKING, EACCES, SYS_sendto),
    ONE(TALKING, SYS_send, 3, MSG_FASTOPEN, 0),
    ELSE(TALKING, EACCES, SYS_send),
    ONE(TALKING, SYS_sendmsg, 2, MSG_FASTOPEN, 0),
    ELSE(TALKING, EACCES, SYS_sendmsg),
    ONE(TALKING, SYS_sendmmsg, 3, MSG_FASTOPEN, 0),
    ELSE(TALKING, EACCES, SYS_sendmmsg),
    OPTION(TALKING, SOL_SOCKET, SO_KEEPALIVE),
    OPTION(TALKING, SOL_SOCKET, SO_RCVBUF),
    OPTION(TALKING, SOL_SOCKET, SO_SNDBUF),
    OPTION(TALKING, IPPROTO_TCP, TCP_NODELAY),
    OPTION(TALKING, IPPROTO_TCP, TCP_KEEPIDLE),
    OPTION(TALKING, IPPROTO_TCP, TCP_KEEPINTVL),
    OPTION(TALKING, IPPROTO_TCP, TCP_KEEPCNT),
    OPTION(RESOLVER, IPPROTO_IP, IP_RECVERR),
    OPTION(RESOLVER, IPPROTO_IPV6, IPV6_RECVERR),
    OPTION(BUS, SOL_SOCKET, SO_PASSCRED),
    ELSE(TALKING, ENOPROTOOPT, SYS_setsockopt),
    ONE(ALL, SYS_ioctl, 1, INT, FIONREAD),
    ONE(ALL, SYS_ioctl, 1, INT, FIONBIO),
    ELSE(ALL, ENOTTY, SYS_ioctl),

#define FCNTL(call)                                                                            \
    ONE(ALL, call, 1, INT, F_DUPFD), ONE(ALL, call, 1, INT, F_GETFD),                          \
        ONE(ALL, call, 1, INT, F_SETFD), ONE(ALL, call, 1, INT, F_GETFL),                      \
        ONE(ALL, call, 1, INT, F_SETFL), ONE(ALL, call, 1, INT, F_DUPFD_CLOEXEC),              \
        ELSE(ALL, EPERM, call)
    FCNTL(SYS_fcntl),
    FCNTL(SYS_fcntl64),
    ONE(TALKING, SYS_pipe2, 1, O_EXCL, 0), /* else a queue of the kernel's messages */
    ELSE(ALL, EPERM, SYS_pipe2),

/* Opening: for reading only; nothing that we need ever opens a file for writing, with either
 * TLS library of libcurl's, but a TPM's device. O_TRUNC cuts files that are opened for reading,
 * too. */
#define OPEN(call, flags)                                                                      \
    ONE(TALKING, call, flags, OPENED, O_RDONLY), ONE(TPM, call, flags, OPENED, O_RDWR),        \
        ELSE(TALKING, KILL, call), ELSE(PARSER, EACCES, call)
    OPEN(SYS_open, 1),
    OPEN(SYS_openat, 2),

/* Memory: what can be run comes from files, and can't be written. */
#define MMAP(call)                                                                             \
    ONE(ALL, call, 2, REACH, 0), ONE(ALL, call, 2, REACH, PROT_WRITE),                         \
        { TALKING, ALLOW, call, { { 2, REACH, PROT_EXEC }, { 3, MAP_ANONYMOUS, 0 } } },        \
        ELSE(ALL, EACCES, call)
#if JAIL_SEES_ARGUMENTS
    MMAP(SYS_mmap),
#endif
    MMAP(SYS_mmap2),
    ONE(ALL, SYS_mprotect, 2, PROT_EXEC, 0),
#ifdef __aarch64__
    ONE(ALL, SYS_mprotect, 2, REACH, PROT_EXEC), /* the loader marks where jumps may land */
#endif
    ELSE(ALL, EACCES, SYS_mprotect),

    /* Threads, but no processes. */
    ONE(TALKING, SYS_clone, CLONE_FLAGS, CLONE_THREAD | NEW_SPACE, CLONE_THREAD),
    ELSE(ALL, KILL, SYS_clone),

    /* Itself alone. */
    ONE(ALL, SYS_tgkill, 0, INT, SELF),
    ELSE(ALL, EPERM, SYS_tgkill),
    ONE(ALL, SYS_prlimit64, 0, INT, 0),
    ELSE(ALL, EPERM, SYS_prlimit64),
    ONE(ALL, SYS_prctl, 0, INT, PR_SET_NAME),
    ONE(ALL, SYS_prctl, 0, INT, PR_GET_DUMPABLE),
    ONE(ALL, SYS_prctl, 0, INT, PR_GET_NO_NEW_PRIVS),
    ELSE(ALL, EPERM, SYS_prctl),

    /* One filter more, by which less is allowed. */
    ONE(TPM, SYS_seccomp, 0, INT, SECCOMP_SET_MODE_FILTER),
    ELSE(TPM, EPERM, SYS_seccomp),
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* The program so far; one that doesn't fit has a length beyond its size. */
struct filter_program {
    struct sock_filter *code;
    size_t length;
};

static void append_instruction(struct filter_program *program, uint16_t code, uint32_t k,
                               uint8_t jt, uint8_t jf)
{
    if (program->length < JAIL_FILTER_MAX)
        program->code[program->length] = (struct sock_filter){ code, jt, jf, k };
    program->length++;
}

static void append_load(struct filter_program *program, size_t offset)
{
    append_instruction(program, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void append_return(struct filter_program *program, int action)
{
    uint32_t value = action == ALLOW  ? SECCOMP_RET_ALLOW
                     : action == KILL ? SECCOMP_RET_KILL_PROCESS
                                      : SECCOMP_RET_ERRNO | (uint32_t)action;

    append_instruction(program, BPF_RET | BPF_K, value, 0, 0);
}

/* The half of an argument that the kernel looks at, where it takes an int. */
static size_t argument_at(unsigned argument)
{
    const uint16_t one = 1;
    bool is_little = *(const uint8_t *)&one == 1;

    return offsetof(struct seccomp_data, args) + 8 * argument + (is_little ? 0 : 4);
}

static void append_plain(struct filter_program *program, int call, int action)
{
    append_instruction(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 1);
    append_return(program, action);
}

/* The number of the call is loaded anew, as a row before may have loaded an argument. */
static void append_judged(struct filter_program *program, const struct judged *row, pid_t self)
{
    size_t tests = 0, i;

    while (tests < TESTS_MAX && row->test[tests].mask != 0)
        tests++;
    append_load(program, offsetof(struct seccomp_data, nr));
    append_instruction(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)row->call, 0,
                       (uint8_t)(3 * tests + 1));
    for (i = 0; i < tests; i++) {
        uint32_t value = row->test[i].value == SELF ? (uint32_t)self : row->test[i].value;

        append_load(program, argument_at(row->test[i].argument));
        append_instruction(program, BPF_ALU | BPF_AND | BPF_K, row->test[i].mask, 0, 0);
        append_instruction(program, BPF_JMP | BPF_JEQ | BPF_K, value, 0,
                           (uint8_t)(3 * (tests - i - 1) + 1));
    }
    append_return(program, row->action);
}

/* Kills for calls of another interface, which have other numbers. */
static void append_start(struct filter_program *program)
{
    append_load(program, offsetof(struct seccomp_data, arch));
    append_instruction(program, BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0);
    append_return(program, KILL);
    append_load(program, offsetof(struct seccomp_data, nr));
#ifdef __x86_64__
    append_instruction(program, BPF_JMP | BPF_JGE | BPF_K, X32_NUMBERS, 0, 1);
    append_return(program, KILL);
#endif
}

size_t jail_filter_make(struct sock_filter out[JAIL_FILTER_MAX], enum jail_kind kind,
                        pid_t self)
{
    struct filter_program program = { out, 0 };
    size_t i;
    int j;

    if (MACHINE == 0)
        return 0;
    append_start(&program);
    for (i = 0; i < COUNT(plain); i++)
        for (j = 0; (plain[i].kinds & 1u << kind) != 0 && j < plain[i].count; j++)
            if (plain[i].calls[j] >= 0)
                append_plain(&program, plain[i].calls[j], plain[i].action);
    for (i = 0; i < COUNT(judged); i++)
        if ((judged[i].kinds & 1u << kind) != 0 && judged[i].call >= 0)
            append_judged(&program, &judged[i], self);
    append_return(&program, ENOSYS);
    return program.length <= JAIL_FILTER_MAX ? program.length : 0;
}

/* A kernel that knows filters looks for the one that isn't there. */
static bool kernel_has_filters(void)
{
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL) != 0 && errno == EFAULT;
}

enum jail_state jail_filter_enter(enum jail_kind kind)
{
    struct sock_filter code[JAIL_FILTER_MAX];
    struct sock_fprog program = { .filter = code };

    program.len = (unsigned short)jail_filter_make(code, kind, getpid());
    if (program.len == 0 || !kernel_has_filters())
        return JAIL_LACKS;
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0 ? JAIL_HOLDS
                                                                           : JAIL_FAILED;
}

enum jail_state jail_filter_unix(void)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)SYS_socket, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)argument_at(0)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { COUNT(code), code };

    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0 ? JAIL_HOLDS
                                                                           : JAIL_FAILED;
}
