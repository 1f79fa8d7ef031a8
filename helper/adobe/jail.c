/* jail.c: the parts of the jail, in order. */
#include "helper/adobe/jail.h"

#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/keyctl.h>

#include "helper/adobe/jail_parts.h"
#include "protocol/adobe.h"
#include "protocol/landlock.h"
#include "protocol/spawn.h"

enum {
    FIRST_EXTRA = 3,
    DESCRIPTORS = 64,
    CPU_SECONDS = 60,
    MEMORY = 256 * 1024 * 1024, /* a hostile document of 1 MiB needs about half of it */
};

extern char **environ;

static bool limit(int resource, rlim_t most)
{
    struct rlimit now, then = { most, most };

    if (getrlimit(resource, &now) != 0)
        return false;
    if (now.rlim_max < most)
        then.rlim_cur = then.rlim_max = now.rlim_max;
    return setrlimit(resource, &then) == 0;
}

/* A missing descriptor 0 becomes one for writing, 1 and 2 become ones for reading. */
static bool streams_fill(void)
{
    int fd;

    for (fd = 0; fd < FIRST_EXTRA; fd++)
        if (fcntl(fd, F_GETFD) < 0 &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            return false;
    return true;
}

/* Both ends included; an empty span is fine. */
static void close_span(unsigned first, unsigned last)
{
    long most = sysconf(_SC_OPEN_MAX), fd;

    if (first > last || syscall(SYS_close_range, first, last, 0) == 0)
        return;
    for (fd = first; fd < most && (unsigned long)fd <= last; fd++)
        close((int)fd);
}

static int spared_descriptor = -1;

static bool enter_streams(void)
{
    unsigned next = FIRST_EXTRA;

    umask(077);
    if (!streams_fill())
        return false;
    if (spared_descriptor >= FIRST_EXTRA) {
        close_span(next, (unsigned)spared_descriptor - 1);
        next = (unsigned)spared_descriptor + 1;
    }
    close_span(next, ~0U);
    return true;
}

static bool enter_environment(void)
{
    static char *kept[ADOBE_ENVIRONMENT];

    environ_pick(kept, adobe_environment);
    environ = kept;
    return true;
}

static bool enter_privileges(void)
{
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

static bool enter_memory(void)
{
    bool no_core = limit(RLIMIT_CORE, 0);

    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && no_core;
}

#ifndef INSTRUMENTED
static bool is_file(int fd)
{
    struct stat status;

    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}
#endif

static bool enter_writes(void)
{
#ifdef INSTRUMENTED
    return false; /* what counts lines writes them down in the end */
#else
    return !is_file(STDOUT_FILENO) && !is_file(STDERR_FILENO) && limit(RLIMIT_FSIZE, 0);
#endif
}

static bool enter_resources(void)
{
#ifdef INSTRUMENTED
    return false; /* sanitizers map terabytes */
#else
    bool cpu = limit(RLIMIT_CPU, CPU_SECONDS), memory = limit(RLIMIT_DATA, MEMORY);

    return limit(RLIMIT_NOFILE, DESCRIPTORS) && cpu && memory;
#endif
}

static bool enter_keyring(void)
{
    return syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) >= 0;
}

static const struct {
    const char *name;
    bool (*enter)(void);
} parts[JAIL_PARTS] = {
    [JAIL_STREAMS] = { "streams", enter_streams },
    [JAIL_ENVIRONMENT] = { "environment", enter_environment },
    [JAIL_PRIVILEGES] = { "privileges", enter_privileges },
    [JAIL_MEMORY] = { "memory", enter_memory },
    [JAIL_WRITES] = { "writes", enter_writes },
    [JAIL_RESOURCES] = { "resources", enter_resources },
    [JAIL_KEYRING] = { "keyring", enter_keyring },
    [JAIL_FILES] = { "files", landlock_files },
    [JAIL_NEIGHBOURS] = { "neighbours", landlock_neighbours },
    [JAIL_CALLS] = { "calls", filter_calls },
    [JAIL_NETWORK] = { "network", NULL }, /* jail_network() */
};

const char *jail_part_name(enum jail_part part)
{
    return parts[part].name;
}

void jail_enter(struct jail_report *report, int spared)
{
    int i;

    spared_descriptor = spared;
    report->landlock = landlock_version();
    for (i = 0; i < JAIL_PARTS; i++)
        if (parts[i].enter != NULL)
            report->holds[i] = parts[i].enter();
}

enum jail_part jail_gap(const struct jail_report *report, bool network)
{
    enum jail_part part;

    for (part = 0; part < JAIL_PARTS; part++)
        if (!report->holds[part] && part != JAIL_WRITES && (network || part != JAIL_NETWORK))
            break;
    return part;
}

void jail_network(struct jail_report *report, const uint16_t *ports, size_t count)
{
    bool no_sockets = count == 0 && filter_sockets();

    report->holds[JAIL_NETWORK] = landlock_network(ports, count) || no_sockets;
}
