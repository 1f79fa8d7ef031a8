/* inside.c: the network program's jail with a prisoner in it who tries to get out: each line of
 * output is "THING BACKOFF", and the last one the report that -v shows. An outcome is
 * "refused", "killed", or "done" when nothing was in the way. The jail is that of the program
 * itself.
 *
 *     inside [--freely] THING=ARGUMENT…
 *
 * --freely tries the same outside the jail, to show that it is the jail that refuses.
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
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/keyctl.h>

#include "helper/adobe/jail.h"

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

static const struct {
    const char *thing;
    int (*attempt)(const char *argument);
} things[] = {
    { "create", try_create }, { "memory", try_memory }, { "key", try_key },
    { "mine", try_mine },     { "link", try_link },     { "request", try_request },
    { "read", try_read },     { "write", try_write },   { "exec", try_exec },
    { "spawn", try_spawn },   { "trace", try_trace },   { "vm", try_vm },
    { "kill", try_signal },   { "search", try_search }, { "connect", try_connect },
};

static void enter(struct jail_report *report)
{
    static const uint16_t ports[] = { 443 };

    jail_enter(report, -1);
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
static void show(const char *word, bool freely)
{
    static const char *const names[] = { "done", "refused" };
    size_t length = strcspn(word, "=");
    const char *argument = word[length] == '=' ? word + length + 1 : "";
    struct jail_report report = { 0 };
    pid_t pid = fork();
    int how;

    if (pid == 0) {
        if (!freely)
            enter(&report);
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
    struct jail_report report = { 0 };
    int i;

    for (i = freely ? 2 : 1; i < argc; i++)
        show(argv[i], freely);
    if (!freely)
        enter(&report);
    printf("report");
    for (i = 0; i < JAIL_PARTS; i++)
        printf(" %s%s", report.holds[i] ? "" : "no-", jail_part_name((enum jail_part)i));
    printf("\n");
    return 0;
}
