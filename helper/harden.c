/* harden.c: what a process that will hold secrets does first. */
#include "helper/harden.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>

#include "protocol/landlock.h"
#include "protocol/secret.h"

static struct {
    struct rlimit core;
    mode_t mask;
    void (*on_broken_pipe)(int);
    void (*on_large_file)(int);
} before;

/* A descriptor that the caller closed must not become one of our files. What stands in for it
 * can only be read, so that an answer that goes nowhere is told. */
static bool standard_descriptors_exist(void)
{
    struct pollfd standard[] = { { .fd = STDIN_FILENO },
                                 { .fd = STDOUT_FILENO },
                                 { .fd = STDERR_FILENO } };
    int fd;

    if (poll(standard, 3, 0) >= 0 &&
        ((standard[0].revents | standard[1].revents | standard[2].revents) & POLLNVAL) == 0)
        return true;
    do
        fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO);
    return fd >= 0 && close(fd) == 0;
}

/* By set-user-ID, set-group-ID or capabilities of the program's file. The kernel said so when
 * it started us (getauxval(3)); where it says no more than "secure", a security module may have
 * its own reasons. */
static bool has_more_rights_than_caller(void)
{
    struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct has[_LINUX_CAPABILITY_U32S_3] = { { 0 } };

    if (getauxval(AT_UID) != getauxval(AT_EUID) || getauxval(AT_GID) != getauxval(AT_EGID))
        return true;
    return getauxval(AT_SECURE) != 0 && getauxval(AT_UID) != 0 &&
           syscall(SYS_capget, &header, has) == 0 &&
           (has[0].permitted != 0 || has[1].permitted != 0);
}

/* Mostly the limit has none itself, and one call does. */
static void core_forbid(void)
{
    struct rlimit none = { 0, RLIM_INFINITY };

    if (prlimit(0, RLIMIT_CORE, &none, &before.core) != 0)
        getrlimit(RLIMIT_CORE, &before.core);
    none.rlim_max = before.core.rlim_max;
    if (none.rlim_max != RLIM_INFINITY)
        setrlimit(RLIMIT_CORE, &none);
}

const char *harden(void)
{
    if (has_more_rights_than_caller())
        return "this program has more rights than its caller; take them from its file: chmod "
               "ug-s, setcap -r";

    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    core_forbid();
    before.mask = umask(077);
    before.on_broken_pipe = signal(SIGPIPE, SIG_IGN);
    before.on_large_file = signal(SIGXFSZ, SIG_IGN);
    signal(SIGCHLD, SIG_DFL);
    if (!standard_descriptors_exist())
        return errno == EMFILE ? "the limit of open files is too low to start: ulimit -n"
                               : "/dev/null can't be opened, which takes the place of standard "
                                 "descriptors that are closed";
    return secret_init() ? NULL : "no memory or randomness to start with";
}

/* All that the first version of Landlock knows of files, and no rule that allows some of it.
 * Instrumented builds read /proc or write a report at their end. */
void harden_narrow(void)
{
#ifndef INSTRUMENTED
    const struct landlock_ruleset everything = { .files = LANDLOCK_FILES_ABI_1 };
    int ruleset = landlock_new(&everything);

    if (ruleset < 0)
        return;
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    landlock_enforce(ruleset);
#endif
}

void harden_undo(void)
{
    setrlimit(RLIMIT_CORE, &before.core);
    umask(before.mask);
    signal(SIGPIPE, before.on_broken_pipe);
    signal(SIGXFSZ, before.on_large_file);
}
