/* musl.c: what musl lacks of the C library that the other files are written for. */
#include "protocol/musl.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

void __explicit_bzero_chk(void *object, size_t length, size_t size);
int __snprintf_chk(char *object, size_t length, int flags, size_t size, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
int __vsnprintf_chk(char *object, size_t length, int flags, size_t size, const char *format,
                    va_list arguments) __attribute__((format(printf, 5, 0)));
int __sprintf_chk(char *object, int flags, size_t size, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
char *__strncpy_chk(char *object, const char *from, size_t length, size_t size);
void *__memcpy_chk(void *object, const void *from, size_t length, size_t size);
void *__memmove_chk(void *object, const void *from, size_t length, size_t size);
void *__memset_chk(void *object, int byte, size_t length, size_t size);
long long __isoc23_strtoll(const char *text, char **end, int base);

/* A program without a loader has relocated itself, and left that writable. */
static int protect_relro(struct dl_phdr_info *program, size_t size, void *unused)
{
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    size_t i;

    (void)size, (void)unused;
    for (i = 0; i < program->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &program->dlpi_phdr[i];
        uintptr_t start = program->dlpi_addr + part->p_vaddr;
        uintptr_t end = (start + part->p_memsz) & -page;

        start &= -page;
        if (part->p_type == PT_GNU_RELRO &&
            mprotect((void *)start, end - start, PROT_READ) != 0)
            return -1;
    }
    return 0;
}

__attribute__((constructor)) static void protect_relocations(void)
{
    if (dl_iterate_phdr(protect_relro, NULL) != 0)
        abort(); /* unreached: a process that has just begun has room for a mapping */
}

static const char signals[][8] = {
    [SIGHUP] = "HUP",       [SIGINT] = "INT",   [SIGQUIT] = "QUIT",   [SIGILL] = "ILL",
    [SIGTRAP] = "TRAP",     [SIGABRT] = "ABRT", [SIGBUS] = "BUS",     [SIGFPE] = "FPE",
    [SIGKILL] = "KILL",     [SIGUSR1] = "USR1", [SIGSEGV] = "SEGV",   [SIGUSR2] = "USR2",
    [SIGPIPE] = "PIPE",     [SIGALRM] = "ALRM", [SIGTERM] = "TERM",   [SIGCHLD] = "CHLD",
    [SIGCONT] = "CONT",     [SIGSTOP] = "STOP", [SIGTSTP] = "TSTP",   [SIGTTIN] = "TTIN",
    [SIGTTOU] = "TTOU",     [SIGURG] = "URG",   [SIGXCPU] = "XCPU",   [SIGXFSZ] = "XFSZ",
    [SIGVTALRM] = "VTALRM", [SIGPROF] = "PROF", [SIGWINCH] = "WINCH", [SIGPOLL] = "POLL",
    [SIGPWR] = "PWR",       [SIGSYS] = "SYS",
#ifdef SIGSTKFLT
    [SIGSTKFLT] = "STKFLT",
#endif
};

const char *sigabbrev_np(int signal)
{
    const int count = sizeof signals / sizeof signals[0];

    return signal > 0 && signal < count && signals[signal][0] != '\0' ? signals[signal] : NULL;
}

int close_range(unsigned first, unsigned last, int flags)
{
    return (int)syscall(SYS_close_range, first, last, flags);
}

int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first)
{
    DIR *folder = opendir("/proc/self/fd");
    const struct dirent *entry;
    int error = 0;

    if (folder == NULL)
        return close_range((unsigned)first, ~0U, CLOSE_RANGE_CLOEXEC) == 0 ? 0 : errno;
    while (error == 0 && (entry = readdir(folder)) != NULL) {
        long fd = strtol(entry->d_name, NULL, 10);

        if (fd >= first && (fcntl((int)fd, F_GETFD) & FD_CLOEXEC) == 0)
            error = posix_spawn_file_actions_addclose(actions, (int)fd);
    }
    closedir(folder);
    return error;
}

static void size_check(size_t length, size_t size)
{
    if (length > size)
        abort(); /* unreached: as gcov sees it, which is written at an exit */
}

void __explicit_bzero_chk(void *object, size_t length, size_t size)
{
    size_check(length, size);
    explicit_bzero(object, length);
}

int __vsnprintf_chk(char *object, size_t length, int flags, size_t size, const char *format,
                    va_list arguments)
{
    (void)flags;
    size_check(length, size);
    return vsnprintf(object, length, format, arguments);
}

int __snprintf_chk(char *object, size_t length, int flags, size_t size, const char *format, ...)
{
    va_list arguments;
    int result;

    va_start(arguments, format);
    result = __vsnprintf_chk(object, length, flags, size, format, arguments);
    va_end(arguments);
    return result;
}

/* A size that isn't known is the largest; musl takes none above INT_MAX. */
int __sprintf_chk(char *object, int flags, size_t size, const char *format, ...)
{
    va_list arguments;
    int result;

    (void)flags;
    va_start(arguments, format);
    result = vsnprintf(object, size < INT_MAX ? size : INT_MAX, format, arguments);
    va_end(arguments);
    size_check(result < 0 ? 0 : (size_t)result + 1, size);
    return result;
}

char *__strncpy_chk(char *object, const char *from, size_t length, size_t size)
{
    size_t copied = strnlen(from, length);

    size_check(length, size);
    memcpy(object, from, copied);
    memset(object + copied, 0, length - copied);
    return object;
}

void *__memcpy_chk(void *object, const void *from, size_t length, size_t size)
{
    size_check(length, size);
    return memcpy(object, from, length);
}

void *__memmove_chk(void *object, const void *from, size_t length, size_t size)
{
    size_check(length, size);
    return memmove(object, from, length);
}

void *__memset_chk(void *object, int byte, size_t length, size_t size)
{
    size_check(length, size);
    return memset(object, byte, length);
}

long long __isoc23_strtoll(const char *text, char **end, int base)
{
    return strtoll(text, end, base);
}
