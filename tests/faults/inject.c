/* inject.c: a library to be preloaded that makes one call of a program go wrong (inject.h).
 *
 * It stands in for the C library's allocations and system calls where programs and libraries
 * call them by name, also in the checking variants that _FORTIFY_SOURCE chooses. The time is
 * left alone: asking for it can't fail.
 */
#define _GNU_SOURCE
#undef _FORTIFY_SOURCE

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <poll.h>
#include <pthread.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/faults/inject.h"
#include "tests/faults/pieces.h"

/* No header declares the checking variants and what starts main(). */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"

enum kind { FAIL, INTERRUPT, SHORT };

static struct inject_report *report; /* NULL until main() */
static unsigned chosen;
static enum kind kind;

/* The code of libraries that are spared: their memory, or whatever they call. */
static struct {
    uintptr_t from, to;
    bool wholly;
} spared[32];
static size_t spared_count;

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *piece);
extern void __libc_freeres(void);

static bool is_spared(const void *caller, bool wholly)
{
    uintptr_t at = (uintptr_t)caller;
    size_t i;

    for (i = 0; i < spared_count; i++)
        if (at >= spared[i].from && at < spared[i].to && spared[i].wholly >= wholly)
            return true;
    return false;
}

/* Whether it is this call, by the code at `caller`, that goes wrong. errno is set only then. */
static bool inject_at(const void *caller, enum kind as, const char *function, int error,
                      int descriptor)
{
    if (report == NULL || as != kind || is_spared(caller, true))
        return false;
    if (__atomic_add_fetch(&report->calls, 1, __ATOMIC_SEQ_CST) != chosen)
        return false;
    report->injected++;
    report->error = error;
    report->descriptor = descriptor;
    memccpy(report->function, function, '\0', sizeof report->function - 1);
    errno = error;
    return true;
}

/* The same in the function that is called. */
#define inject(as, function, error, descriptor)                                                \
    inject_at(__builtin_return_address(0), as, function, error, descriptor)

/* The same for memory that is wanted by the code at `caller`. */
static bool inject_memory(const char *function, const void *caller)
{
    return !is_spared(caller, false) && inject_at(caller, FAIL, function, ENOMEM, -1);
}

#define NO_MEMORY(function) inject_memory(function, __builtin_return_address(0))

static void *next(const char *function)
{
    return dlsym(RTLD_NEXT, function);
}

/* A function that fails with `error` and returns `failure`. */
#define FAILS(type, function, error, failure, descriptor, parameters, arguments)               \
    type function parameters                                                                   \
    {                                                                                          \
        static type(*real) parameters;                                                         \
        if (real == NULL)                                                                      \
            real = next(#function);                                                            \
        if (inject(FAIL, #function, error, descriptor))                                        \
            return failure;                                                                    \
        return real arguments;                                                                 \
    }

/* The same for one that a signal may interrupt. */
#define WAITS(type, function, error, descriptor, parameters, arguments)                        \
    type function parameters                                                                   \
    {                                                                                          \
        static type(*real) parameters;                                                         \
        if (real == NULL)                                                                      \
            real = next(#function);                                                            \
        if (inject(FAIL, #function, error, descriptor) ||                                      \
            inject(INTERRUPT, #function, EINTR, descriptor))                                   \
            return -1;                                                                         \
        return real arguments;                                                                 \
    }

/* The same for one that may move fewer bytes than it was asked to. */
#define MOVES(function, error, parameters, arguments)                                          \
    ssize_t function parameters                                                                \
    {                                                                                          \
        static ssize_t(*real) parameters;                                                      \
        if (real == NULL)                                                                      \
            real = next(#function);                                                            \
        if (inject(FAIL, #function, error, fd) || inject(INTERRUPT, #function, EINTR, fd))     \
            return -1;                                                                         \
        if (size > 1 && inject(SHORT, #function, 0, fd))                                       \
            size = 1;                                                                          \
        return real arguments;                                                                 \
    }

/* Memory. What is given out before main() isn't counted. */

static void *piece_note(void *piece)
{
    if (report != NULL && piece != NULL)
        pieces_add(piece);
    return piece;
}

static void piece_forget(const void *piece)
{
    if (report != NULL && piece != NULL)
        pieces_remove(piece);
}

/* But for what the C library keeps for itself. */
static void tell_what_is_left(void)
{
    if (report == NULL || report->process != (int)getpid())
        return;
    fflush(NULL);
    __libc_freeres();
    report->left = pieces_count();
}

static void *resize(void *old, size_t size)
{
    void *piece;

    piece_forget(old);
    piece = __libc_realloc(old, size);
    piece_note(piece != NULL || size == 0 ? piece : old);
    return piece;
}

void free(void *piece)
{
    piece_forget(piece);
    __libc_free(piece);
}

void *malloc(size_t size)
{
    return NO_MEMORY("malloc") ? NULL : piece_note(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return NO_MEMORY("calloc") ? NULL : piece_note(__libc_calloc(count, size));
}

void *realloc(void *old, size_t size)
{
    return NO_MEMORY("realloc") ? NULL : resize(old, size);
}

void *reallocarray(void *old, size_t count, size_t size)
{
    size_t whole;

    if (NO_MEMORY("reallocarray") || __builtin_mul_overflow(count, size, &whole)) {
        errno = ENOMEM;
        return NULL;
    }
    return resize(old, whole);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    if (NO_MEMORY("posix_memalign"))
        return ENOMEM;
    *out = piece_note(__libc_memalign(alignment, size));
    return *out != NULL ? 0 : ENOMEM;
}

FAILS(void *, mmap, ENOMEM, MAP_FAILED, -1,
      (void *at, size_t size, int how, int flags, int fd, off_t offset),
      (at, size, how, flags, fd, offset))
FAILS(int, mprotect, ENOMEM, -1, -1, (void *at, size_t size, int how), (at, size, how))
FAILS(int, mlock, ENOMEM, -1, -1, (const void *at, size_t size), (at, size))

/* Files. A function with a last argument that is there only sometimes always gets one. */

#define OPENS(function, first, rest)                                                           \
    int function(first int flags, ...)                                                         \
    {                                                                                          \
        static int (*real)(first int flags, ...);                                              \
        va_list arguments;                                                                     \
        mode_t mode;                                                                           \
        if (real == NULL)                                                                      \
            real = next(#function);                                                            \
        va_start(arguments, flags);                                                            \
        mode = (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;         \
        va_end(arguments);                                                                     \
        return inject(FAIL, #function, EMFILE, -1) ? -1 : real(rest flags, mode);              \
    }
#define COMMA ,

OPENS(open, const char *path COMMA, path COMMA)
OPENS(open64, const char *path COMMA, path COMMA)
OPENS(openat, int folder COMMA const char *path COMMA, folder COMMA path COMMA)
OPENS(openat64, int folder COMMA const char *path COMMA, folder COMMA path COMMA)
FAILS(int, __open_2, EMFILE, -1, -1, (const char *path, int flags), (path, flags))
FAILS(int, __openat_2, EMFILE, -1, -1, (int folder, const char *path, int flags),
      (folder, path, flags))
MOVES(read, EIO, (int fd, void *data, size_t size), (fd, data, size))
MOVES(__read_chk, EIO, (int fd, void *data, size_t size, size_t room), (fd, data, size, room))
MOVES(write, ENOSPC, (int fd, const void *data, size_t size), (fd, data, size))
FAILS(int, fsync, EIO, -1, fd, (int fd), (fd))
FAILS(int, ftruncate, EIO, -1, fd, (int fd, off_t size), (fd, size))
FAILS(int, fstat, EIO, -1, fd, (int fd, struct stat *out), (fd, out))
FAILS(int, fstatat, EIO, -1, -1, (int folder, const char *path, struct stat *out, int flags),
      (folder, path, out, flags))
FAILS(int, fchmod, EPERM, -1, fd, (int fd, mode_t mode), (fd, mode))
FAILS(int, mkdirat, ENOSPC, -1, -1, (int folder, const char *path, mode_t mode),
      (folder, path, mode))
FAILS(int, renameat, ENOSPC, -1, -1, (int a, const char *from, int b, const char *to),
      (a, from, b, to))
FAILS(int, linkat, ENOSPC, -1, -1, (int a, const char *from, int b, const char *to, int flags),
      (a, from, b, to, flags))
FAILS(int, unlinkat, EIO, -1, -1, (int folder, const char *path, int flags),
      (folder, path, flags))
FAILS(ssize_t, readlink, EIO, -1, -1, (const char *path, char *out, size_t size),
      (path, out, size))
FAILS(DIR *, fdopendir, ENOMEM, NULL, fd, (int fd), (fd))
FAILS(struct dirent *, readdir, EIO, NULL, -1, (DIR * folder), (folder))
FAILS(char *, getcwd, ENOENT, NULL, -1, (char *out, size_t size), (out, size))
FAILS(int, dup2, EMFILE, -1, from, (int from, int to), (from, to))
FAILS(int, pipe2, EMFILE, -1, -1, (int ends[2], int flags), (ends, flags))

/* Closed it is in any case, as on Linux. */
int close(int fd)
{
    static int (*real)(int fd);
    int result;

    if (real == NULL)
        real = next("close");
    result = real(fd);
    return inject(FAIL, "close", EIO, fd) ? -1 : result;
}

/* Only waiting for a lock can be interrupted; the flags of an open file can always be had and
 * set. */
int fcntl(int fd, int command, ...)
{
    static int (*real)(int fd, int command, ...);
    va_list arguments;
    void *argument;

    if (real == NULL)
        real = next("fcntl");
    va_start(arguments, command);
    argument = va_arg(arguments, void *);
    va_end(arguments);
    if (command != F_SETFL && command != F_GETFL &&
        inject(FAIL, "fcntl", command == F_GETFD ? EBADF : ENOLCK, fd))
        return -1;
    if ((command == F_SETLKW || command == F_OFD_SETLKW) &&
        inject(INTERRUPT, "fcntl", EINTR, fd))
        return -1;
    return real(fd, command, argument);
}

/* Processes */

FAILS(pid_t, fork, EAGAIN, -1, -1, (void), ())
FAILS(int, posix_spawn, EAGAIN, EAGAIN, -1,
      (pid_t * pid, const char *path, const posix_spawn_file_actions_t *actions,
       const posix_spawnattr_t *attributes, char *const arguments[], char *const environment[]),
      (pid, path, actions, attributes, arguments, environment))
FAILS(int, pthread_create, EAGAIN, EAGAIN, -1,
      (pthread_t * thread, const pthread_attr_t *attributes, void *(*start)(void *),
       void *with),
      (thread, attributes, start, with))
WAITS(pid_t, waitpid, ECHILD, -1, (pid_t pid, int *how, int flags), (pid, how, flags))
WAITS(int, nanosleep, EINVAL, -1, (const struct timespec *time, struct timespec *left),
      (time, left))
WAITS(int, poll, ENOMEM, -1, (struct pollfd * set, nfds_t count, int time), (set, count, time))

/* What has no wrapper of its own: pidfd_open(2), close_range(2), keyctl(2) and the like */
long syscall(long number, ...)
{
    static long (*real)(long number, ...);
    va_list arguments;
    long a[6];
    int i;

    if (real == NULL)
        real = next("syscall");
    va_start(arguments, number);
    for (i = 0; i < 6; i++)
        a[i] = va_arg(arguments, long);
    va_end(arguments);
    if (inject(FAIL, "syscall", ENOSYS, -1))
        return -1;
    return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* A kernel has it or hasn't: only the first call may find out that it doesn't. */
ssize_t getrandom(void *out, size_t size, unsigned flags)
{
    static ssize_t (*real)(void *out, size_t size, unsigned flags);
    bool first = real == NULL;

    if (first)
        real = next("getrandom");
    if ((first && inject(FAIL, "getrandom", ENOSYS, -1)) ||
        inject(INTERRUPT, "getrandom", EINTR, -1))
        return -1;
    return real(out, size, flags);
}

/* The network */

FAILS(int, socket, EMFILE, -1, -1, (int family, int type, int protocol),
      (family, type, protocol))
FAILS(int, socketpair, EMFILE, -1, -1, (int family, int type, int protocol, int ends[2]),
      (family, type, protocol, ends))
FAILS(int, connect, ENETUNREACH, -1, fd, (int fd, const struct sockaddr *to, socklen_t size),
      (fd, to, size))
FAILS(int, setsockopt, ENOBUFS, -1, fd,
      (int fd, int level, int name, const void *value, socklen_t size),
      (fd, level, name, value, size))
FAILS(int, getsockopt, ENOBUFS, -1, fd,
      (int fd, int level, int name, void *value, socklen_t *size),
      (fd, level, name, value, size))
MOVES(recv, ECONNRESET, (int fd, void *data, size_t size, int flags), (fd, data, size, flags))
MOVES(send, ECONNRESET, (int fd, const void *data, size_t size, int flags),
      (fd, data, size, flags))

/* From main() on */

/* Whether `names`, with a blank after each, has one that a file's name begins with. */
static bool is_named(const char *file, const char *names)
{
    for (; *names != '\0'; names += strcspn(names, " "), names += *names == ' ')
        if (strncmp(file, names, strcspn(names, " ")) == 0)
            return true;
    return false;
}

/* What is to be spared: INJECT_SPARED and INJECT_LET_BE, copied, as a jail wipes its variables
 * and libraries come later. */
static struct {
    char memory[256], calls[256];
} names;

static int spare(struct dl_phdr_info *library, size_t size, void *nothing)
{
    const char *slash = strrchr(library->dlpi_name, '/');
    bool wholly;
    int i;

    (void)size;
    (void)nothing;
    if (slash == NULL)
        return 0;
    wholly = is_named(slash + 1, names.calls);
    if (!wholly && !is_named(slash + 1, names.memory))
        return 0;
    for (i = 0; i < library->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &library->dlpi_phdr[i];

        if (part->p_type != PT_LOAD || (part->p_flags & PF_X) == 0 ||
            spared_count == sizeof spared / sizeof spared[0])
            continue;
        spared[spared_count].from = library->dlpi_addr + part->p_vaddr;
        spared[spared_count].to = spared[spared_count].from + part->p_memsz;
        spared[spared_count].wholly = wholly;
        spared_count++;
    }
    return 0;
}

static void copy_variable(char *out, size_t size, const char *name)
{
    const char *value = getenv(name);

    snprintf(out, size, "%s", value != NULL ? value : "");
}

static void find_spared(void)
{
    spared_count = 0;
    dl_iterate_phdr(spare, NULL);
}

/* One of them may come later. */
void *dlopen(const char *file, int how)
{
    void *(*real)(const char *file, int how) = next("dlopen");
    void *library = real(file, how);

    if (report != NULL)
        find_spared();
    return library;
}

static int (*real_main)(int count, char **words, char **environment);

/* What a build that counts its lines writes in the end is nothing of the program's. */
static void disarm(void)
{
    report = NULL;
}

static void arm(void)
{
    const char *path = getenv("INJECT_REPORT"), *call = getenv("INJECT_CALL");
    const char *as = getenv("INJECT_KIND");
    void *map = MAP_FAILED;
    int fd = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;

    if (fd >= 0) {
        map = mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        close(fd);
    }
    chosen = call != NULL ? (unsigned)strtoul(call, NULL, 10) : 0;
    kind = as == NULL || strcmp(as, "fail") == 0 ? FAIL
           : strcmp(as, "short") == 0            ? SHORT
                                                 : INTERRUPT;
    copy_variable(names.memory, sizeof names.memory, "INJECT_SPARED");
    copy_variable(names.calls, sizeof names.calls, "INJECT_LET_BE");
    find_spared();
    if (map == MAP_FAILED)
        return;
    atexit(disarm); /* the last of both */
    atexit(tell_what_is_left);
    report = map;
    if (report->process == 0)
        report->process = (int)getpid();
}

/* The programs that ours become, curl among them, are left alone. */
static int armed_main(int count, char **words, char **environment)
{
    const char *slash = count > 0 ? strrchr(words[0], '/') : NULL;

    if (count > 0 && strstr(slash != NULL ? slash : words[0], "workfront") != NULL)
        arm();
    return real_main(count, words, environment);
}

int __libc_start_main(int (*main)(int, char **, char **), int count, char **words,
                      void (*init)(void), void (*fini)(void), void (*loader)(void), void *stack)
{
    int (*real)(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void),
                void (*)(void), void *) = next("__libc_start_main");

    real_main = main;
    return real(armed_main, count, words, init, fini, loader, stack);
}
