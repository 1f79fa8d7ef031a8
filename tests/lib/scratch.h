/* scratch.h: a folder of its own for each test of a suite.
 *
 *     int main(void)
 *     {
 *         return scratch_run("file", SUITE(test_a, test_b));
 *     }
 */
#pragma once

#include "tests/lib/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char scratch_root[256]; /* what the suite's folders lie in */
static char scratch[300];      /* the path of this test's folder, mode 0700 */

static inline int scratch_remove(const char *path, const struct stat *found, int type,
                                 struct FTW *where)
{
    (void)found;
    (void)type;
    (void)where;
    return remove(path);
}

static inline void scratch_setup(void)
{
    suite_setup();
    ck_assert_msg(scratch_root[0] != '\0', "main() must end with scratch_run_all()");
    snprintf(scratch, sizeof scratch, "%s/%d", scratch_root, (int)getpid());
    ck_assert_int_eq(mkdir(scratch, 0700), 0);
}

static inline void scratch_teardown(void)
{
    nftw(scratch, scratch_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* A path in the folder, in one of a few buffers that take turns. */
__attribute__((format(printf, 1, 2))) static inline const char *scratch_path(const char *format,
                                                                             ...)
{
    static char path[8][1024];
    static unsigned turn;
    char *out = path[turn++ % 8];
    int used = snprintf(out, sizeof path[0], "%s/", scratch);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(out + used, sizeof path[0] - (size_t)used, format, arguments);
    va_end(arguments);
    return out;
}

/* Makes a file, in the place of any other, with these bytes and exactly this mode. */
static inline void scratch_write(const char *path, const void *data, size_t length, mode_t mode)
{
    int fd;

    ck_assert(unlink(path) == 0 || errno == ENOENT);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, data, length), (ssize_t)length);
    ck_assert_int_eq(fchmod(fd, mode), 0);
    ck_assert_int_eq(close(fd), 0);
}

/* Reads a file of at most `size` bytes, and returns their count. */
static inline size_t scratch_read(const char *path, void *data, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length;

    ck_assert_int_ge(fd, 0);
    length = read(fd, data, size);
    ck_assert_int_ge(length, 0);
    close(fd);
    return (size_t)length;
}

/* As suite_run_all(), and leaves nothing of tests that failed either. */
static inline int scratch_run_all(Suite *suite)
{
    const char *tmpdir = getenv("TMPDIR");
    int result;

    snprintf(scratch_root, sizeof scratch_root, "%s/workfront-suite.XXXXXX",
             tmpdir != NULL ? tmpdir : "/tmp");
    if (mkdtemp(scratch_root) == NULL) {
        perror(scratch_root);
        return 99;
    }
    result = suite_run_all(suite, NULL);
    nftw(scratch_root, scratch_remove, 8, FTW_DEPTH | FTW_PHYS);
    return result;
}

static inline int scratch_run(const char *name, const TTest *const *tests)
{
    Suite *suite = suite_create(name);

    suite_add_tests(suite, name, scratch_setup, scratch_teardown, tests);
    return scratch_run_all(suite);
}
