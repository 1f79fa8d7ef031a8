/* files.h: files in the folder of a test (scratch.h). */
#pragma once

#include "tests/lib/scratch.h"

#include <errno.h>
#include <string.h>

#include "store/file.h"

static struct fault fault;
static struct folder folder = FOLDER_CLOSED;

static inline void setup(void)
{
    scratch_setup();
    ck_assert_int_eq(folder_open(&folder, scratch, FOLDER_PRIVATE, NULL), STATUS_OK);
}

static inline void teardown(void)
{
    folder_close(&folder);
    scratch_teardown();
}

static inline enum status read_file(const char *name, char *out, size_t size)
{
    struct buffer bytes = BUFFER(size - 1);
    enum status status = file_read(&folder, name, &bytes, NULL, &fault);

    memcpy(out, buffer_string(&bytes), bytes.length + 1);
    buffer_clear(&bytes);
    return status;
}

static inline enum status publish(const char *name, const char *text)
{
    struct buffer bytes = BUFFER(1024);
    enum status status;

    buffer_text(&bytes, text);
    status = file_publish(&folder, name, &bytes, &fault);
    buffer_clear(&bytes);
    return status;
}

static inline mode_t mode_of(const char *name)
{
    struct stat found;

    ck_assert_int_eq(lstat(scratch_path("%s", name), &found), 0);
    return found.st_mode & 07777;
}

/* Every name in the folder, to see that nothing else was left. */
static inline enum status count_one(void *context, const char *name)
{
    (void)name;
    ++*(int *)context;
    return STATUS_OK;
}

static inline int entries(void)
{
    int count = 0;

    ck_assert_int_eq(folder_walk(&folder, count_one, &count, NULL), STATUS_OK);
    return count;
}

static inline void expect_unsafe(const char *name, enum cause cause)
{
    char text[64];

    ck_assert_int_eq(read_file(name, text, sizeof text), STATUS_UNSAFE);
    ck_assert_str_eq(fault.subject, scratch_path("%s", name));
    ck_assert_int_eq(fault.cause, cause);
}

static inline void make_file(const char *name, mode_t mode)
{
    scratch_write(scratch_path("%s", name), "text", 4, mode);
}

/* Runs `body` in a process of its own and returns its pid. */
static inline pid_t start(void (*body)(void))
{
    pid_t pid = fork();

    ck_assert_int_ge(pid, 0);
    if (pid != 0)
        return pid;
    body();
    _exit(0);
}
