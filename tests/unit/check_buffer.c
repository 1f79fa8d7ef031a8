/* check_buffer.c: bounded bytes, with memory, read(2) and write(2) failing on demand (the link
 * wraps secret_alloc, read and write). */
#include "tests/lib/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/buffer.h"

void *__real_secret_alloc(size_t size);
void *__wrap_secret_alloc(size_t size);
ssize_t __real_read(int fd, void *into, size_t size);
ssize_t __wrap_read(int fd, void *into, size_t size);
ssize_t __real_write(int fd, const void *from, size_t size);
ssize_t __wrap_write(int fd, const void *from, size_t size);

static bool no_memory;
static int interruptions;         /* calls that are to fail with EINTR */
static int broken;                /* errno of all others, 0 = none */
static size_t at_most = SIZE_MAX; /* bytes a call moves */

void *__wrap_secret_alloc(size_t size)
{
    return no_memory ? NULL : __real_secret_alloc(size);
}

static bool call_fails(void)
{
    if (interruptions > 0) {
        interruptions--;
        errno = EINTR;
        return true;
    }
    errno = broken;
    return broken != 0;
}

ssize_t __wrap_read(int fd, void *into, size_t size)
{
    return call_fails() ? -1 : __real_read(fd, into, size < at_most ? size : at_most);
}

ssize_t __wrap_write(int fd, const void *from, size_t size)
{
    return call_fails() ? -1 : __real_write(fd, from, size < at_most ? size : at_most);
}

/* A pipe that holds `length` bytes, or whose writer is still there when `writer` isn't NULL. */
static int filled_pipe(const void *data, size_t length, int *writer)
{
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(__real_write(ends[1], data, length), (ssize_t)length);
    if (writer != NULL)
        *writer = ends[1];
    else
        close(ends[1]);
    return ends[0];
}

START_TEST(the_empty_value_is_usable)
{
    struct buffer buffer = BUFFER(10);

    ck_assert_str_eq(buffer_string(&buffer), "");
    ck_assert_int_eq(buffer_status(&buffer), STATUS_OK);
    ck_assert_int_eq(buffer_write(&buffer, -1), STATUS_OK);
    buffer_clear(&buffer);
    buffer_append(&buffer, NULL, 0);
    buffer_text(&buffer, "");
    ck_assert_str_eq(buffer_string(&buffer), "");
    buffer_clear(&buffer);
}
END_TEST

START_TEST(bytes_and_texts_are_appended)
{
    struct buffer buffer = BUFFER(100);

    buffer_append(&buffer, "a\0b", 3);
    buffer_text(&buffer, "cd");
    buffer_format(&buffer, "%d-%s", 42, "e");
    ck_assert_uint_eq(buffer.length, 9);
    ck_assert_mem_eq(buffer.data, "a\0bcd42-e", 10);
    buffer_clear(&buffer);
    ck_assert_uint_eq(buffer.length, 0);
    ck_assert_uint_eq(buffer.maximum, 100);
}
END_TEST

START_TEST(the_maximum_is_reached_and_never_passed)
{
    struct buffer buffer = BUFFER(5);

    buffer_text(&buffer, "12345");
    ck_assert_int_eq(buffer_status(&buffer), STATUS_OK);
    buffer_append(&buffer, "", 0);
    ck_assert_int_eq(buffer_status(&buffer), STATUS_OK);
    buffer_text(&buffer, "6");
    ck_assert_int_eq(buffer_status(&buffer), STATUS_TOO_LONG);
    ck_assert_str_eq(buffer_string(&buffer), "12345");
    buffer_clear(&buffer);
    buffer_format(&buffer, "%s", "123456");
    ck_assert_int_eq(buffer_status(&buffer), STATUS_TOO_LONG);
    ck_assert_str_eq(buffer_string(&buffer), "");
    buffer_clear(&buffer);
    buffer_append(&buffer, "", SIZE_MAX);
    ck_assert_int_eq(buffer_status(&buffer), STATUS_TOO_LONG);
}
END_TEST

START_TEST(a_maximum_of_nothing_holds_nothing)
{
    struct buffer buffer = BUFFER(0);

    buffer_text(&buffer, "");
    ck_assert_int_eq(buffer_status(&buffer), STATUS_OK);
    buffer_text(&buffer, "a");
    ck_assert_int_eq(buffer_status(&buffer), STATUS_TOO_LONG);
    buffer_clear(&buffer);
}
END_TEST

START_TEST(growing_keeps_every_byte)
{
    struct buffer buffer = BUFFER(100000);
    int i;

    for (i = 0; i < 100000; i++)
        buffer_append(&buffer, &(char){ (char)(i % 251) }, 1);
    ck_assert_int_eq(buffer_status(&buffer), STATUS_OK);
    for (i = 0; i < 100000; i++)
        ck_assert_int_eq((unsigned char)buffer.data[i], i % 251);
    ck_assert_int_eq(buffer.data[100000], '\0');
    buffer_text(&buffer, "x");
    ck_assert_int_eq(buffer_status(&buffer), STATUS_TOO_LONG);
    buffer_clear(&buffer);
}
END_TEST

START_TEST(the_first_failure_stays)
{
    struct buffer buffer = BUFFER(3);

    buffer_text(&buffer, "ab");
    buffer_fail(&buffer, STATUS_MALFORMED);
    buffer_fail(&buffer, STATUS_IO);
    buffer_text(&buffer, "c");
    buffer_format(&buffer, "c");
    ck_assert_ptr_null(buffer_room(&buffer, 1));
    buffer_text(&buffer, "too long");
    ck_assert_int_eq(buffer_status(&buffer), STATUS_MALFORMED);
    ck_assert_str_eq(buffer_string(&buffer), "ab");
    ck_assert_int_eq(buffer_write(&buffer, -1), STATUS_MALFORMED);
    ck_assert_int_eq(buffer_read(&buffer, -1), STATUS_MALFORMED);
    buffer_clear(&buffer);
    ck_assert_int_eq(buffer_status(&buffer), STATUS_OK);
}
END_TEST

START_TEST(without_memory_what_was_there_stays)
{
    struct buffer buffer = BUFFER(10000);
    char more[2000] = { 0 };

    buffer_text(&buffer, "first");
    no_memory = true;
    buffer_text(&buffer, ", fits");
    ck_assert_int_eq(buffer_status(&buffer), STATUS_OK);
    buffer_append(&buffer, more, sizeof more);
    ck_assert_int_eq(buffer_status(&buffer), STATUS_NO_MEMORY);
    ck_assert_str_eq(buffer_string(&buffer), "first, fits");
    buffer_clear(&buffer);
    buffer_text(&buffer, "x");
    ck_assert_int_eq(buffer_status(&buffer), STATUS_NO_MEMORY);
    ck_assert_str_eq(buffer_string(&buffer), "");
    ck_assert_int_eq(buffer_read(&buffer, -1), STATUS_NO_MEMORY);
}
END_TEST

START_TEST(a_caller_may_fill_the_room_itself)
{
    struct buffer buffer = BUFFER(8);
    char *room;

    buffer_text(&buffer, "abc");
    room = buffer_room(&buffer, 5);
    ck_assert_ptr_nonnull(room);
    ck_assert_mem_eq(room, "\0\0\0\0\0\0", 6);
    memcpy(room, "defgh", 5);
    buffer.length += 5;
    ck_assert_str_eq(buffer_string(&buffer), "abcdefgh");
    ck_assert_ptr_nonnull(buffer_room(&buffer, 0));
    ck_assert_ptr_null(buffer_room(&buffer, 1));
    ck_assert_int_eq(buffer_status(&buffer), STATUS_TOO_LONG);
    buffer_clear(&buffer);
}
END_TEST

START_TEST(reading_ends_at_the_end)
{
    struct buffer buffer = BUFFER(5000);
    char data[5000];
    int fd;

    memset(data, 'd', sizeof data);
    fd = filled_pipe(data, sizeof data, NULL);
    ck_assert_int_eq(buffer_read(&buffer, fd), STATUS_OK);
    ck_assert_uint_eq(buffer.length, 5000);
    ck_assert_mem_eq(buffer.data, data, sizeof data);
    ck_assert_int_eq(buffer.data[5000], '\0');
    close(fd);
    buffer_clear(&buffer);
    fd = filled_pipe("", 0, NULL);
    ck_assert_int_eq(buffer_read(&buffer, fd), STATUS_OK);
    ck_assert_str_eq(buffer_string(&buffer), "");
    close(fd);
}
END_TEST

START_TEST(reading_appends)
{
    struct buffer buffer = BUFFER(20);
    int fd = filled_pipe("there", 5, NULL);

    buffer_text(&buffer, "here ");
    ck_assert_int_eq(buffer_read(&buffer, fd), STATUS_OK);
    ck_assert_str_eq(buffer_string(&buffer), "here there");
    close(fd);
    buffer_clear(&buffer);
}
END_TEST

START_TEST(reading_stops_at_one_byte_too_many)
{
    struct buffer buffer = BUFFER(5000);
    char data[5002], rest[2];
    int writer, fd;

    memset(data, 'd', sizeof data);
    fd = filled_pipe(data, sizeof data, &writer);
    ck_assert_int_eq(buffer_read(&buffer, fd), STATUS_TOO_LONG); /* and doesn't wait for more */
    ck_assert_uint_eq(buffer.length, 5000);
    ck_assert_int_eq(__real_read(fd, rest, 2), 1);
    close(fd);
    close(writer);
    buffer_clear(&buffer);
}
END_TEST

START_TEST(reading_survives_interruptions_and_crumbs)
{
    struct buffer buffer = BUFFER(10);
    int fd = filled_pipe("0123456789", 10, NULL);

    interruptions = 3;
    at_most = 3;
    ck_assert_int_eq(buffer_read(&buffer, fd), STATUS_OK);
    ck_assert_str_eq(buffer_string(&buffer), "0123456789");
    buffer_clear(&buffer);
    close(fd);
}
END_TEST

static bool ends_in_a_stop(const struct buffer *buffer)
{
    return buffer->length > 0 && buffer->data[buffer->length - 1] == '.';
}

START_TEST(reading_ends_where_the_reader_has_enough)
{
    struct buffer buffer = BUFFER(20);
    int writer, fd = filled_pipe("all.rest", 8, &writer);

    at_most = 1;
    ck_assert_int_eq(buffer_read_until(&buffer, fd, ends_in_a_stop, -1), STATUS_OK);
    ck_assert_str_eq(buffer_string(&buffer), "all.");
    ck_assert_int_eq(buffer_read_until(&buffer, fd, ends_in_a_stop, 60000), STATUS_OK);
    ck_assert_str_eq(buffer_string(&buffer), "all.");
    close(writer);
    buffer_text(&buffer, " ");
    ck_assert_int_eq(buffer_read_until(&buffer, fd, ends_in_a_stop, 60000), STATUS_OK);
    ck_assert_str_eq(buffer_string(&buffer), "all. rest");
    close(fd);
    buffer_clear(&buffer);
}
END_TEST

START_TEST(reading_ends_at_its_deadline)
{
    struct buffer buffer = BUFFER(20);
    int writer, fd = filled_pipe("part", 4, &writer);

    ck_assert_int_eq(buffer_read_until(&buffer, fd, ends_in_a_stop, 1000), STATUS_IO);
    ck_assert_int_eq(errno, ETIMEDOUT);
    ck_assert_str_eq(buffer_string(&buffer), "part");
    close(writer);
    close(fd);
    buffer_clear(&buffer);
}
END_TEST

START_TEST(reading_tells_what_the_system_said)
{
    struct buffer buffer = BUFFER(10);

    broken = EIO;
    ck_assert_int_eq(buffer_read(&buffer, 0), STATUS_IO);
    ck_assert_int_eq(errno, EIO);
    buffer_clear(&buffer);
    broken = 0;
    ck_assert_int_eq(buffer_read(&buffer, -1), STATUS_IO);
    ck_assert_int_eq(errno, EBADF);
}
END_TEST

/* Writes or drains in the background what the other side of a non-blocking pipe waits for. */
static pid_t background(int fd, int unused, size_t length, bool writes)
{
    static const struct timespec pause = { 0, 20 * 1000 * 1000 };
    pid_t child = fork();
    char byte = 'b';

    ck_assert_int_ge(child, 0);
    if (child != 0)
        return child;
    close(unused);
    nanosleep(&pause, NULL);
    while (length-- > 0)
        if ((writes ? __real_write(fd, &byte, 1) : __real_read(fd, &byte, 1)) != 1)
            _exit(1);
    _exit(0);
}

START_TEST(non_blocking_descriptors_are_waited_for)
{
    struct buffer in = BUFFER(10), out = BUFFER(200000);
    int ends[2], status;
    pid_t child;

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    child = background(ends[1], ends[0], 3, true);
    close(ends[1]);
    ck_assert_int_eq(buffer_read(&in, ends[0]), STATUS_OK);
    ck_assert_str_eq(buffer_string(&in), "bbb");
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    close(ends[0]);

    memset(buffer_room(&out, 200000), 'o', 200000);
    out.length = 200000;
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    child = background(ends[0], ends[1], 200000, false);
    close(ends[0]);
    ck_assert_int_eq(buffer_write(&out, ends[1]), STATUS_OK);
    close(ends[1]);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    buffer_clear(&in);
    buffer_clear(&out);
}
END_TEST

START_TEST(writing_survives_interruptions_and_crumbs)
{
    struct buffer buffer = BUFFER(100);
    char got[20] = { 0 };
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    buffer_text(&buffer, "0123456789");
    interruptions = 2;
    at_most = 4;
    ck_assert_int_eq(buffer_write(&buffer, ends[1]), STATUS_OK);
    ck_assert_int_eq(__real_read(ends[0], got, sizeof got), 10);
    ck_assert_str_eq(got, "0123456789");
    buffer_clear(&buffer);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

START_TEST(writing_tells_what_the_system_said)
{
    struct buffer buffer = BUFFER(100);
    int ends[2];

    signal(SIGPIPE, SIG_IGN);
    ck_assert_int_eq(pipe(ends), 0);
    close(ends[0]);
    buffer_text(&buffer, "text");
    ck_assert_int_eq(buffer_write(&buffer, ends[1]), STATUS_IO);
    ck_assert_int_eq(errno, EPIPE);
    broken = ENOSPC;
    ck_assert_int_eq(buffer_write(&buffer, ends[1]), STATUS_IO);
    ck_assert_int_eq(errno, ENOSPC);
    ck_assert_int_eq(buffer_status(&buffer), STATUS_OK);
    buffer_clear(&buffer);
    close(ends[1]);
}
END_TEST

int main(void)
{
    return suite_run(
        "buffer",
        SUITE(the_empty_value_is_usable, bytes_and_texts_are_appended,
              the_maximum_is_reached_and_never_passed, a_maximum_of_nothing_holds_nothing,
              growing_keeps_every_byte, the_first_failure_stays,
              without_memory_what_was_there_stays, a_caller_may_fill_the_room_itself,
              reading_ends_at_the_end, reading_appends, reading_stops_at_one_byte_too_many,
              reading_survives_interruptions_and_crumbs,
              reading_ends_where_the_reader_has_enough, reading_ends_at_its_deadline,
              reading_tells_what_the_system_said, non_blocking_descriptors_are_waited_for,
              writing_survives_interruptions_and_crumbs, writing_tells_what_the_system_said));
}
