/* child.c: one command, and the signals between. */
#include "helper/child.h"

#include <errno.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/harden.h"
#include "helper/say/say.h"
#include "protocol/secret.h"

enum { CANT_RUN = 126, NOT_FOUND = 127, KILLED = 128 };

static const int passed_on[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH };

static void watched_signals(sigset_t *set)
{
    size_t i;

    sigemptyset(set);
    sigaddset(set, SIGCHLD);
    for (i = 0; i < sizeof passed_on / sizeof passed_on[0]; i++)
        sigaddset(set, passed_on[i]);
}

static void exec_command(const struct child *child, char *const *arguments,
                         char *const *environment)
{
    struct fault fault = { 0 };
    int error;

    harden_undo();
    sigprocmask(SIG_SETMASK, &child->mask_before, NULL);
    execvpe(arguments[0], arguments, environment);
    error = errno;
    fault_set(&fault, STATUS_IO, error, arguments[0], NULL);
    say_fault(&fault, NULL);
    secret_wipe_all();
    _exit(error == ENOENT ? NOT_FOUND : CANT_RUN);
}

/* Who was killed before prctl(2) took hold doesn't go on. */
static void die_with(pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(KILLED + SIGKILL);
}

enum status child_start(struct child *child, char *const *arguments, char *const *environment,
                        struct fault *fault)
{
    pid_t us = getpid();
    sigset_t set;

    watched_signals(&set);
    sigprocmask(SIG_BLOCK, &set, &child->mask_before);
    child->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (child->signals >= 0)
        child->pid = fork();
    if (child->pid == 0 && child->dies_with_us)
        die_with(us);
    if (child->pid == 0)
        exec_command(child, arguments, environment);
    if (child->pid > 0)
        return STATUS_OK;
    fault_set(fault, STATUS_IO, errno, arguments[0], NULL);
    child_clear(child);
    return STATUS_IO;
}

static void reap_children(struct child *child)
{
    struct fault fault = { 0 };
    int how;
    pid_t pid;

    while ((pid = waitpid(-1, &how, WNOHANG)) > 0 || (pid < 0 && errno == EINTR)) {
        if (pid != child->pid)
            continue;
        child->how = how;
        child->has_ended = true;
    }
    if (pid < 0 && errno == ECHILD && !child->has_ended) {
        fault_set(&fault, STATUS_IO, errno, "how the command ended", NULL);
        say_fault(&fault, NULL);
        child->how = 1 << 8; /* exit status 1: the system took it, and won't say how */
        child->has_ended = true;
    }
}

/* The kernel's own signals, of a terminal, went to the child too. */
void child_wait(struct child *child, int milliseconds)
{
    struct pollfd end = { .fd = child->signals, .events = POLLIN };
    struct signalfd_siginfo info;

    if (poll(&end, 1, milliseconds) <= 0)
        return;
    while (read(child->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGCHLD)
            reap_children(child);
        else if (info.ssi_code <= 0 && !child->has_ended)
            kill(child->pid, (int)info.ssi_signo);
    }
}

void child_clear(struct child *child)
{
    if (child->signals >= 0)
        close(child->signals);
    child->signals = -1;
    sigprocmask(SIG_SETMASK, &child->mask_before, NULL);
}

/* Who is killed by a signal has no exit handlers: the secrets go first. */
int child_end_as(const struct child *child)
{
    if (!WIFSIGNALED(child->how))
        return WEXITSTATUS(child->how);
    secret_wipe_all();
    signal(WTERMSIG(child->how), SIG_DFL);
    raise(WTERMSIG(child->how));
    _exit(KILLED + WTERMSIG(child->how));
}
