/* inside.c: the network program's jail with a prisoner in it who tries to get out: each line of
 * output is "THING BACKOFF", and the last one the report that -v shows. An outcome is
 * "refused", "killed", or "done" when nothing was in the way. The jail is that of the program
 * itself.
 *
 *     inside [--freely | --parser] THING=ARGUMENT…
 *
 * --freely tries the same outside the jail, to show that it is the jail that refuses; --parser
 * is in the jail that credential files are read in.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/keyctl.h>

#include "helper/network/jail.h"
#include "protocol/secret.h"

enum { DONE, REFUSED };

static char memory[] = "what only the parent knows";

static int outcome(long result)
{
    return result < 0 ? REFUSED : DONE;
}

static int try_read(const char *path)
{
    char byte;
    int fd = open(path, O_RDONLY);

    return fd < 0 ? REFUSED : outcome(read(fd, &byte, 1));
}

static int try_write(const char *path)
{
    return outcome(open(path, O_WRONLY | O_CREAT, 0600));
}

static int try_create(const char *path)
{
    return outcome(creat(path, 0600));
}

static int try_exec(const char *path)
{
    execl(path, path, "-c", "exit 0", (char *)NULL);
    return REFUSED;
}

static int try_spawn(const char *path)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    (void)path;
    return outcome(pid);
}

static int try_trace(const char *pid)
{
    return outcome(ptrace(PTRACE_SEIZE, (pid_t)strtol(pid, NULL, 10), NULL, NULL));
}

/* The parent has the same memory at the same place. */
static int try_vm(const char *nothing)
{
    char copy[sizeof memory];
    struct iovec here = { copy, sizeof copy }, there = { memory, sizeof memory };

    (void)nothing;
    return outcome(process_vm_readv(getppid(), &here, 1, &there, 1, 0));
}

/* The same, as a file. */
static int try_memory(const char *nothing)
{
    char path[32], copy[sizeof memory];
    int fd;

    (void)nothing;
    snprintf(path, sizeof path, "/proc/%d/mem", (int)getppid());
    fd = open(path, O_RDONLY);
    return fd < 0 ? REFUSED : outcome(pread(fd, copy, sizeof copy, (off_t)(uintptr_t)memory));
}

static int try_signal(const char *pid)
{
    return outcome(kill((pid_t)strtol(pid, NULL, 10), 0));
}

static int try_search(const char *name)
{
    return outcome(
        syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, "user", name, 0));
}

static int try_mine(const char *name)
{
    return outcome(syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING, "user", name, 0));
}

/* Any process that may have a key can read it by its number. */
static int try_key(const char *number)
{
    char payload[8];

    return outcome(
        syscall(SYS_keyctl, KEYCTL_READ, strtol(number, NULL, 10), payload, sizeof payload));
}

static int try_link(const char *number)
{
    return outcome(
        syscall(SYS_keyctl, KEYCTL_LINK, strtol(number, NULL, 10), KEY_SPEC_PROCESS_KEYRING));
}

static int try_request(const char *name)
{
    return outcome(syscall(SYS_request_key, "user", name, NULL, 0));
}

/* Refused is what the jail says; that nobody listens is another matter. */
static int try_connect(const char *port)
{
    struct sockaddr_in to = { .sin_family = AF_INET };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    to.sin_port = htons((uint16_t)strtoul(port, NULL, 10));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || (connect(fd, (struct sockaddr *)&to, sizeof to) < 0 && errno == EACCES))
        return REFUSED;
    return DONE;
}

static struct sockaddr_in to_loopback(const char *port)
{
    struct sockaddr_in to = { .sin_family = AF_INET };

    to.sin_port = htons((uint16_t)strtoul(port, NULL, 10));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return to;
}

/* What somebody listens for is sent with the first packet, or without a connection. */
static int try_fastopen(const char *port)
{
    const struct sockaddr_in to = to_loopback(port);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    return outcome(sendto(fd, "x", 1, MSG_FASTOPEN, (const struct sockaddr *)&to, sizeof to));
}

static int try_udp(const char *port)
{
    const struct sockaddr_in to = to_loopback(port);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    return outcome(sendto(fd, "x", 1, 0, (const struct sockaddr *)&to, sizeof to));
}

static int try_mptcp(const char *port)
{
    const struct sockaddr_in to = to_loopback(port);
    int fd = socket(AF_INET, SOCK_STREAM, 262);

    return outcome(connect(fd, (const struct sockaddr *)&to, sizeof to));
}

static int try_unix(const char *path)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    snprintf(to.sun_path, sizeof to.sun_path, "%s", path);
    return outcome(connect(fd, (struct sockaddr *)&to, sizeof to));
}

static int try_netlink(const char *nothing)
{
    (void)nothing;
    return outcome(socket(AF_NETLINK, SOCK_RAW, 0));
}

/* Types a line into the terminal that is our stderr. */
static int try_type(const char *text)
{
    for (; *text != '\0'; text++)
        if (ioctl(STDERR_FILENO, TIOCSTI, text) != 0)
            return REFUSED;
    return outcome(ioctl(STDERR_FILENO, TIOCSTI, "\n"));
}

static int try_limit(const char *pid)
{
    struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };

    return outcome(prlimit((pid_t)strtol(pid, NULL, 10), RLIMIT_CPU, &limit, NULL));
}

static int try_raw(const char *nothing)
{
    (void)nothing;
    return outcome(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
}

static const struct {
    const char *thing;
    int (*attempt)(const char *argument);
} things[] = {
    { "create", try_create },     { "memory", try_memory },   { "key", try_key },
    { "mine", try_mine },         { "link", try_link },       { "request", try_request },
    { "read", try_read },         { "write", try_write },     { "exec", try_exec },
    { "spawn", try_spawn },       { "trace", try_trace },     { "vm", try_vm },
    { "kill", try_signal },       { "search", try_search },   { "connect", try_connect },
    { "fastopen", try_fastopen }, { "udp", try_udp },         { "mptcp", try_mptcp },
    { "unix", try_unix },         { "netlink", try_netlink }, { "type", try_type },
    { "limit", try_limit },       { "raw", try_raw },
};

static void enter(struct jail_report *report, enum jail_kind kind)
{
    static const uint16_t ports[] = { 443 };

    jail_begin(report);
    jail_enter(report, kind);
    if (kind == JAIL_CLIENT)
        jail_network(report, ports, 1);
}

static int attempt(const char *thing, size_t length, const char *argument)
{
    size_t i;

    for (i = 0; i < sizeof things / sizeof things[0]; i++)
        if (strlen(things[i].thing) == length && strncmp(things[i].thing, thing, length) == 0)
            return things[i].attempt(argument);
    return 99;
}

/* In a child, so that what kills kills only that. */
static void show(const char *word, bool freely, enum jail_kind kind)
{
    static const char *const names[] = { "done", "refused" };
    size_t length = strcspn(word, "=");
    const char *argument = word[length] == '=' ? word + length + 1 : "";
    struct jail_report report = { .landlock = 0 };
    pid_t pid = fork();
    int how;

    if (pid == 0) {
        if (!freely)
            enter(&report, kind);
        _exit(attempt(word, length, argument));
    }
    if (pid < 0 || waitpid(pid, &how, 0) != pid)
        exit(99);
    if (WIFSIGNALED(how))
        printf("%s %s\n", word, WTERMSIG(how) == SIGSYS ? "killed" : "crashed");
    else
        printf("%s %s\n", word, WEXITSTATUS(how) <= REFUSED ? names[WEXITSTATUS(how)] : "?");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    bool freely = argc > 1 && strcmp(argv[1], "--freely") == 0;
    bool is_parser = argc > 1 && strcmp(argv[1], "--parser") == 0;
    enum jail_kind kind = is_parser ? JAIL_PARSER : JAIL_CLIENT;
    struct jail_report report = { .landlock = 0 };
    struct buffer text = BUFFER(1024);
    int i;

    if (!secret_init())
        return 99;
    for (i = freely || is_parser ? 2 : 1; i < argc; i++)
        show(argv[i], freely, kind);
    if (!freely)
        enter(&report, kind);
    jail_tell(&text, &report);
    printf("report %s\n", buffer_string(&text));
    return 0;
}
