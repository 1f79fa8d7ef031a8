/* check_jail.c: what the jail says it holds is tried from inside. Each trial runs in a process
 * of its own, as the jail takes away what Check needs to report. */
#include "tests/lib/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/network/jail.h"

/* How a trial ends: by itself, or by the signal of a forbidden call. */
enum { REFUSED = 10, PASSED = 11, NOT_HELD = 12, HAS_FAILED = 13, KILLED = 128 + SIGSYS };
enum { NOBODY = 65534 };

static bool is_begun = true; /* else what the test has open stays so */
static int outside = -1;     /* a terminal's other end, opened in front of the jail */

static char secret_path[64], authority_path[64];

static void file_write(char path[64], const char *name)
{
    int fd;

    snprintf(path, 64, "/tmp/check_jail.%s.XXXXXX", name);
    fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, "x", 1), 1);
    close(fd);
}

/* Enters a jail of the kind in a child, as root where we are and as an ordinary user, and tries
 * something there if `part` holds. */
static int try_as(uid_t user, enum jail_kind kind, enum jail_part part, int (*trial)(void))
{
    int status;
    pid_t pid = fork();

    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        struct jail_report report = { .landlock = 0 };

        outside = open("/dev/ptmx", O_RDWR | O_NOCTTY);
        if (user != 0 && setresuid(user, user, user) != 0)
            _exit(99);
        if (is_begun)
            jail_begin(&report);
        jail_enter(&report, kind);
        _exit(report.state[part] == JAIL_HOLDS    ? trial()
              : report.state[part] == JAIL_FAILED ? HAS_FAILED
                                                  : NOT_HELD);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int try_in(enum jail_kind kind, enum jail_part part, int (*trial)(void))
{
    int outcome = try_as(getuid(), kind, part, trial);

    if (getuid() == 0)
        ck_assert_int_eq(try_as(NOBODY, kind, part, trial), outcome);
    return outcome;
}

static int try(enum jail_part part, int (*trial)(void))
{
    return try_in(JAIL_CLIENT, part, trial);
}

static void expect(int outcome, int expected)
{
    if (outcome == NOT_HELD)
        fprintf(stderr, "# not held by this kernel or this build\n");
    else
        ck_assert_int_eq(outcome, expected);
}

static int refused(long result)
{
    return result < 0 && (errno == EACCES || errno == EPERM || errno == ENOTTY ||
                          errno == ENOPROTOOPT || errno == ENOSYS)
               ? REFUSED
               : PASSED;
}

static int read_secret(void)
{
    return refused(open(secret_path, O_RDONLY));
}

static int read_own_folder(void)
{
    return refused(open("/tmp", O_RDONLY | O_DIRECTORY));
}

static int read_memory_of_parent(void)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/mem", (int)getppid());
    return refused(open(path, O_RDONLY));
}

static int read_passwords(void)
{
    return refused(open("/etc/shadow", O_RDONLY));
}

static int read_hosts(void)
{
    return refused(open("/etc/hosts", O_RDONLY));
}

static int read_authority(void)
{
    return refused(open(authority_path, O_RDONLY));
}

static int write_file(void)
{
    return refused(open(secret_path, O_WRONLY));
}

static int create_file(void)
{
    return refused(open("/tmp/check_jail.new", O_WRONLY | O_CREAT, 0600));
}

static int create_file_anew(void)
{
    return refused(creat("/tmp/check_jail.new", 0600));
}

static int signal_parent(void)
{
    return refused(kill(getppid(), 0));
}

START_TEST(files_are_out_of_reach)
{
    file_write(secret_path, "secret");
    expect(try(JAIL_FILES, read_secret), REFUSED);
    expect(try(JAIL_FILES, read_own_folder), REFUSED);
    expect(try(JAIL_FILES, read_memory_of_parent), REFUSED);
    expect(try(JAIL_FILES, read_passwords), REFUSED);
    ck_assert_int_ne(try(JAIL_FILES, write_file), PASSED);
    ck_assert_int_ne(try(JAIL_FILES, create_file), PASSED);
    ck_assert_int_ne(try(JAIL_FILES, create_file_anew), PASSED);
    ck_assert_int_eq(access("/tmp/check_jail.new", F_OK), -1);
    unlink(secret_path);
}
END_TEST

START_TEST(what_is_needed_is_readable)
{
    file_write(authority_path, "ca");
    setenv("SSL_CERT_FILE", authority_path, 1);
    expect(try(JAIL_FILES, read_authority), REFUSED); /* authorities.h reads it before */
    expect(try(JAIL_FILES, read_hosts), REFUSED);     /* resolver.h reads it */
    expect(try_in(JAIL_RESOLVER, JAIL_FILES, read_hosts), PASSED);
    unsetenv("SSL_CERT_FILE");
    expect(try(JAIL_FILES, read_authority), REFUSED);
    unlink(authority_path);
}
END_TEST

static int run_program(void)
{
    execl("/bin/true", "true", (char *)NULL);
    return refused(-1);
}

static int fork_process(void)
{
    return fork() == 0 ? 0 : PASSED;
}

static int trace_parent(void)
{
    return refused(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static int read_parent(void)
{
    return refused(syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0));
}

static int ask_keyring(void)
{
    return refused(syscall(SYS_keyctl, 0, -4, 0));
}

static int add_key(void)
{
    return refused(syscall(SYS_add_key, "user", "check_jail", "x", 1, -2));
}

static int request_key(void)
{
    return refused(syscall(SYS_request_key, "user", "check_jail", NULL, 0));
}

static int unknown_call(void)
{
    return syscall(SYS_personality, 0xffffffff) < 0 && errno == ENOSYS ? REFUSED : PASSED;
}

START_TEST(forbidden_calls_kill)
{
    expect(try(JAIL_CALLS, run_program), KILLED);
    expect(try(JAIL_CALLS, fork_process), KILLED);
    expect(try(JAIL_CALLS, trace_parent), KILLED);
    expect(try(JAIL_CALLS, read_parent), KILLED);
    expect(try(JAIL_CALLS, ask_keyring), KILLED);
    expect(try(JAIL_CALLS, add_key), KILLED);
    expect(try(JAIL_CALLS, request_key), KILLED);
    expect(try(JAIL_CALLS, unknown_call), REFUSED);
    expect(try(JAIL_CALLS, write_file), KILLED);
    expect(try(JAIL_CALLS, create_file), KILLED);
    expect(try(JAIL_CALLS, create_file_anew), KILLED);
}
END_TEST

START_TEST(other_processes_are_out_of_reach)
{
    expect(try(JAIL_CALLS, signal_parent), REFUSED);
    expect(try(JAIL_NEIGHBOURS, signal_parent), REFUSED);
}
END_TEST

/* A connection to a loopback port where nobody listens. */
static int connect_to(uint16_t port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0)
        return REFUSED;
    return refused(connect(fd, (struct sockaddr *)&address, sizeof address));
}

static int connect_elsewhere(void)
{
    static const uint16_t ports[] = { 443, 1 };
    struct jail_report report = { .landlock = 0 };

    jail_network(&report, ports, 2);
    if (report.state[JAIL_NETWORK] != JAIL_HOLDS)
        return NOT_HELD;
    return connect_to(1) == PASSED ? connect_to(25) : NOT_HELD + 1;
}

static int connect_nowhere(void)
{
    return connect_to(443);
}

START_TEST(only_the_ports_of_the_call_are_in_reach)
{
    expect(try(JAIL_STREAMS, connect_elsewhere), REFUSED);
    expect(try_in(JAIL_PARSER, JAIL_CALLS, connect_nowhere), REFUSED);
}
END_TEST

/* Each family and type, with the protocols by which others go round a rule for TCP. */
static int open_any_socket(void)
{
    static const int protocols[] = { 0,   IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP, IPPROTO_SCTP,
                                     136, 255,         262 /* MPTCP */ };
    int family, type;
    size_t i;

    for (family = 0; family < 64; family++)
        for (type = 0; type < 16; type++)
            for (i = 0; i < COUNT(protocols); i++)
                if (socket(family, type, protocols[i]) >= 0 &&
                    ((family != AF_INET && family != AF_INET6) || type != SOCK_STREAM || i > 1))
                    return PASSED;
    return REFUSED;
}

static int connect_by_path(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "/tmp/check_jail.sock" };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0), ends[2];

    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) >= 0)
        return PASSED;
    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0 ||
        socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0)
        return PASSED;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return REFUSED;
    return connect(ends[0], (struct sockaddr *)&address, sizeof address) == 0 ? PASSED
                                                                              : REFUSED;
}

/* What a TPM's program may reach once it knows that its TPM is a device. */
static int reach_beside_device(void)
{
    struct jail_report report = { .state[JAIL_ARGUMENTS] = JAIL_HOLDS };

    jail_network(&report, NULL, 0);
    jail_close_unix(&report);
    if (report.state[JAIL_NETWORK] != JAIL_HOLDS)
        return report.state[JAIL_NETWORK] == JAIL_LACKS ? NOT_HELD : HAS_FAILED;
    if (report.state[JAIL_ARGUMENTS] != JAIL_HOLDS)
        return HAS_FAILED;
    return connect_to(25) == REFUSED ? refused(socket(AF_UNIX, SOCK_STREAM, 0)) : PASSED;
}

static int send_while_connecting(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(45711) };
    char text[] = "x";
    struct iovec byte = { text, 1 };
    struct msghdr message = { &address, sizeof address, &byte, 1, NULL, 0, 0 };
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (refused(sendto(fd, "x", 1, MSG_FASTOPEN, (struct sockaddr *)&address,
                       sizeof address)) != REFUSED ||
        refused(sendmsg(fd, &message, MSG_FASTOPEN)) != REFUSED)
        return PASSED;
    return refused(setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &on, sizeof on));
}

static int accept_from_others(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    return refused(bind(fd, (struct sockaddr *)&address, sizeof address)) == REFUSED
               ? refused(listen(fd, 1))
               : PASSED;
}

START_TEST(sockets_reach_nobody_else)
{
    expect(try(JAIL_CALLS, open_any_socket), REFUSED);
    expect(try_in(JAIL_PARSER, JAIL_CALLS, open_any_socket), REFUSED);
    expect(try(JAIL_CALLS, connect_by_path), REFUSED);
    expect(try_in(JAIL_TPM, JAIL_ARGUMENTS, reach_beside_device), REFUSED);
    expect(try(JAIL_CALLS, send_while_connecting), REFUSED);
    expect(try(JAIL_CALLS, accept_from_others), REFUSED);
}
END_TEST

/* Each number that terminals have, on a terminal, also with bits that the kernel leaves out. */
static int type_into_terminal(void)
{
    unsigned long number;
    char byte = '\n';

    for (number = 0x5400; number < 0x5500; number++)
        if (number != FIONREAD && number != FIONBIO &&
            (ioctl(outside, number, &byte) >= 0 ||
             syscall(SYS_ioctl, outside, number | 1ul << 32, &byte) >= 0))
            return PASSED;
    return REFUSED;
}

static int open_terminal(void)
{
    return isatty(0) || isatty(1) || isatty(2) || open("/dev/tty", O_RDONLY) >= 0 ? PASSED
                                                                                  : REFUSED;
}

START_TEST(no_terminal_is_in_reach)
{
    is_begun = false;
    expect(try(JAIL_CALLS, type_into_terminal), REFUSED);
    expect(try_in(JAIL_PARSER, JAIL_CALLS, type_into_terminal), REFUSED);
    is_begun = true;
    expect(try(JAIL_TERMINAL, open_terminal), REFUSED);
    expect(try_in(JAIL_PARSER, JAIL_TERMINAL, open_terminal), REFUSED);
}
END_TEST

static int limit_parent(void)
{
    struct rlimit none = { 1, 1 };

    return refused(syscall(SYS_prlimit64, getppid(), RLIMIT_CPU, &none, NULL));
}

static int signal_by_descriptor(void)
{
    return refused(fcntl(STDIN_FILENO, F_SETOWN, getppid())) == REFUSED
               ? refused(syscall(SYS_tgkill, getppid(), getppid(), 0))
               : PASSED;
}

static int write_and_run(void)
{
    char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page != MAP_FAILED)
        return PASSED;
    page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return refused(mprotect(page, 4096, PROT_READ | PROT_WRITE | PROT_EXEC));
}

static int become_visible(void)
{
    return refused(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
}

static int cut_file(void)
{
    return refused(open("/usr/share", O_RDONLY | O_TRUNC));
}

static int have_capability(void)
{
    int capability;

    for (capability = 0; capability < 64; capability++)
        if (prctl(PR_CAPBSET_READ, capability, 0, 0, 0) == 1 && geteuid() == 0)
            return PASSED;
    return REFUSED;
}

static const enum jail_kind all_kinds[] = { JAIL_CLIENT, JAIL_RESOLVER, JAIL_PARSER, JAIL_BUS,
                                            JAIL_TPM };

START_TEST(hostile_arguments_are_refused)
{
    size_t i;

    for (i = 0; i < COUNT(all_kinds); i++) {
        expect(try_in(all_kinds[i], JAIL_CALLS, limit_parent), REFUSED);
        expect(try_in(all_kinds[i], JAIL_CALLS, signal_by_descriptor), REFUSED);
        expect(try_in(all_kinds[i], JAIL_CALLS, write_and_run), REFUSED);
        expect(try_in(all_kinds[i], JAIL_CALLS, become_visible), REFUSED);
        expect(try_in(all_kinds[i], JAIL_PRIVILEGES, have_capability), REFUSED);
    }
    expect(try(JAIL_CALLS, cut_file), KILLED);
    expect(try_in(JAIL_PARSER, JAIL_CALLS, read_hosts), REFUSED);
}
END_TEST

static int inspect_process(void)
{
    struct rlimit core;

    getrlimit(RLIMIT_CORE, &core);
    return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 &&
                   prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 && core.rlim_max == 0
               ? PASSED
               : REFUSED;
}

static int count_descriptors(void)
{
    int fd;

    for (fd = 3; fd < 1024; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            return REFUSED;
    return PASSED;
}

static int inspect_environment(void)
{
    return getenv("https_proxy") != NULL && getenv("SSLKEYLOGFILE") == NULL &&
                   getenv("PATH") == NULL && environ[1] == NULL
               ? PASSED
               : REFUSED;
}

START_TEST(the_process_has_only_what_it_needs)
{
    static const char *const names[] = { "HTTPS_PROXY",  "all_proxy",     "ALL_PROXY",
                                         "no_proxy",     "NO_PROXY",      "SSL_CERT_FILE",
                                         "SSL_CERT_DIR", "CURL_CA_BUNDLE" };
    size_t i;

    for (i = 0; i < COUNT(names); i++)
        unsetenv(names[i]);
    setenv("https_proxy", "http://127.0.0.1:1", 1);
    setenv("SSLKEYLOGFILE", "/tmp/keys", 1);
    ck_assert_int_eq(try(JAIL_MEMORY, inspect_process), PASSED);
    ck_assert_int_eq(try(JAIL_STREAMS, count_descriptors), PASSED);
    ck_assert_int_eq(try(JAIL_ENVIRONMENT, inspect_environment), PASSED);
}
END_TEST

static int tell_namespaces(void)
{
    return PASSED;
}

/* As on a kernel, or in a container, where user namespaces can't be had. */
START_TEST(a_kernel_without_a_part_is_told)
{
    struct sock_filter without_unshare[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_unshare, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { COUNT(without_unshare), without_unshare };

    ck_assert_int_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    ck_assert_int_eq(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
    ck_assert_int_eq(try_in(JAIL_PARSER, JAIL_NAMESPACES, tell_namespaces), NOT_HELD);
    expect(try_in(JAIL_PARSER, JAIL_CALLS, connect_nowhere), REFUSED);
    expect(try_in(JAIL_PARSER, JAIL_CALLS, open_any_socket), REFUSED);
    expect(try_in(JAIL_PARSER, JAIL_CALLS, limit_parent), REFUSED);
}
END_TEST

START_TEST(a_part_that_failed_is_a_gap)
{
    struct jail_report report = { .state = { [JAIL_FILES] = JAIL_LACKS } };

    ck_assert_int_eq(jail_gap(&report, false), JAIL_PARTS);
    ck_assert_int_eq(jail_gap(&report, true), JAIL_FILES);
    report.state[JAIL_KEYRING] = JAIL_FAILED;
    ck_assert_int_eq(jail_gap(&report, false), JAIL_KEYRING);
}
END_TEST

static int use_missing_streams(void)
{
    char byte = 0;

    if (read(STDIN_FILENO, &byte, 1) >= 0 || write(STDOUT_FILENO, &byte, 1) >= 0)
        return REFUSED;
    return open("/dev/null", O_RDONLY) == 3 ? PASSED : REFUSED;
}

static int try_without_streams(void)
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        struct jail_report report = { .landlock = 0 };

        close(STDIN_FILENO);
        close(STDOUT_FILENO);
        jail_begin(&report);
        jail_enter(&report, JAIL_CLIENT);
        _exit(use_missing_streams());
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    return WEXITSTATUS(status);
}

START_TEST(a_missing_stream_is_never_another_file)
{
    ck_assert_int_eq(try_without_streams(), PASSED);
}
END_TEST

START_TEST(every_part_has_a_name)
{
    int i, j;

    for (i = 0; i < JAIL_PARTS; i++)
        for (j = 0; j <= i; j++)
            ck_assert((strcmp(jail_part_name((enum jail_part)i),
                              jail_part_name((enum jail_part)j)) == 0) == (i == j));
}
END_TEST

int main(void)
{
    return suite_run(
        "jail", SUITE(files_are_out_of_reach, what_is_needed_is_readable, forbidden_calls_kill,
                      other_processes_are_out_of_reach, only_the_ports_of_the_call_are_in_reach,
                      sockets_reach_nobody_else, no_terminal_is_in_reach,
                      hostile_arguments_are_refused, a_kernel_without_a_part_is_told,
                      a_part_that_failed_is_a_gap, the_process_has_only_what_it_needs,
                      a_missing_stream_is_never_another_file, every_part_has_a_name));
}
