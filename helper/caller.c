/* caller.c: our parent, from /proc: see proc(5). */
#include "helper/caller.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PTS_FIRST = 136, PTS_LAST = 143, TTY = 4, SERIAL = 64 };

static void executable_find(struct caller *caller)
{
    char path[64];
    ssize_t length;

    snprintf(path, sizeof path, "/proc/%lld/exe", (long long)caller->pid);
    length = readlink(path, caller->executable, sizeof caller->executable - 1);
    caller->executable[length > 0 ? length : 0] = '\0';
}

static bool stat_read(const struct caller *caller, char *text, size_t size)
{
    char path[64];
    ssize_t length;
    int fd;

    snprintf(path, sizeof path, "/proc/%lld/stat", (long long)caller->pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    length = read(fd, text, size - 1);
    close(fd);
    text[length > 0 ? length : 0] = '\0';
    return length > 0;
}

/* The number of a terminal as stat has it, in the words of ps(1). */
static void terminal_name(struct caller *caller, unsigned number)
{
    unsigned major = number >> 8 & 0xfff, minor = (number & 0xff) | (number >> 12 & 0xfff00);
    const size_t size = sizeof caller->terminal;

    if (number == 0)
        return;
    if (major >= PTS_FIRST && major <= PTS_LAST)
        snprintf(caller->terminal, size, "pts/%u", minor + 256 * (major - PTS_FIRST));
    else if (major == TTY && minor < SERIAL)
        snprintf(caller->terminal, size, "tty%u", minor);
    else if (major == TTY)
        snprintf(caller->terminal, size, "ttyS%u", minor - SERIAL);
    else
        snprintf(caller->terminal, size, "%u:%u", major, minor);
}

/* "PID (name) state ppid pgrp session tty …"; the name may hold anything. The executable of
 * another user's process can't be read: then the name must do. */
static void stat_take(struct caller *caller)
{
    char text[512], *open, *close;
    int terminal;

    if (!stat_read(caller, text, sizeof text))
        return;
    open = strchr(text, '(');
    close = strrchr(text, ')');
    if (open == NULL || close == NULL || close < open)
        return;
    if (sscanf(close + 1, " %*c %*d %*d %*d %d", &terminal) == 1)
        terminal_name(caller, (unsigned)terminal);
    close[1] = '\0';
    if (caller->executable[0] == '\0')
        snprintf(caller->executable, sizeof caller->executable, "%s", open);
}

/* Who has ended is no parent any more: then what was read may be another's. */
const struct caller *caller_find(void)
{
    static struct caller caller;

    if (caller.pid != 0)
        return &caller;
    caller.pid = getppid();
    caller.uid = getuid();
    executable_find(&caller);
    stat_take(&caller);
    if (getppid() != caller.pid)
        caller.executable[0] = caller.terminal[0] = '\0';
    return &caller;
}
