/* buffer.c: bounded, wiped bytes. */
#include "protocol/buffer.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "protocol/clock.h"
#include "protocol/secret.h"

enum { FIRST_CAPACITY = 512 };

void buffer_clear(struct buffer *buffer)
{
    secret_free(buffer->data);
    *buffer = (struct buffer)BUFFER(buffer->maximum);
}

void buffer_fail(struct buffer *buffer, enum status status)
{
    if (buffer->status == STATUS_OK)
        buffer->status = status;
}

enum status buffer_status(const struct buffer *buffer)
{
    return buffer->status;
}

const char *buffer_string(const struct buffer *buffer)
{
    return buffer->data != NULL ? buffer->data : "";
}

static size_t capacity_for(const struct buffer *buffer, size_t need)
{
    size_t capacity = buffer->capacity != 0 ? 2 * buffer->capacity : FIRST_CAPACITY;

    if (capacity < need)
        return need;
    return capacity <= buffer->maximum ? capacity : buffer->maximum + 1;
}

static enum status buffer_grow(struct buffer *buffer, size_t need)
{
    size_t capacity = capacity_for(buffer, need);
    char *data = secret_alloc(capacity);

    if (data == NULL)
        return STATUS_NO_MEMORY;
    if (buffer->length > 0)
        memcpy(data, buffer->data, buffer->length);
    secret_free(buffer->data);
    buffer->data = data;
    buffer->capacity = capacity;
    return STATUS_OK;
}

char *buffer_room(struct buffer *buffer, size_t length)
{
    if (buffer->status == STATUS_OK && length > buffer->maximum - buffer->length)
        buffer->status = STATUS_TOO_LONG;
    if (buffer->status == STATUS_OK && buffer->capacity < buffer->length + length + 1)
        buffer->status = buffer_grow(buffer, buffer->length + length + 1);
    return buffer->status == STATUS_OK ? buffer->data + buffer->length : NULL;
}

void buffer_append(struct buffer *buffer, const void *data, size_t length)
{
    char *room = buffer_room(buffer, length);

    if (room == NULL)
        return;
    if (length > 0)
        memcpy(room, data, length);
    room[length] = '\0';
    buffer->length += length;
}

void buffer_text(struct buffer *buffer, const char *text)
{
    buffer_append(buffer, text, strlen(text));
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    char *room;
    int length;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        buffer_fail(buffer, STATUS_INTERNAL); /* unreached: our formats can't fail */
    room = length < 0 ? NULL : buffer_room(buffer, (size_t)length);
    if (room == NULL)
        return;
    va_start(arguments, format);
    vsnprintf(room, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->length += (size_t)length;
}

/* Until `fd` is ready; at once when the system can't say. */
static bool await_events(int fd, short events)
{
    struct pollfd wait = { .fd = fd, .events = events };

    return poll(&wait, 1, -1) > 0;
}

/* Whether a failed read or write is worth another try, once `fd` is ready. */
static bool is_passing(int fd, short events)
{
    if (errno == EAGAIN && await_events(fd, events))
        return true;
    return errno == EINTR;
}

static ssize_t read_some(int fd, char *into, size_t size)
{
    ssize_t got;

    do
        got = read(fd, into, size);
    while (got < 0 && is_passing(fd, POLLIN));
    return got;
}

/* One read into what is free, or one byte more than the maximum to find out whether it comes.
 */
static ssize_t buffer_fill(struct buffer *buffer, int fd)
{
    char excess;
    ssize_t got;

    if (buffer->length == buffer->maximum) {
        got = read_some(fd, &excess, 1);
        if (got > 0)
            buffer_fail(buffer, STATUS_TOO_LONG);
        return got;
    }
    if (buffer_room(buffer, 1) == NULL)
        return 0;
    got = read_some(fd, buffer->data + buffer->length, buffer->capacity - buffer->length - 1);
    if (got > 0)
        buffer->length += (size_t)got;
    return got;
}

enum status buffer_read(struct buffer *buffer, int fd)
{
    ssize_t got = 1;

    while (got > 0 && buffer->status == STATUS_OK)
        got = buffer_fill(buffer, fd);
    if (got < 0)
        buffer_fail(buffer, STATUS_IO);
    return buffer->status;
}

/* Whether `fd` has something, or its end, before clock_milliseconds() is `end`. */
static bool comes_in_time(int fd, int64_t end)
{
    struct pollfd wait = { .fd = fd, .events = POLLIN };
    int ready;

    do {
        int64_t left = end - clock_milliseconds();

        ready = left > 0 ? poll(&wait, 1, (int)left) : 0;
        if (ready == 0 && isatty(fd) != 0)
            ready = poll(&wait, 1, -1);
    } while (ready < 0 && errno == EINTR);
    if (ready == 0)
        errno = ETIMEDOUT;
    return ready > 0;
}

enum status buffer_read_until(struct buffer *buffer, int fd, buffer_test *is_whole,
                              int64_t milliseconds)
{
    int64_t end = clock_milliseconds() + milliseconds;
    ssize_t got = 1;

    while (got > 0 && buffer->status == STATUS_OK && (is_whole == NULL || !is_whole(buffer)))
        got = milliseconds < 0 || comes_in_time(fd, end) ? buffer_fill(buffer, fd) : -1;
    if (got < 0)
        buffer_fail(buffer, STATUS_IO);
    return buffer->status;
}

enum status buffer_fault(const struct buffer *buffer, const char *subject, struct fault *fault)
{
    int error = errno;
    char most[24];

    snprintf(most, sizeof most, "%zu", buffer->maximum);
    if (buffer->status == STATUS_TOO_LONG)
        return fault_because(fault, buffer->status, CAUSE_BYTES, subject, most);
    return fault_set(fault, buffer->status, buffer->status == STATUS_IO ? error : 0, subject,
                     NULL);
}

enum status write_all(int fd, const void *data, size_t length)
{
    const char *at = data, *end = at + length;

    while (at < end) {
        ssize_t wrote = write(fd, at, (size_t)(end - at));

        if (wrote < 0 && !is_passing(fd, POLLOUT))
            return STATUS_IO;
        if (wrote > 0)
            at += wrote;
    }
    return STATUS_OK;
}

enum status buffer_write(const struct buffer *buffer, int fd)
{
    return buffer->status == STATUS_OK && buffer->length > 0
               ? write_all(fd, buffer->data, buffer->length)
               : buffer->status;
}
