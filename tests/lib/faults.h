/* faults.h: system calls that fail, one after the other, or before each of which the process is
 * killed. The link wraps every call that store/ and protocol/ make on files; a fault is counted
 * down through all of them. Nothing is synced to the disk here: what survives a kill doesn't
 * depend on it, and the order of the calls is looked at instead.
 */
#pragma once

#include "tests/lib/stores.h"
#include "tests/lib/wide.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/wait.h>

static struct {
    int calls;      /* so far */
    int at;         /* the call that meets the fault; 0 = none does */
    int error;      /* its errno; 0 = the process is killed instead */
    size_t at_most; /* bytes a write takes; 0 = all */
} faults;

static char changes[1024]; /* the names of the calls that change something, in order */

static void log_change(const char *name)
{
    size_t used = strlen(changes);

    snprintf(changes + used, sizeof changes - used, "%s%s", used > 0 ? " " : "", name);
}

/* Counts a call; true when it is to fail, with errno set. */
static bool meets_fault(const char *change)
{
    if (change != NULL)
        log_change(change);
    if (++faults.calls != faults.at)
        return false;
    if (faults.error == 0)
        kill(getpid(), SIGKILL);
    errno = faults.error;
    return true;
}

#define WRAP_WIDE(type, name, wide, parameters, arguments, change)                             \
    type __real_##name parameters WIDE("__real_", wide);                                       \
    type __wrap_##name parameters WIDE("__wrap_", wide);                                       \
    type __wrap_##name parameters                                                              \
    {                                                                                          \
        return meets_fault(change) ? -1 : __real_##name arguments;                             \
    }
#define WRAP(type, name, parameters, arguments, change)                                        \
    WRAP_WIDE(type, name, #name, parameters, arguments, change)

WRAP(int, mkdirat, (int at, const char *path, mode_t mode), (at, path, mode), "mkdirat")
WRAP(ssize_t, read, (int fd, void *into, size_t size), (fd, into, size), NULL)
WRAP_WIDE(ssize_t, pread, "pread64", (int fd, void *into, size_t size, off_t at),
          (fd, into, size, at), NULL)
WRAP(int, fchmod, (int fd, mode_t mode), (fd, mode), "fchmod")
WRAP_WIDE(int, fstat, "__fstat64_time64", (int fd, struct stat *found), (fd, found), NULL)
WRAP_WIDE(int, fstatat, "__fstatat64_time64",
          (int at, const char *path, struct stat *found, int flags), (at, path, found, flags),
          NULL)
WRAP(int, renameat, (int from, const char *a, int to, const char *b), (from, a, to, b),
     "renameat")
WRAP(int, unlinkat, (int at, const char *path, int flags), (at, path, flags), "unlinkat")
WRAP_WIDE(int, ftruncate, "ftruncate64", (int fd, off_t length), (fd, length), "ftruncate")
WRAP_WIDE(int, fallocate, "fallocate64", (int fd, int mode, off_t at, off_t length),
          (fd, mode, at, length), NULL)
WRAP(int, faccessat, (int at, const char *path, int mode, int flags), (at, path, mode, flags),
     NULL)
WRAP_WIDE(int, __openat_2, "__openat64_2", (int at, const char *path, int flags),
          (at, path, flags), NULL)

int __real_open(const char *path, int flags, ...) WIDE("__real_", "open64");
int __wrap_open(const char *path, int flags, ...) WIDE("__wrap_", "open64");
int __real_openat(int at, const char *path, int flags, ...) WIDE("__real_", "openat64");
int __wrap_openat(int at, const char *path, int flags, ...) WIDE("__wrap_", "openat64");
int __real_fcntl(int fd, int command, ...) WIDE("__real_", "__fcntl_time64");
int __wrap_fcntl(int fd, int command, ...) WIDE("__wrap_", "__fcntl_time64");
ssize_t __real_write(int fd, const void *from, size_t size);
ssize_t __wrap_write(int fd, const void *from, size_t size);
int __wrap_fsync(int fd);
int __wrap_fdatasync(int fd);
int __real_close(int fd);
int __wrap_close(int fd);

int __wrap_open(const char *path, int flags, ...)
{
    return meets_fault(NULL) ? -1 : __real_open(path, flags);
}

int __wrap_openat(int at, const char *path, int flags, ...)
{
    va_list arguments;
    mode_t mode;

    va_start(arguments, flags);
    mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return meets_fault((flags & O_CREAT) != 0 ? "create" : NULL)
               ? -1
               : __real_openat(at, path, flags, mode);
}

int __wrap_fcntl(int fd, int command, ...)
{
    va_list arguments;
    void *argument;

    va_start(arguments, command);
    argument = va_arg(arguments, void *);
    va_end(arguments);
    return meets_fault(NULL) ? -1 : __real_fcntl(fd, command, argument);
}

ssize_t __wrap_write(int fd, const void *from, size_t size)
{
    if (meets_fault("write"))
        return -1;
    if (faults.at_most != 0 && size > faults.at_most)
        size = faults.at_most;
    return __real_write(fd, from, size);
}

int __wrap_fsync(int fd)
{
    (void)fd;
    return meets_fault("fsync") ? -1 : 0;
}

int __wrap_fdatasync(int fd)
{
    (void)fd;
    return meets_fault("fdatasync") ? -1 : 0;
}

/* Linux closes the descriptor even when close(2) fails. */
int __wrap_close(int fd)
{
    int result = __real_close(fd);

    return meets_fault(NULL) ? -1 : result;
}

/* From one call that meets a fault to the next: FAULTS_STEP of the environment, or 1. */
static inline int faults_step(void)
{
    const char *step = getenv("FAULTS_STEP");

    return step != NULL ? (int)strtol(step, NULL, 10) : 1;
}

enum { KILLED = 100, SPARED = 101 }; /* beside the statuses */

/* Acts in a process of its own with one fault. Returns the status it had, or KILLED. SPARED:
 * it was over before the fault came. */
static inline int faults_act(enum status (*act)(void), int at, int error)
{
    int result;
    pid_t pid;

    fflush(NULL);
    pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        enum status status;

        faults.calls = 0;
        faults.at = at;
        faults.error = error;
        status = act();
        result = faults.calls < at ? SPARED : (int)status;
        faults.at = 0;
        exit(result); /* which writes down the lines that were reached */
    }
    ck_assert_int_eq(waitpid(pid, &result, 0), pid);
    if (WIFSIGNALED(result)) {
        ck_assert_int_eq(WTERMSIG(result), SIGKILL);
        return KILLED;
    }
    return WEXITSTATUS(result);
}
