/* check_jail_filter.c: the filter of system calls as a function of a call, its arguments and
 * the kind of jail: every socket family, type and protocol, every ioctl number, and each call
 * of the list with arguments that reach further than it should. */
#include "tests/lib/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "helper/network/jail_filter.h"
#include "helper/network/jail_numbers.h"
#include "tests/lib/bpf.h"

enum { SELF = 4711, GARBAGE = 1 };

static struct sock_filter code[JAIL_KINDS][JAIL_FILTER_MAX];
static size_t length[JAIL_KINDS];
static uint32_t machine;

/* The arch that a filter asks for first. */
static void filters_make(void)
{
    enum jail_kind kind;

    for (kind = 0; kind < JAIL_KINDS; kind++)
        length[kind] = jail_filter_make(code[kind], kind, SELF);
    machine = code[0][1].k;
}

static uint32_t outcome(enum jail_kind kind, long call, const uint64_t arguments[6])
{
    struct seccomp_data data = { .nr = (int)call, .arch = machine };

    memcpy(data.args, arguments, sizeof data.args);
    return bpf_run(code[kind], length[kind], &data);
}

#define OUTCOME(kind, call, ...) outcome(kind, call, (const uint64_t[6]){ __VA_ARGS__ })
#define IS_ALLOWED(...)          (OUTCOME(__VA_ARGS__) == SECCOMP_RET_ALLOW)

/* Says of a call what becomes of it, also with bits that the kernel doesn't look at. */
static void expect(bool allowed, enum jail_kind kind, long call, uint64_t a, uint64_t b,
                   uint64_t c)
{
    const uint64_t high = 1ull << 32;

    ck_assert_msg(IS_ALLOWED(kind, call, a, b, c) == allowed,
                  "kind %d, call %ld, %llx %llx %llx", kind, call, (unsigned long long)a,
                  (unsigned long long)b, (unsigned long long)c);
    ck_assert_int_eq(IS_ALLOWED(kind, call, a | high, b | high, c | high), allowed);
}

static bool is_tcp(int protocol)
{
    return protocol == 0 || protocol == IPPROTO_TCP;
}

static bool is_udp(int protocol)
{
    return protocol == 0 || protocol == IPPROTO_UDP;
}

static bool may_have_socket(enum jail_kind kind, int family, int type, int protocol)
{
    bool is_internet = family == AF_INET || family == AF_INET6;

    switch (kind) {
    case JAIL_CLIENT:
        return is_internet && type == SOCK_STREAM && is_tcp(protocol);
    case JAIL_RESOLVER:
        return is_internet && ((type == SOCK_STREAM && is_tcp(protocol)) ||
                               (type == SOCK_DGRAM && is_udp(protocol)));
    case JAIL_BUS:
        return family == AF_UNIX && type == SOCK_STREAM && protocol == 0;
    case JAIL_TPM:
        return (family == AF_UNIX && type == SOCK_STREAM && protocol == 0) ||
               (is_internet && type == SOCK_STREAM && is_tcp(protocol));
    default:
        return false;
    }
}

START_TEST(sockets_are_those_that_are_needed)
{
    static const int flags[] = { 0, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_CLOEXEC | SOCK_NONBLOCK };
    enum jail_kind kind;
    int family, type, protocol;
    size_t i;

    for (kind = 0; kind < JAIL_KINDS; kind++)
        for (family = -1; family < 64; family++)
            for (type = 0; type < 16; type++)
                for (protocol = 0; protocol < 300;
                     protocol += protocol < 20 || protocol > 260 ? 1 : 8)
                    for (i = 0; i < COUNT(flags); i++)
                        expect(may_have_socket(kind, family, type, protocol), kind, SYS_socket,
                               (uint32_t)family, (uint32_t)(type | flags[i]),
                               (uint32_t)protocol);
    for (type = 0; type < 16; type++)
        for (family = 0; family < 64; family++)
            expect(family == AF_UNIX && type == SOCK_STREAM, JAIL_CLIENT, SYS_socketpair,
                   (uint64_t)family, (uint64_t)type, 0);
    ck_assert(!IS_ALLOWED(JAIL_CLIENT, SYS_bind, 3));
    ck_assert(!IS_ALLOWED(JAIL_CLIENT, SYS_listen, 3));
    ck_assert(!IS_ALLOWED(JAIL_CLIENT, SYS_accept4, 3));
    ck_assert(!IS_ALLOWED(JAIL_PARSER, SYS_connect, 3));
}
END_TEST

START_TEST(no_ioctl_but_two_is_let_through)
{
    enum jail_kind kind;
    uint64_t number;

    for (kind = 0; kind < JAIL_KINDS; kind++)
        for (number = 0; number < 0x20000; number++)
            expect(number == FIONREAD || number == FIONBIO, kind, SYS_ioctl, 0, number, 0);
    expect(false, JAIL_CLIENT, SYS_ioctl, 2, TIOCSTI, 0);
}
END_TEST

/* Each of these is refused to every kind, with the last one's arguments in its place. */
START_TEST(hostile_arguments_are_refused)
{
    static const struct {
        long call;
        uint64_t argument[4];
    } hostile[] = {
        { SYS_sendto, { 3, 0, 1, MSG_FASTOPEN } },
        { SYS_sendto, { 3, 0, 1, MSG_FASTOPEN | MSG_NOSIGNAL } },
        { SYS_sendmsg, { 3, 0, MSG_FASTOPEN } },
        { SYS_sendmmsg, { 3, 0, 1, MSG_FASTOPEN } },
        { SYS_prlimit64, { SELF + 1, 0 } },
        { SYS_prlimit64, { SELF, 0 } },
        { SYS_tgkill, { SELF + 1, SELF + 1, 9 } },
        { SYS_tgkill, { 0, 1, 9 } },
        { SYS_kill, { 1, 9 } },
        { SYS_fcntl, { 0, F_SETOWN, 1 } },
        { SYS_fcntl, { 0, F_SETOWN_EX, 1 } },
        { SYS_fcntl, { 0, F_SETSIG, 9 } },
        { SYS_fcntl, { 0, F_SETLEASE, 0 } },
        { SYS_fcntl, { 0, F_NOTIFY, 0 } },
        { SYS_fcntl, { 0, F_SETPIPE_SZ, 1 << 20 } },
        { SYS_prctl, { PR_SET_DUMPABLE, 1 } },
        { SYS_prctl, { PR_SET_PTRACER, 1 } },
        { SYS_prctl, { PR_SET_SECCOMP, 2 } },
        { SYS_prctl, { PR_SET_MM, 1 } },
        { SYS_prctl, { PR_SET_PDEATHSIG, 0 } },
        { SYS_clone, { CLONE_VM, CLONE_VM } },
        { SYS_clone, { 17, 17 } },
        { SYS_clone, { CLONE_THREAD | CLONE_NEWUSER, CLONE_THREAD | CLONE_NEWUSER } },
        { SYS_clone, { CLONE_THREAD | CLONE_NEWNET, CLONE_THREAD | CLONE_NEWNET } },
        { SYS_clone, { CLONE_THREAD | CLONE_PTRACE, CLONE_THREAD | CLONE_PTRACE } },
        { SYS_clone3, { 0 } },
        { SYS_unshare, { CLONE_NEWUSER } },
        { SYS_mprotect, { 0, 1, PROT_READ | PROT_WRITE | PROT_EXEC } },
        { SYS_pkey_mprotect, { 0, 1, PROT_READ | PROT_EXEC } },
        { SYS_pipe2, { 0, O_EXCL } },
        { SYS_setsockopt, { 3, SOL_SOCKET, SO_ATTACH_FILTER } },
        { SYS_setsockopt, { 3, SOL_SOCKET, SO_BINDTODEVICE } },
        { SYS_setsockopt, { 3, IPPROTO_TCP, TCP_ULP } },
        { SYS_setsockopt, { 3, IPPROTO_TCP, TCP_REPAIR } },
        { SYS_setsockopt, { 3, IPPROTO_TCP, TCP_FASTOPEN_CONNECT } },
        { SYS_openat, { 0, 0, O_RDONLY | O_CREAT } },
        { SYS_openat, { 0, 0, O_RDONLY | O_TRUNC } },
        { SYS_openat, { 0, 0, O_WRONLY } },
        { SYS_openat, { 0, 0, O_ACCMODE } },
        { SYS_openat, { 0, 0, O_TMPFILE | O_RDWR } },
        { SYS_openat2, { 0 } },
        { SYS_seccomp, { 0 } },
        { SYS_memfd_create, { 0 } },
        { SYS_userfaultfd, { 0 } },
        { SYS_timer_create, { 0 } },
        { SYS_rt_sigqueueinfo, { SELF } },
        { SYS_setsid, { 0 } },
        { SYS_capset, { 0 } },
        { SYS_io_uring_enter, { 0 } },
        { SYS_perf_event_open, { 0 } },
    };
    enum jail_kind kind;
    size_t i;

    for (i = 0; i < COUNT(hostile); i++)
        for (kind = 0; kind < JAIL_KINDS; kind++) {
            const uint64_t *at = hostile[i].argument;
            bool is_device = kind == JAIL_TPM && hostile[i].call == SYS_openat &&
                             (at[2] & (O_ACCMODE | O_CREAT | O_TRUNC)) == O_RDWR;

            ck_assert_msg(is_device ||
                              !IS_ALLOWED(kind, hostile[i].call, at[0], at[1], at[2], at[3]),
                          "row %zu, kind %d", i, kind);
        }
}
END_TEST

START_TEST(memory_is_written_or_run)
{
    enum jail_kind kind;
    uint64_t reach;

    for (kind = 0; kind < JAIL_KINDS; kind++)
        for (reach = 0; reach < 8; reach++) {
            bool runs = (reach & PROT_EXEC) != 0, is_both = runs && (reach & PROT_WRITE) != 0;
            bool may_run = kind != JAIL_PARSER && !is_both;

#if JAIL_SEES_ARGUMENTS
            long call = SYS_mmap >= 0 ? SYS_mmap : SYS_mmap2;

            ck_assert_int_eq(IS_ALLOWED(kind, call, 0, 1, reach, MAP_PRIVATE | MAP_ANONYMOUS),
                             !runs);
            ck_assert_int_eq(IS_ALLOWED(kind, call, 0, 1, reach, MAP_PRIVATE),
                             !runs || may_run);
#endif
#ifdef __aarch64__
            runs = is_both;
#endif
            ck_assert_int_eq(IS_ALLOWED(kind, SYS_mprotect, 0, 1, reach), !runs);
            (void)may_run;
        }
}
END_TEST

START_TEST(what_is_needed_is_allowed)
{
    enum jail_kind kind;
    int option;

    for (kind = 0; kind < JAIL_KINDS; kind++) {
        ck_assert(IS_ALLOWED(kind, SYS_read, 0));
        ck_assert(IS_ALLOWED(kind, SYS_exit_group, 0));
        ck_assert(IS_ALLOWED(kind, SYS_tgkill, SELF, SELF, 6));
        ck_assert(IS_ALLOWED(kind, SYS_prlimit64, 0));
        ck_assert(IS_ALLOWED(kind, SYS_fcntl, 0, F_GETFL));
        if (kind == JAIL_PARSER)
            continue;
        ck_assert(IS_ALLOWED(kind, SYS_openat, 0, 0, O_RDONLY | O_CLOEXEC));
        ck_assert(IS_ALLOWED(kind, SYS_connect, 3));
        ck_assert(IS_ALLOWED(kind, SYS_sendto, 3, 0, 1, MSG_NOSIGNAL));
        ck_assert(IS_ALLOWED(kind, SYS_clone, CLONE_VM | CLONE_THREAD | CLONE_SIGHAND,
                             CLONE_VM | CLONE_THREAD | CLONE_SIGHAND));
    }
    ck_assert(IS_ALLOWED(JAIL_TPM, SYS_openat, 0, 0, O_RDWR | O_NONBLOCK));
    for (option = 0; option < 256; option++)
        expect(option == TCP_NODELAY || option == TCP_KEEPIDLE || option == TCP_KEEPINTVL ||
                   option == TCP_KEEPCNT,
               JAIL_CLIENT, SYS_setsockopt, 3, IPPROTO_TCP, (uint64_t)option);
}
END_TEST

START_TEST(what_reaches_others_kills)
{
    static const long deadly[] = { SYS_execve, SYS_ptrace, SYS_process_vm_readv,
                                   SYS_keyctl, SYS_bpf,    SYS_mount };
    struct seccomp_data other = { .nr = SYS_read };
    enum jail_kind kind;
    size_t i;

    for (kind = 0; kind < JAIL_KINDS; kind++) {
        for (i = 0; i < COUNT(deadly); i++)
            ck_assert_uint_eq(OUTCOME(kind, deadly[i], 0), SECCOMP_RET_KILL_PROCESS);
        other.arch = machine ^ GARBAGE;
        ck_assert_uint_eq(bpf_run(code[kind], length[kind], &other), SECCOMP_RET_KILL_PROCESS);
        ck_assert_uint_eq(OUTCOME(kind, 5000, 0), SECCOMP_RET_ERRNO | ENOSYS);
    }
#ifdef __x86_64__
    ck_assert_uint_eq(OUTCOME(JAIL_CLIENT, 0x40000000 | SYS_read, 0), SECCOMP_RET_KILL_PROCESS);
#endif
}
END_TEST

int main(void)
{
    filters_make();
    return suite_run("jail_filter",
                     SUITE(sockets_are_those_that_are_needed, no_ioctl_but_two_is_let_through,
                           hostile_arguments_are_refused, memory_is_written_or_run,
                           what_is_needed_is_allowed, what_reaches_others_kills));
}
