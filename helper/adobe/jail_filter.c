/* jail_filter.c: system calls by seccomp, through libseccomp. */
#include "helper/adobe/jail_parts.h"

#if defined HAVE_LIBSECCOMP && !defined INSTRUMENTED

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <seccomp.h>

/* Where clone(2) has its flags. */
#ifdef __s390__
#define CLONE_FLAGS 1
#else
#define CLONE_FLAGS 0
#endif

/* What reading, waiting, sockets, threads and memory need, with the variants of 32-bit systems
 * and of older and newer C libraries. Names that the machine doesn't have are passed over. */
static const char allowed[] =
    /* files */
    "read readv pread64 write writev close lseek _llseek fstat fstat64 fstatat64 newfstatat "
    "stat stat64 lstat lstat64 statx statfs statfs64 fstatfs fstatfs64 access faccessat "
    "faccessat2 readlink readlinkat getdents getdents64 getcwd fcntl fcntl64 ioctl pipe pipe2 "
    "eventfd2 dup dup2 dup3 fadvise64 fadvise64_64 "
    /* memory */
    "mmap mmap2 munmap mprotect mremap madvise brk mlock mlock2 munlock pkey_mprotect "
    "membarrier "
    /* network */
    "socket socketpair connect bind getsockname getpeername getsockopt setsockopt send sendto "
    "sendmsg sendmmsg recv recvfrom recvmsg recvmmsg recvmmsg_time64 shutdown socketcall poll "
    "ppoll ppoll_time64 select _newselect pselect6 pselect6_time64 epoll_create1 epoll_ctl "
    "epoll_wait epoll_pwait epoll_pwait2 "
    /* threads, signals, time */
    "futex futex_time64 futex_waitv set_robust_list get_robust_list rseq set_tid_address "
    "gettid "
    "sched_yield sched_getaffinity exit exit_group rt_sigaction rt_sigprocmask rt_sigreturn "
    "sigreturn sigaltstack tgkill restart_syscall nanosleep clock_nanosleep "
    "clock_nanosleep_time64 clock_gettime clock_gettime64 clock_getres clock_getres_time64 "
    "gettimeofday time "
    /* who and where we are */
    "getpid getppid getuid geteuid getgid getegid getuid32 geteuid32 getgid32 getegid32 uname "
    "sysinfo getrandom getrlimit ugetrlimit prlimit64 prctl arch_prctl riscv_hwprobe "
    "cacheflush "
    /* the rest of the jail */
    "landlock_create_ruleset landlock_add_rule landlock_restrict_self seccomp";

static const char deadly[] = "creat execve execveat fork vfork ptrace process_vm_readv "
                             "process_vm_writev pidfd_getfd keyctl "
                             "add_key request_key bpf io_uring_setup mount";

static const char sockets[] = "socket socketcall connect bind";

/* Adds a rule for each of the names, which have a blank between them. */
static bool add_names(scmp_filter_ctx filter, uint32_t action, const char *names)
{
    char name[32];
    size_t length;

    for (; *names != '\0'; names += length + (names[length] == ' ')) {
        int call;

        length = strcspn(names, " ");
        snprintf(name, sizeof name, "%.*s", (int)length, names);
        call = seccomp_syscall_resolve_name(name);
        if (call != __NR_SCMP_ERROR && seccomp_rule_add(filter, action, call, 0) != 0)
            return false;
    }
    return true;
}

/* Opening: for reading only; nothing that we need ever opens a file for writing, with either
 * TLS library of libcurl's. `flags` is the number of the argument. */
static bool add_open(scmp_filter_ctx filter, int call, unsigned flags)
{
    static const struct {
        scmp_datum_t mask, value;
    } writing[] = { { O_ACCMODE, O_WRONLY }, { O_ACCMODE, O_RDWR }, { O_CREAT, O_CREAT } };
    size_t i;

    for (i = 0; i < sizeof writing / sizeof writing[0]; i++)
        if (seccomp_rule_add(
                filter, SCMP_ACT_KILL_PROCESS, call, 1,
                SCMP_CMP(flags, SCMP_CMP_MASKED_EQ, writing[i].mask, writing[i].value)) != 0)
            return false;
    return seccomp_rule_add(
               filter, SCMP_ACT_ALLOW, call, 1,
               SCMP_CMP(flags, SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT, O_RDONLY)) == 0;
}

/* Threads, for the resolver, but no processes. clone3(2) keeps its flags in memory, where a
 * filter can't look: it fails with ENOSYS and the C library takes clone(2). */
static bool add_clone(scmp_filter_ctx filter)
{
    return seccomp_rule_add(
               filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
               SCMP_CMP(CLONE_FLAGS, SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), 1,
                            SCMP_CMP(CLONE_FLAGS, SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)) == 0;
}

static bool filter_load(scmp_filter_ctx filter, bool complete)
{
    bool holds = complete && seccomp_load(filter) == 0;

    seccomp_release(filter);
    return holds;
}

bool filter_calls(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    bool complete;

    if (filter == NULL)
        return false;
    complete = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0 &&
               add_names(filter, SCMP_ACT_ALLOW, allowed) &&
               add_names(filter, SCMP_ACT_KILL_PROCESS, deadly) &&
               add_open(filter, SCMP_SYS(open), 1) && add_open(filter, SCMP_SYS(openat), 2) &&
               add_clone(filter);
    return filter_load(filter, complete);
}

bool filter_sockets(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

    if (filter == NULL)
        return false;
    return filter_load(filter, add_names(filter, SCMP_ACT_ERRNO(EACCES), sockets));
}

#else /* the other programs of sanitizers are processes, and coverage writes files */

bool filter_calls(void)
{
    return false;
}

bool filter_sockets(void)
{
    return false;
}

#endif
