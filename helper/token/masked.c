/* masked.c: what a command says, passed on without the token. */
#include "helper/token/masked.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "protocol/mask.h"
#include "protocol/secret.h"

enum { PIECE = 65536, STREAMS = 2 };

/* One of standard output and standard error. */
struct stream {
    int from; /* the pipe's end; −1 = it has ended */
    int to;   /* what it is passed on to */
    struct mask mask;
};

static bool write_whole(int fd, const struct buffer *text)
{
    return text->length == 0 || buffer_write(text, fd) == STATUS_OK;
}

/* Who doesn't read us any more isn't read for: the command gets SIGPIPE. */
static void stream_end(struct stream *stream)
{
    close(stream->from);
    stream->from = -1;
}

static void stream_pass(struct stream *stream)
{
    struct buffer out = BUFFER(SIZE_MAX / 4);
    char piece[PIECE];
    ssize_t length = read(stream->from, piece, sizeof piece);

    if (length < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (length > 0)
        mask_feed(&stream->mask, &out, piece, (size_t)length);
    else
        mask_end(&stream->mask, &out);
    if (!write_whole(stream->to, &out) || length <= 0)
        stream_end(stream);
    buffer_clear(&out);
    secret_wipe(piece, sizeof piece);
}

/* Puts the pipe's end in the place of `fd`, for the command to inherit. */
static enum status stream_begin(struct stream *stream, int fd, const char *token)
{
    int ends[2];

    stream->mask = (struct mask)MASK(token, MASKED_WORD);
    if (mask_begin(&stream->mask) != STATUS_OK)
        return STATUS_NO_MEMORY;
    stream->to = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (stream->to < 0 || pipe2(ends, O_CLOEXEC) != 0)
        return STATUS_IO;
    stream->from = ends[0];
    if (dup2(ends[1], fd) != fd)
        return STATUS_IO;
    close(ends[1]);
    return STATUS_OK;
}

/* Our own output, where it was, or none: with the pipe there we would wait for ourselves. */
static void stream_restore(const struct stream *stream, int fd)
{
    if (stream->to >= 0 && dup2(stream->to, fd) != fd)
        close(fd);
}

static void pass_all(struct stream streams[STREAMS], struct child *child)
{
    while (streams[0].from >= 0 || streams[1].from >= 0 || !child->has_ended) {
        struct pollfd ready[STREAMS + 1] = {
            { .fd = streams[0].from, .events = POLLIN },
            { .fd = streams[1].from, .events = POLLIN },
            { .fd = child->has_ended ? -1 : child->signals, .events = POLLIN },
        };
        int i;

        if (poll(ready, STREAMS + 1, -1) < 0 && errno != EINTR)
            break;
        for (i = 0; i < STREAMS; i++)
            if (ready[i].revents != 0)
                stream_pass(&streams[i]);
        if (ready[STREAMS].revents != 0)
            child_wait(child, 0);
    }
}

enum status masked_run(struct child *child, char *const *arguments, char *const *environment,
                       const char *token, struct fault *fault)
{
    struct stream streams[STREAMS] = { { .from = -1, .to = -1 }, { .from = -1, .to = -1 } };
    enum status status = STATUS_OK;
    int i;

    for (i = 0; status == STATUS_OK && i < STREAMS; i++)
        status = stream_begin(&streams[i], STDOUT_FILENO + i, token);
    if (status != STATUS_OK)
        fault_set(fault, status, errno, arguments[0], NULL);
    else
        status = child_start(child, arguments, environment, fault);
    for (i = 0; i < STREAMS; i++)
        stream_restore(&streams[i], STDOUT_FILENO + i);
    signal(SIGPIPE, SIG_IGN);
    if (status == STATUS_OK)
        pass_all(streams, child);
    for (i = 0; i < STREAMS; i++) {
        if (streams[i].from >= 0)
            stream_end(&streams[i]);
        mask_clear(&streams[i].mask);
    }
    return status;
}
