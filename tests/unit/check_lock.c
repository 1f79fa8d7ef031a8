/* check_lock.c: locks, and what becomes of them with their holders. */
#include "tests/lib/files.h"

#include <signal.h>
#include <sys/wait.h>

#include "store/lock.h"

START_TEST(a_lock_excludes_its_own_byte_only)
{
    int first = -1, second = -1, third = -1;

    ck_assert_int_eq(lock_take(&folder, "lock", 7, 0, &first, &fault), STATUS_OK);
    ck_assert_int_eq(lock_take(&folder, "lock", 7, 0, &second, &fault), STATUS_BUSY);
    ck_assert_str_eq(fault.subject, scratch_path("lock"));
    ck_assert_int_eq(second, -1);
    ck_assert_int_eq(lock_take(&folder, "lock", 7, 30, &second, &fault), STATUS_BUSY);
    ck_assert_int_eq(lock_take(&folder, "lock", 8, 0, &second, &fault), STATUS_OK);
    ck_assert_int_eq(lock_take(&folder, "lock", INT64_MAX - 1, 0, &third, &fault), STATUS_OK);
    lock_release(&first);
    lock_release(&first);
    ck_assert_int_eq(lock_take(&folder, "lock", 7, INT64_MAX, &first, &fault), STATUS_OK);
    lock_release(&first);
    lock_release(&second);
    lock_release(&third);
}
END_TEST

START_TEST(a_lock_is_refused_on_what_is_no_file)
{
    int fd = -1;

    ck_assert_int_eq(symlink("elsewhere", scratch_path("lock")), 0);
    ck_assert_int_eq(lock_take(&folder, "lock", 0, 0, &fd, &fault), STATUS_UNSAFE);
    ck_assert_int_eq(fd, -1);
    ck_assert_int_eq(access(scratch_path("elsewhere"), F_OK), -1);
    make_file("open", 0666);
    ck_assert_int_eq(lock_take(&folder, "open", 0, 0, &fd, &fault), STATUS_UNSAFE);
}
END_TEST

static void hold_for_ever(void)
{
    int fd = -1;

    if (lock_take(&folder, "lock", 0, 0, &fd, &fault) != STATUS_OK)
        _exit(1);
    make_file("held", 0600);
    for (;;)
        pause();
}

START_TEST(a_lock_dies_with_its_holder)
{
    pid_t pid = start(hold_for_ever);
    int fd = -1, status;

    while (access(scratch_path("held"), F_OK) != 0)
        usleep(1000);
    ck_assert_int_eq(lock_take(&folder, "lock", 0, 0, &fd, &fault), STATUS_BUSY);
    ck_assert_int_eq(kill(pid, SIGKILL), 0);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(lock_take(&folder, "lock", 0, 0, &fd, &fault), STATUS_OK);
    lock_release(&fd);
}
END_TEST

START_TEST(who_waits_gets_the_lock_when_it_is_free)
{
    pid_t pid = start(hold_for_ever);
    int fd = -1, status;

    while (access(scratch_path("held"), F_OK) != 0)
        usleep(1000);
    if (fork() == 0) {
        usleep(50000);
        kill(pid, SIGKILL);
        _exit(0);
    }
    ck_assert_int_eq(lock_take(&folder, "lock", 0, 30000, &fd, &fault), STATUS_OK);
    lock_release(&fd);
    ck_assert_int_gt(wait(&status), 0);
    ck_assert_int_gt(wait(&status), 0);
}
END_TEST

static void await(const char *name)
{
    while (access(scratch_path("%s", name), F_OK) != 0)
        usleep(1000);
}

/* The children begin before anything is held, since they would hold it with us. */
static void want_all(void)
{
    int fd = -1;

    await("held");
    if (lock_take_records(&folder, 60000, &fd, &fault) != STATUS_OK)
        _exit(1);
    make_file("all", 0600);
    await("enough");
}

static void want_one(void)
{
    int fd = -1;

    await("awaited");
    make_file("asking", 0600);
    if (lock_take_record(&folder, LOCK_RECORDS + 9, 60000, &fd, &fault) != STATUS_OK)
        _exit(1);
    _exit(access(scratch_path("all"), F_OK) == 0 ? 0 : 2);
}

static void await_gate(void)
{
    int fd = -1;

    while (lock_take(&folder, LOCK_FILE, LOCK_GATE, 0, &fd, &fault) == STATUS_OK) {
        lock_release(&fd);
        usleep(1000);
    }
    ck_assert_int_eq(fault.status, STATUS_BUSY);
}

START_TEST(who_wants_one_record_lets_pass_who_wants_all)
{
    pid_t all = start(want_all), one = start(want_one);
    int held = -1, fd = -1, status;

    ck_assert_int_eq(lock_take_record(&folder, LOCK_RECORDS + 7, 0, &held, &fault), STATUS_OK);
    make_file("held", 0600);
    await_gate();
    ck_assert_int_eq(lock_take_record(&folder, LOCK_RECORDS + 8, 0, &fd, &fault), STATUS_OK);
    lock_release(&fd);
    make_file("awaited", 0600);
    await("asking");
    usleep(50000);
    lock_release(&held);
    await("all");
    ck_assert_int_eq(lock_take_record(&folder, LOCK_RECORDS + 8, 30, &fd, &fault), STATUS_BUSY);
    ck_assert_int_eq(lock_take_records(&folder, 30, &fd, &fault), STATUS_BUSY);
    ck_assert_int_eq(lock_take(&folder, LOCK_FILE, LOCK_WRITERS, 0, &fd, &fault), STATUS_OK);
    lock_release(&fd);
    make_file("enough", 0600);
    ck_assert_int_eq(waitpid(all, &status, 0), all);
    ck_assert_int_eq(status, 0);
    ck_assert_int_eq(waitpid(one, &status, 0), one);
    ck_assert_int_eq(status, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lock");

    suite_add_tests(suite, "lock", setup, teardown,
                    SUITE(a_lock_excludes_its_own_byte_only,
                          a_lock_is_refused_on_what_is_no_file, a_lock_dies_with_its_holder,
                          who_waits_gets_the_lock_when_it_is_free,
                          who_wants_one_record_lets_pass_who_wants_all));
    return scratch_run_all(suite);
}
