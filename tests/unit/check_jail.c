/* check_jail.c: what the jail says it holds is tried from inside. Each trial runs in a process
 * of its own, as the jail takes away what Check needs to report. */
#include "tests/lib/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/adobe/jail.h"

/* How a trial ends: by itself, or by the signal of a forbidden call. */
enum { REFUSED = 10, PASSED = 11, NOT_HELD = 12, KILLED = 128 + SIGSYS };

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

/* Enters the jail in a child, and tries something there if `part` holds. */
static int try(enum jail_part part, int (*trial)(void))
{
    int status;
    pid_t pid = fork();

    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        struct jail_report report = { 0 };

        jail_enter(&report, -1);
        _exit(report.holds[part] ? trial() : NOT_HELD);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
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
    return result < 0 && (errno == EACCES || errno == EPERM) ? REFUSED : PASSED;
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
    expect(try(JAIL_FILES, read_hosts), PASSED);
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
    int outcome = try(JAIL_CALLS, signal_parent);

    /* the filter knows no kill(2) at all; without it Landlock refuses */
    if (outcome == NOT_HELD)
        expect(try(JAIL_NEIGHBOURS, signal_parent), REFUSED);
    else
        ck_assert_int_eq(outcome, PASSED);
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
    struct jail_report report = { 0 };

    jail_network(&report, ports, 2);
    if (!report.holds[JAIL_NETWORK])
        return NOT_HELD;
    return connect_to(1) == PASSED ? connect_to(25) : NOT_HELD + 1;
}

static int connect_nowhere(void)
{
    struct jail_report report = { 0 };

    jail_network(&report, NULL, 0);
    return report.holds[JAIL_NETWORK] ? connect_to(443) : NOT_HELD;
}

START_TEST(only_the_ports_of_the_call_are_in_reach)
{
    expect(try(JAIL_STREAMS, connect_elsewhere), REFUSED);
    expect(try(JAIL_STREAMS, connect_nowhere), REFUSED);
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
        struct jail_report report = { 0 };

        close(STDIN_FILENO);
        close(STDOUT_FILENO);
        jail_enter(&report, -1);
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
                      the_process_has_only_what_it_needs,
                      a_missing_stream_is_never_another_file, every_part_has_a_name));
}
