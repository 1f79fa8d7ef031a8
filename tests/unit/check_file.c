/* check_file.c: files, and everything that must be refused of them. */
#include "tests/lib/files.h"
#include "tests/lib/wide.h"

#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "protocol/buffer.h"
#include "store/lock.h"

/* The link wraps fstat, so that a file can go between its opening and its judging. */
int __real_fstat(int fd, struct stat *found) WIDE("__real_", "__fstat64_time64");
int __wrap_fstat(int fd, struct stat *found) WIDE("__wrap_", "__fstat64_time64");

static const char *vanishing;

int __wrap_fstat(int fd, struct stat *found)
{
    if (vanishing != NULL && unlink(vanishing) == 0)
        vanishing = NULL;
    return __real_fstat(fd, found);
}

START_TEST(what_was_published_is_read)
{
    char text[64];

    ck_assert_int_eq(publish("a", "first"), STATUS_OK);
    ck_assert_int_eq(publish("a", "second"), STATUS_OK);
    ck_assert_int_eq(read_file("a", text, sizeof text), STATUS_OK);
    ck_assert_str_eq(text, "second");
    ck_assert_uint_eq(mode_of("a"), 0600);
    ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(modes_do_not_depend_on_the_umask)
{
    static const mode_t masks[] = { 0, 0022, 0077, 0277, 0777 };
    struct folder made = FOLDER_CLOSED;
    int fd = -1;

    umask(masks[_i]);
    ck_assert_int_eq(publish("a", "text"), STATUS_OK);
    ck_assert_int_eq(folder_make_in(&folder, "made", &fault), STATUS_OK);
    ck_assert_int_eq(folder_make(&made, scratch_path("one/two"), FOLDER_PRIVATE, &fault),
                     STATUS_OK);
    ck_assert_int_eq(lock_take(&folder, "lock", 0, 0, &fd, &fault), STATUS_OK);
    ck_assert_uint_eq(umask(0077), masks[_i]);
    ck_assert_uint_eq(mode_of("a"), 0600);
    ck_assert_uint_eq(mode_of("made"), 0700);
    ck_assert_uint_eq(mode_of("one"), 0700);
    ck_assert_uint_eq(mode_of("one/two"), 0700);
    ck_assert_uint_eq(mode_of("lock"), 0600);
    fd_close(&fd);
    folder_close(&made);
}
END_TEST

START_TEST(what_is_missing_is_not_found)
{
    char text[8];
    struct folder other = FOLDER_CLOSED;

    ck_assert_int_eq(read_file("a", text, sizeof text), STATUS_NOT_FOUND);
    ck_assert_int_eq(fault.system_error, ENOENT);
    ck_assert_int_eq(file_remove(&folder, "a", &fault), STATUS_NOT_FOUND);
    ck_assert_int_eq(folder_open(&other, scratch_path("b"), FOLDER_PRIVATE, &fault),
                     STATUS_NOT_FOUND);
    ck_assert_str_eq(fault.subject, scratch_path("b"));
    ck_assert_int_eq(other.fd, -1);
    ck_assert_int_eq(folder_open_in(&other, &folder, "b", &fault), STATUS_NOT_FOUND);
}
END_TEST

START_TEST(a_mode_for_others_is_refused)
{
    static const mode_t modes[] = { 0640, 0604, 0620, 0602, 0610, 0601, 0666 };

    make_file("a", modes[_i]);
    expect_unsafe("a", CAUSE_MODE);
}
END_TEST

START_TEST(a_tighter_mode_is_fine)
{
    char text[8];

    make_file("a", 0400);
    ck_assert_int_eq(read_file("a", text, sizeof text), STATUS_OK);
}
END_TEST

START_TEST(links_are_refused)
{
    make_file("a", 0600);
    ck_assert_int_eq(symlink("a", scratch_path("symbolic")), 0);
    ck_assert_int_eq(symlink("nowhere", scratch_path("dangling")), 0);
    expect_unsafe("symbolic", CAUSE_TYPE);
    expect_unsafe("dangling", CAUSE_TYPE);
    ck_assert_int_eq(link(scratch_path("a"), scratch_path("hard")), 0);
    expect_unsafe("hard", CAUSE_LINKS);
    expect_unsafe("a", CAUSE_LINKS);
}
END_TEST

START_TEST(a_file_replaced_since_it_was_opened_is_read)
{
    char text[64];

    ck_assert_int_eq(publish("a", "first"), STATUS_OK);
    vanishing = scratch_path("a");
    ck_assert_int_eq(read_file("a", text, sizeof text), STATUS_OK);
    ck_assert_ptr_null(vanishing);
    ck_assert_str_eq(text, "first");
}
END_TEST

/* Only root makes one, and nobody opens it where the file system is mounted without devices. */
static bool has_device(const char *path)
{
    int fd = mknod(path, S_IFCHR | 0600, 0x0103) == 0 ? open(path, O_RDONLY | O_CLOEXEC) : -1;

    close(fd);
    return fd >= 0;
}

START_TEST(what_is_no_file_is_refused)
{
    ck_assert_int_eq(mkfifo(scratch_path("fifo"), 0600), 0);
    ck_assert_int_eq(mkdir(scratch_path("folder"), 0700), 0);
    expect_unsafe("fifo", CAUSE_TYPE);
    expect_unsafe("folder", CAUSE_TYPE);
    if (has_device(scratch_path("device")))
        expect_unsafe("device", CAUSE_TYPE);
}
END_TEST

START_TEST(another_owner_is_refused)
{
    struct folder other = FOLDER_CLOSED;

    if (geteuid() != 0)
        return;
    make_file("a", 0600);
    ck_assert_int_eq(chown(scratch_path("a"), 12345, 0), 0);
    expect_unsafe("a", CAUSE_OWNER);
    ck_assert_int_eq(mkdir(scratch_path("b"), 0700), 0);
    ck_assert_int_eq(chown(scratch_path("b"), 12345, 0), 0);
    ck_assert_int_eq(folder_open_in(&other, &folder, "b", &fault), STATUS_UNSAFE);
    ck_assert_int_eq(fault.cause, CAUSE_OWNER);
    ck_assert_int_eq(folder_open(&other, scratch_path("b"), FOLDER_FIRM, &fault),
                     STATUS_UNSAFE);
}
END_TEST

START_TEST(a_file_beyond_the_maximum_is_damaged)
{
    char text[4];

    make_file("a", 0600);
    ck_assert_int_eq(read_file("a", text, sizeof text), STATUS_DAMAGED);
    ck_assert_str_eq(fault.subject, scratch_path("a"));
    ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(a_stamp_tells_generations_apart)
{
    struct buffer bytes = BUFFER(64);
    struct file_stamp stamp;

    publish("a", "same");
    ck_assert_int_eq(file_read(&folder, "a", &bytes, &stamp, NULL), STATUS_OK);
    ck_assert(file_is_same(&folder, "a", &stamp));
    publish("a", "same");
    ck_assert(!file_is_same(&folder, "a", &stamp));
    file_remove(&folder, "a", NULL);
    ck_assert(!file_is_same(&folder, "a", &stamp));
    buffer_clear(&bytes);
}
END_TEST

START_TEST(a_failed_buffer_is_not_published)
{
    struct buffer bytes = BUFFER(2);

    publish("a", "old");
    buffer_text(&bytes, "abc");
    ck_assert_int_eq(file_publish(&folder, "a", &bytes, &fault), STATUS_TOO_LONG);
    ck_assert_int_eq(file_make_once(&folder, "b", &bytes, &fault), STATUS_TOO_LONG);
    ck_assert_int_eq(entries(), 1);
    buffer_clear(&bytes);
}
END_TEST

START_TEST(what_a_dead_publisher_left_goes)
{
    make_file("new", 0600);
    ck_assert_int_eq(publish("a", "text"), STATUS_OK);
    ck_assert_int_eq(entries(), 1);
    ck_assert_int_eq(symlink("a", scratch_path("new")), 0);
    file_sweep(&folder);
    ck_assert_int_eq(entries(), 1);
}
END_TEST

static void expect_full(const char *what)
{
    char text[64];

    ck_assert_msg(publish("a", "a longer text than there is room for") == STATUS_IO, "%s",
                  what);
    ck_assert_int_eq(read_file("a", text, sizeof text), STATUS_OK);
    ck_assert_str_eq(text, "old");
    ck_assert_int_eq(entries(), 1);
}

START_TEST(a_file_too_large_leaves_the_old_one)
{
    const struct rlimit limit = { 8, 8 };

    publish("a", "old");
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    expect_full("RLIMIT_FSIZE");
    ck_assert_int_eq(fault.system_error, EFBIG);
}
END_TEST

/* A file system of one page beside what the folder itself takes, filled up. */
static bool mount_tiny(void)
{
    folder_close(&folder);
    if (geteuid() != 0 || mount("none", scratch, "tmpfs", 0, "size=8k,mode=700") != 0)
        return false;
    ck_assert_int_eq(folder_open(&folder, scratch, FOLDER_PRIVATE, NULL), STATUS_OK);
    return true;
}

START_TEST(a_full_disk_leaves_the_old_one)
{
    static const char page[4096];

    if (!mount_tiny())
        return;
    publish("a", "old");
    scratch_write(scratch_path("filler"), page, sizeof page, 0600);
    ck_assert_int_eq(publish("a", "new"), STATUS_IO);
    ck_assert_int_eq(fault.system_error, ENOSPC);
    ck_assert_int_eq(unlink(scratch_path("filler")), 0);
    ck_assert_int_eq(entries(), 1);
    folder_close(&folder);
    ck_assert_int_eq(umount2(scratch, MNT_DETACH), 0);
}
END_TEST

START_TEST(a_read_only_disk_says_so)
{
    int fd = -1;

    if (!mount_tiny())
        return;
    publish("a", "old");
    ck_assert_int_eq(mount("none", scratch, "tmpfs", MS_REMOUNT | MS_RDONLY, NULL), 0);
    ck_assert_int_eq(publish("a", "new"), STATUS_IO);
    ck_assert_int_eq(fault.system_error, EROFS);
    ck_assert_int_eq(lock_take(&folder, "lock", 0, 0, &fd, &fault), STATUS_IO);
    ck_assert_int_eq(fault.system_error, EROFS);
    ck_assert_int_eq(fd, -1);
    folder_close(&folder);
    ck_assert_int_eq(umount2(scratch, MNT_DETACH), 0);
}
END_TEST

static enum status make_once(const char *text)
{
    struct buffer bytes = BUFFER(64);
    enum status status;

    buffer_text(&bytes, text);
    status = file_make_once(&folder, "key", &bytes, &fault);
    buffer_clear(&bytes);
    return status;
}

START_TEST(a_file_is_made_once)
{
    char text[64];

    ck_assert_int_eq(make_once("first"), STATUS_OK);
    ck_assert_uint_eq(mode_of("key"), 0600);
    ck_assert_int_eq(make_once("second"), STATUS_OK);
    ck_assert_int_eq(chmod(scratch_path("key"), 0400), 0);
    ck_assert_int_eq(make_once("third"), STATUS_OK);
    ck_assert_int_eq(read_file("key", text, sizeof text), STATUS_OK);
    ck_assert_str_eq(text, "first");
}
END_TEST

START_TEST(an_unfinished_file_is_finished)
{
    char text[64];

    scratch_write(scratch_path("key"), "half a key", 10, 0200);
    ck_assert_int_eq(make_once("whole"), STATUS_OK);
    ck_assert_int_eq(read_file("key", text, sizeof text), STATUS_OK);
    ck_assert_str_eq(text, "whole");
    ck_assert_uint_eq(mode_of("key"), 0600);
}
END_TEST

START_TEST(an_unfinished_file_of_others_is_refused)
{
    scratch_write(scratch_path("key"), "half a key", 10, 0220);
    ck_assert_int_eq(make_once("whole"), STATUS_UNSAFE);
    ck_assert_int_eq(unlink(scratch_path("key")), 0);
    ck_assert_int_eq(mkfifo(scratch_path("key"), 0200), 0);
    ck_assert_int_eq(make_once("whole"), STATUS_UNSAFE);
}
END_TEST

START_TEST(a_file_that_can_not_be_made_leaves_nothing)
{
    const struct rlimit limit = { 2, 2 };

    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_int_eq(make_once("text"), STATUS_IO);
    ck_assert_int_eq(fault.system_error, EFBIG);
    ck_assert_int_eq(entries(), 0);
}
END_TEST

static void make_by_pid(void)
{
    char text[16];

    snprintf(text, sizeof text, "%015d", (int)getpid());
    if (make_once(text) != STATUS_OK)
        _exit(1);
}

START_TEST(many_make_one_file)
{
    char text[64];
    int i, status;

    for (i = 0; i < 8; i++)
        start(make_by_pid);
    for (i = 0; i < 8; i++) {
        ck_assert_int_gt(wait(&status), 0);
        ck_assert_int_eq(status, 0);
    }
    ck_assert_int_eq(read_file("key", text, sizeof text), STATUS_OK);
    ck_assert_uint_eq(strlen(text), 15);
    ck_assert_int_eq(entries(), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("file");
    TCase *modes = suite_part("modes");

    suite_add_tests(
        suite, "file", setup, teardown,
        SUITE(what_was_published_is_read, what_is_missing_is_not_found, a_tighter_mode_is_fine,
              links_are_refused, a_file_replaced_since_it_was_opened_is_read,
              what_is_no_file_is_refused, another_owner_is_refused,
              a_file_beyond_the_maximum_is_damaged, a_stamp_tells_generations_apart,
              a_failed_buffer_is_not_published, what_a_dead_publisher_left_goes,
              a_file_too_large_leaves_the_old_one, a_full_disk_leaves_the_old_one,
              a_read_only_disk_says_so, a_file_is_made_once, an_unfinished_file_is_finished,
              an_unfinished_file_of_others_is_refused,
              a_file_that_can_not_be_made_leaves_nothing, many_make_one_file));
    tcase_add_checked_fixture(modes, setup, teardown);
    tcase_add_loop_test(modes, modes_do_not_depend_on_the_umask, 0, 5);
    tcase_add_loop_test(modes, a_mode_for_others_is_refused, 0, 7);
    suite_add_tcase(suite, modes);
    return scratch_run_all(suite);
}
