/* relay.c: a program behind a pipe. */
#include "helper/relay.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "protocol/clock.h"
#include "protocol/secret.h"

enum { PIECE = 65536, TICK = 500, PATIENCE = 2000 /* milliseconds */, LINE = 28 };

static void pass_piece(struct relay *relay, const char *piece, size_t length, int *from)
{
    size_t room = relay->kept.maximum - relay->kept.length;

    relay->bytes += (int64_t)length;
    if (relay->to < 0)
        buffer_append(&relay->kept, piece, length);
    else
        buffer_append(&relay->kept, piece, length < room ? length : room);
    if (relay->to >= 0 && write_all(relay->to, piece, length) != STATUS_OK)
        relay->error = errno;
    if (relay->error != 0 || (relay->to < 0 && buffer_status(&relay->kept) != STATUS_OK))
        fd_close(from);
}

static void pass_some(struct relay *relay, int *from)
{
    char piece[PIECE];
    ssize_t length = read(*from, piece, sizeof piece);

    if (length < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (length <= 0)
        fd_close(from);
    else
        pass_piece(relay, piece, (size_t)length, from);
    secret_wipe(piece, sizeof piece);
}

/* A line that is written over, and at the end is blank. */
static void tell_progress(const struct relay *relay, int64_t begun, bool is_end)
{
    int64_t past = clock_milliseconds() - begun;
    char text[LINE + 1] = "", line[LINE + 8];
    int length;

    if (!relay->tells || past < PATIENCE)
        return;
    if (!is_end)
        snprintf(text, sizeof text, "%.1f MB in %lld s", (double)relay->bytes / 1e6,
                 (long long)(past / 1000));
    length = snprintf(line, sizeof line, "\r%-*s%s", LINE, text, is_end ? "\r" : "");
    write_all(STDERR_FILENO, line, (size_t)length);
}

static void pass_all(struct relay *relay, struct child *child, int from)
{
    int64_t begun = clock_milliseconds();

    while (from >= 0 || !child->has_ended) {
        struct pollfd ready[] = {
            { .fd = from, .events = POLLIN },
            { .fd = child->has_ended ? -1 : child->signals, .events = POLLIN },
        };

        if (poll(ready, 2, relay->tells ? TICK : -1) < 0 && errno != EINTR)
            break;
        if (ready[0].revents != 0)
            pass_some(relay, &from);
        if (ready[1].revents != 0)
            child_wait(child, 0);
        tell_progress(relay, begun, false);
    }
    fd_close(&from);
    tell_progress(relay, begun, true);
}

/* Puts `fd` in the place of `standard` and returns what was there, −1 when that can't be. */
static int stream_replace(int standard, int fd)
{
    int before = fcntl(standard, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

    if (before >= 0 && dup2(fd, standard) != standard)
        fd_close(&before);
    return before;
}

static void stream_restore(int standard, int *before)
{
    if (*before >= 0 && dup2(*before, standard) != standard)
        close(standard);
    fd_close(before);
}

enum status relay_run(struct relay *relay, struct child *child, char *const *arguments,
                      int input, struct fault *fault)
{
    int ends[2] = { -1, -1 }, output = -1, former = -1;
    enum status status = STATUS_IO;
    bool is_ready = pipe2(ends, O_CLOEXEC) == 0 &&
                    (output = stream_replace(STDOUT_FILENO, ends[1])) >= 0 &&
                    (input < 0 || (former = stream_replace(STDIN_FILENO, input)) >= 0);

    child->dies_with_us = true;
    if (is_ready)
        status = child_start(child, arguments, environ, fault);
    else
        fault_set(fault, STATUS_IO, errno, arguments[0], NULL);
    stream_restore(STDOUT_FILENO, &output);
    stream_restore(STDIN_FILENO, &former);
    fd_close(&ends[1]);
    if (status != STATUS_OK) {
        fd_close(&ends[0]);
        return status;
    }
    signal(SIGPIPE, SIG_IGN);
    pass_all(relay, child, ends[0]);
    child_clear(child);
    return STATUS_OK;
}
