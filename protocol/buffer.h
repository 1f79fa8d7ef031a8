/* buffer.h: bytes in guarded memory, with a maximum from birth.
 *
 * A buffer is usable from its empty value, grows up to its maximum and never beyond, and wipes
 * what it leaves behind when it moves or is cleared, so that it may hold secrets without
 * further thought. Failures stick: after the first one every append is a no-op and
 * buffer_status() tells what happened, so a writer appends straight on and checks once.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <unistd.h>

#include "protocol/status.h"

struct buffer {
    char *data;    /* NUL after the last byte once anything was appended; else NULL */
    size_t length; /* without that NUL */
    size_t capacity, maximum;
    enum status status;
};

/* An empty buffer that may come to hold at most `max` bytes, which must be below SECRET_MAX of
 * secret.h. */
#define BUFFER(max)                                                                            \
    {                                                                                          \
        .maximum = (max)                                                                       \
    }

/* Wipes and releases the bytes and forgets any failure; the maximum stays. The buffer may be
 * used again. */
void buffer_clear(struct buffer *buffer);

/* Appends bytes, or a string without its NUL. A failure is STATUS_TOO_LONG or STATUS_NO_MEMORY
 * and leaves what was there. */
void buffer_append(struct buffer *buffer, const void *data, size_t length);
void buffer_text(struct buffer *buffer, const char *text);

/* Appends what printf(3) would print: for numbers and fixed words. */
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Makes room for `length` more bytes and returns where they go, zeroed, for a caller that fills
 * them itself and then adds the count it wrote to buffer->length; NULL on failure. */
char *buffer_room(struct buffer *buffer, size_t length);

/* Marks the buffer as failed, for writers with checks of their own; the first failure stays. */
void buffer_fail(struct buffer *buffer, enum status status);

/* STATUS_OK, or the first failure. */
enum status buffer_status(const struct buffer *buffer);

/* The bytes as a string, "" when nothing was appended: valid until the next change. */
const char *buffer_string(const struct buffer *buffer);

/* Appends what `fd` yields up to its end. STATUS_TOO_LONG as soon as more than the maximum
 * arrives (the rest is left unread); STATUS_IO with errno set when read(2) fails. EINTR is
 * retried, and a descriptor that somebody made non-blocking is waited for. */
enum status buffer_read(struct buffer *buffer, int fd);

/* Why such a call failed, and so the buffer: a fault about `subject`, with errno as that call
 * left it or how many bytes are the most. Returns the buffer's status. */
enum status buffer_fault(const struct buffer *buffer, const char *subject, struct fault *fault);

/* Whether what came so far is all that is wanted. */
typedef bool buffer_test(const struct buffer *buffer);

/* As buffer_read(), but reads no further once `is_whole` (unless NULL) says so, and waits
 * `milliseconds` at most for that or the end: then STATUS_IO with errno ETIMEDOUT. A negative
 * time has no end, nor has any at a terminal. */
enum status buffer_read_until(struct buffer *buffer, int fd, buffer_test *is_whole,
                              int64_t milliseconds);

/* Writes all bytes to `fd`; a short write is continued, and waits are as for buffer_read().
 * STATUS_IO with errno set on failure; a buffer that failed writes nothing and returns its
 * status. Writing an empty buffer does nothing. */
enum status buffer_write(const struct buffer *buffer, int fd);

/* The same for bytes that are in no buffer. */
enum status write_all(int fd, const void *data, size_t length);

/* Closes a descriptor, unless it is −1, which it is afterwards. */
static inline void fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}
