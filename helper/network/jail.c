/* jail.c: the parts of the jail, in order. */
#include "helper/network/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>
#include <linux/keyctl.h>

#include "helper/network/jail_filter.h"
#include "helper/network/jail_landlock.h"
#include "protocol/adobe.h"
#include "protocol/landlock.h"
#include "protocol/spawn.h"

enum {
    FIRST_EXTRA = 3,
    DESCRIPTORS = 64,
    CPU_SECONDS = 60,
    MEMORY = 256 * 1024 * 1024, /* a hostile document of 1 MiB needs about half of it */
    VARIABLES_MAX = ADOBE_ENVIRONMENT,
};

extern char **environ;

static enum jail_state held_or_failed(bool holds)
{
    return holds ? JAIL_HOLDS : JAIL_FAILED;
}

/* What an errno says of a part that the kernel may have not, or not for us. */
static enum jail_state held_or_lacking(bool holds)
{
    static const int lacking[] = { ENOSYS, EPERM, EACCES, EINVAL, ENOSPC, EUSERS };
    size_t i;

    for (i = 0; !holds && i < sizeof lacking / sizeof lacking[0]; i++)
        if (errno == lacking[i])
            return JAIL_LACKS;
    return held_or_failed(holds);
}

static bool lower_limit(int resource, rlim_t most)
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

static void close_others(void)
{
    long most = sysconf(_SC_OPEN_MAX), fd;

    if (syscall(SYS_close_range, FIRST_EXTRA, ~0U, 0) == 0)
        return;
    for (fd = FIRST_EXTRA; fd < most; fd++)
        close((int)fd);
}

void jail_begin(struct jail_report *report)
{
    umask(077);
    report->state[JAIL_STREAMS] = held_or_failed(streams_fill());
    close_others();
}

/* Who leads a session, or a process group that a shell made, can't begin one. */
static enum jail_state enter_terminal(enum jail_kind kind)
{
    int fd = STDERR_FILENO;

    (void)kind;
    setsid();
    while (fd >= 0 && !isatty(fd))
        fd--;
    return fd < 0 && getsid(0) == getpid() ? JAIL_HOLDS : JAIL_LACKS;
}

static const char *const bus_environment[] = { "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR",
                                               "GIO_USE_VFS", "GSETTINGS_BACKEND", NULL };
static const char *const no_environment[] = { NULL };
static const char *const *const environments[JAIL_KINDS] = {
    [JAIL_CLIENT] = adobe_environment, [JAIL_RESOLVER] = no_environment,
    [JAIL_PARSER] = no_environment,    [JAIL_BUS] = bus_environment,
    [JAIL_TPM] = no_environment,
};

/* A proxy's variable may hold a password. */
static enum jail_state enter_environment(enum jail_kind kind)
{
    static char *kept[VARIABLES_MAX];
    char **entry, **keep;

    environ_pick(kept, environments[kind]);
    for (entry = environ; entry != NULL && *entry != NULL; entry++) {
        for (keep = kept; *keep != NULL && *keep != *entry; keep++)
            continue;
        if (*keep == NULL)
            explicit_bzero(*entry, strlen(*entry));
    }
    environ = kept;
    return JAIL_HOLDS;
}

#ifdef INSTRUMENTED
/* Sanitizers map terabytes and start programs; what counts lines writes files in the end. */
static enum jail_state enter_nothing(enum jail_kind kind)
{
    (void)kind;
    return JAIL_LACKS;
}
#define enter_writes        enter_nothing
#define enter_resources     enter_nothing
#define enter_namespaces    enter_nothing
#define jail_landlock_files enter_nothing
#define jail_filter_enter   enter_nothing
#define enter_arguments     enter_nothing
#else
static bool is_file(int fd)
{
    struct stat status;

    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

static enum jail_state enter_writes(enum jail_kind kind)
{
    (void)kind;
    if (is_file(STDOUT_FILENO) || is_file(STDERR_FILENO))
        return JAIL_LACKS;
    return held_or_failed(lower_limit(RLIMIT_FSIZE, 0));
}

static enum jail_state enter_resources(enum jail_kind kind)
{
    bool cpu = lower_limit(RLIMIT_CPU, CPU_SECONDS), memory = lower_limit(RLIMIT_DATA, MEMORY);

    (void)kind;
    return held_or_failed(lower_limit(RLIMIT_NOFILE, DESCRIPTORS) && cpu && memory);
}

static enum jail_state enter_namespaces(enum jail_kind kind)
{
    if (kind != JAIL_PARSER)
        return JAIL_UNUSED;
    return held_or_lacking(unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) == 0);
}

/* The filter that does it is entered. */
static enum jail_state enter_arguments(enum jail_kind kind)
{
    (void)kind;
    return JAIL_SEES_ARGUMENTS ? JAIL_HOLDS : JAIL_LACKS;
}
#endif

static enum jail_state enter_keyring(enum jail_kind kind)
{
    (void)kind;
    return held_or_lacking(syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) >= 0);
}

/* Who has no capability can't drop any from the bounding set, and needn't. */
static enum jail_state enter_privileges(enum jail_kind kind)
{
    struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { { 0 } };
    struct __user_cap_data_struct left[_LINUX_CAPABILITY_U32S_3] = { { 0 } };
    int capability = 0;
    size_t i;

    (void)kind;
    if (getuid() != geteuid() || getgid() != getegid())
        return JAIL_FAILED;
    while (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0)
        capability++;
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    if (syscall(SYS_capset, &header, none) != 0 || syscall(SYS_capget, &header, left) != 0)
        return JAIL_FAILED;
    for (i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
        if ((left[i].effective | left[i].permitted | left[i].inheritable) != 0)
            return JAIL_FAILED;
    return held_or_failed(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                          prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0);
}

static enum jail_state enter_memory(enum jail_kind kind)
{
    bool no_core = lower_limit(RLIMIT_CORE, 0);

    (void)kind;
    return held_or_failed(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && no_core);
}

static const struct {
    const char *name;
    enum jail_state (*enter)(enum jail_kind kind);
} parts[JAIL_PARTS] = {
    [JAIL_STREAMS] = { "streams", NULL }, /* jail_begin() */
    [JAIL_TERMINAL] = { "terminal", enter_terminal },
    [JAIL_ENVIRONMENT] = { "environment", enter_environment },
    [JAIL_WRITES] = { "writes", enter_writes },
    [JAIL_RESOURCES] = { "resources", enter_resources },
    [JAIL_KEYRING] = { "keyring", enter_keyring },
    [JAIL_NAMESPACES] = { "namespaces", enter_namespaces },
    [JAIL_PRIVILEGES] = { "privileges", enter_privileges },
    [JAIL_MEMORY] = { "memory", enter_memory },
    [JAIL_FILES] = { "files", jail_landlock_files },
    [JAIL_NEIGHBOURS] = { "neighbours", jail_landlock_neighbours },
    [JAIL_CALLS] = { "calls", jail_filter_enter },
    [JAIL_ARGUMENTS] = { "arguments", enter_arguments },
    [JAIL_NETWORK] = { "network", NULL }, /* jail_network() */
};

const char *jail_part_name(enum jail_part part)
{
    return parts[part].name;
}

void jail_enter(struct jail_report *report, enum jail_kind kind)
{
    int i;

    report->landlock = landlock_version();
    for (i = 0; i < JAIL_PARTS; i++)
        if (parts[i].enter != NULL)
            report->state[i] = parts[i].enter(kind);
    if (report->state[JAIL_CALLS] != JAIL_HOLDS)
        report->state[JAIL_ARGUMENTS] = JAIL_LACKS;
}

void jail_network(struct jail_report *report, const uint16_t *ports, size_t count)
{
    report->state[JAIL_NETWORK] = jail_landlock_network(ports, count);
}

void jail_close_unix(struct jail_report *report)
{
    if (report->state[JAIL_ARGUMENTS] == JAIL_HOLDS)
        report->state[JAIL_ARGUMENTS] = jail_filter_unix();
}

enum jail_part jail_gap(const struct jail_report *report, bool is_whole)
{
    enum jail_part part;

    for (part = 0; part < JAIL_PARTS; part++)
        if (report->state[part] == JAIL_FAILED ||
            (is_whole && report->state[part] == JAIL_LACKS && part != JAIL_WRITES))
            break;
    return part;
}

void jail_tell(struct buffer *out, const struct jail_report *report)
{
    static const char *const before[] = { NULL, "", "no-", "failed-" };
    const char *blank = "";
    int i;

    for (i = 0; i < JAIL_PARTS; i++) {
        if (report->state[i] == JAIL_UNUSED)
            continue;
        buffer_format(out, "%s%s%s", blank, before[report->state[i]], parts[i].name);
        blank = " ";
    }
}
