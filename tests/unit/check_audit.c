/* check_audit.c: the audit log as it is written: by many at once, in several files, and whole.
 */
#include "tests/lib/audits.h"

#include <signal.h>
#include <sys/wait.h>

START_TEST(what_is_appended_is_listed_and_whole)
{
    small_log();
    expect_whole(SMALL);
    ck_assert_int_eq(verified().files, 1);
    ck_assert_int_eq(verified().first, 1);
}
END_TEST

static enum status visit_compare(void *context, const struct audit_record *record)
{
    const struct audit_record *expected = context;

    if (record->number == 1)
        return STATUS_OK;
    ck_assert_int_eq(record->number, 2);
    ck_assert_int_eq(record->at, expected->at);
    ck_assert_str_eq(record->event, expected->event);
    ck_assert_str_eq(record->profile, expected->profile);
    ck_assert_str_eq(record->host, expected->host);
    ck_assert_str_eq(record->executable, expected->executable);
    ck_assert_ptr_null(record->detail);
    ck_assert_int_eq(record->uid, -1);
    return STATUS_OK;
}

START_TEST(no_text_breaks_a_line)
{
    struct audit_record record = event("two words=%41");
    struct store *store = stores_opened();
    struct buffer line = BUFFER(AUDIT_LINE_MAX);

    record.host = "\x1b[2J\nn=3 event=forged mac=-\r\t\xc3\xa9";
    record.executable = " mac=-";
    record.uid = -1;
    ck_assert_int_eq(store_audit_append(store, &record, &limits, &line, NULL, &fault),
                     STATUS_OK);
    ck_assert_ptr_null(strpbrk(buffer_string(&line), "\n\r\t\x1b"));
    buffer_clear(&line);
    store_close(store);
    ck_assert_int_eq(
        store_audit_list(scratch_path(STORE_FOLDER), visit_compare, &record, &fault),
        STATUS_OK);
    expect_whole(2);
}
END_TEST

START_TEST(a_text_that_is_too_long_is_cut)
{
    char text[3 * AUDIT_TEXT_MAX];

    memset(text, '\x01', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    ck_assert_int_eq(append_within(&limits, text), STATUS_OK);
    expect_whole(2);
}
END_TEST

/* A log of several files, of which the first ones have gone already. */
static const char *file(int number)
{
    return scratch_path(STORE_FOLDER "/audit/log-%08d", number);
}

static int last_file(void)
{
    int number = 1;

    while (access(file(number), F_OK) != 0 || access(file(number + 1), F_OK) == 0)
        number++;
    return number;
}

static int rotated(void)
{
    append_many(append_tight, 150);
    return last_file();
}

START_TEST(rotation_keeps_the_chain)
{
    int i, last;

    for (i = 2; i < 150; i++) {
        ck_assert_int_eq(append_tight(), STATUS_OK);
        expect_whole(i);
        ck_assert_int_le(verified().files, 3);
    }
    last = last_file();
    ck_assert_int_gt(last, 4);
    ck_assert_int_eq(access(file(last - 2), F_OK), 0);
    ck_assert_int_ne(access(file(last - 3), F_OK), 0);
    ck_assert_int_gt(verified().first, 1);
}
END_TEST

static enum status visit_ascending(void *context, const struct audit_record *record)
{
    int64_t *last = context;

    ck_assert(*last == 0 || record->number == *last + 1);
    *last = record->number;
    return STATUS_OK;
}

START_TEST(several_files_are_listed_in_their_order)
{
    int64_t last = 0;

    rotated();
    scratch_write(scratch_path(STORE_FOLDER "/audit/neighbour"), "x", 1, 0600);
    scratch_write(scratch_path(STORE_FOLDER "/audit/log-x"), "x", 1, 0600);
    ck_assert_int_eq(
        store_audit_list(scratch_path(STORE_FOLDER), visit_ascending, &last, &fault),
        STATUS_OK);
    ck_assert_int_eq(last, verified().last);
}
END_TEST

START_TEST(what_is_done_to_an_older_file_is_found)
{
    int last = rotated();
    int64_t first = verified().first;

    ck_assert_int_eq(rename(file(last - 2), file(100)), 0);
    expect_flaw(AUDIT_CUT, first - 1);
    ck_assert_int_eq(rename(file(100), file(last - 2)), 0);

    size = scratch_read(file(last - 2), bytes, sizeof bytes);
    scratch_write(file(last - 2), bytes, line_at(3), 0600);
    expect_flaw(AUDIT_CUT, first + 1);
    bytes[10] ^= 1;
    scratch_write(file(last - 2), bytes, size, 0600);
    expect_flaw(AUDIT_BROKEN, first);
    bytes[10] ^= 1;
    memcpy(bytes + size, "at=1 event=x mac=-\n", 19);
    scratch_write(file(last - 2), bytes, size + 19, 0600);
    ck_assert_int_eq(verified().flaw, AUDIT_BROKEN);
    scratch_write(file(last - 2), bytes, size, 0600);

    ck_assert_int_eq(rename(file(last - 2), file(100)), 0);
    ck_assert_int_eq(rename(file(last - 1), file(last - 2)), 0);
    ck_assert_int_eq(rename(file(100), file(last - 1)), 0);
    expect_flaw(AUDIT_BROKEN, first);
}
END_TEST

START_TEST(fewer_files_are_kept_when_the_limit_falls)
{
    const struct audit_limits fewer = { .size = AUDIT_SIZE_LEAST, .keep = 2 };
    int last = rotated();

    while (access(file(last + 1), F_OK) != 0)
        ck_assert_int_eq(append_within(&fewer, "a"), STATUS_OK);
    expect_flaw(AUDIT_WHOLE, 0);
    ck_assert_int_eq(verified().files, 2);
    ck_assert_int_ne(access(file(last - 1), F_OK), 0);
}
END_TEST

enum { WRITERS = 8, EACH = 25 };

static void write_many(void)
{
    int i;

    for (i = 0; i < EACH; i++)
        if (append_tight() != STATUS_OK)
            _exit(1);
    _exit(0);
}

START_TEST(many_writers_tear_no_line)
{
    int i, result, failed = 0;

    store_close(stores_opened());
    for (i = 0; i < WRITERS; i++)
        if (fork() == 0)
            write_many();
    while (wait(&result) > 0)
        failed += result != 0;
    ck_assert_int_eq(failed, 0);
    expect_whole(WRITERS * EACH + 1);
    ck_assert_int_eq(verified().torn, 0);
}
END_TEST

/* Each is killed where it happens to be. */
START_TEST(writers_that_are_killed_leave_the_log_whole)
{
    int round;

    store_close(stores_opened());
    ck_assert_int_eq(append_tight(), STATUS_OK);
    for (round = 0; round < 12; round++) {
        pid_t pids[WRITERS];
        int i;

        for (i = 0; i < WRITERS; i++)
            if ((pids[i] = fork()) == 0)
                write_many();
        for (i = 0; i < WRITERS; i++) {
            usleep((useconds_t)(700 * round));
            kill(pids[i], SIGKILL);
        }
        while (wait(NULL) > 0)
            continue;
        expect_flaw(AUDIT_WHOLE, 0);
    }
    append_many(append_one, 2);
    expect_flaw(AUDIT_WHOLE, 0);
}
END_TEST

START_TEST(a_rehearsal_writes_no_record)
{
    struct store *store;

    small_log();
    store = stores_opened();
    ck_assert_int_eq(store_audit_can_append(store, &limits, &fault), STATUS_OK);
    store_close(store);
    expect_whole(SMALL);
    ck_assert_int_eq(scratch_read(scratch_path(LOG_1), bytes, sizeof bytes), size);
}
END_TEST

static void refused(enum status status)
{
    ck_assert_int_eq(append_one(), status);
    ck_assert_int_eq(append_locked(), status);
}

START_TEST(what_others_could_have_touched_is_refused)
{
    small_log();
    ck_assert_int_eq(chmod(scratch_path(LOG_1), 0640), 0);
    refused(STATUS_UNSAFE);
    ck_assert_int_eq(fault.cause, CAUSE_MODE);
    ck_assert_int_eq(chmod(scratch_path(LOG_1), 0600), 0);
    ck_assert_int_eq(link(scratch_path(LOG_1), scratch_path("other")), 0);
    refused(STATUS_UNSAFE);
    ck_assert_int_eq(fault.cause, CAUSE_LINKS);
    ck_assert_int_eq(rename(scratch_path("other"), scratch_path("moved")), 0);
    ck_assert_int_eq(unlink(scratch_path(LOG_1)), 0);
    ck_assert_int_eq(symlink(scratch_path("moved"), scratch_path(LOG_1)), 0);
    refused(STATUS_UNSAFE);
    ck_assert_int_eq(unlink(scratch_path(LOG_1)), 0);
    ck_assert_int_eq(mkfifo(scratch_path(LOG_1), 0600), 0);
    refused(STATUS_UNSAFE);
    ck_assert_int_eq(unlink(scratch_path(LOG_1)), 0);
    ck_assert_int_eq(chmod(scratch_path(STORE_FOLDER "/audit"), 0750), 0);
    refused(STATUS_UNSAFE);
    ck_assert_int_eq(rmdir(scratch_path(STORE_FOLDER "/audit")), 0);
    ck_assert_int_eq(symlink(scratch, scratch_path(STORE_FOLDER "/audit")), 0);
    refused(STATUS_UNSAFE);
}
END_TEST

START_TEST(there_may_be_no_log_yet)
{
    struct store *store = stores_opened();
    struct audit_verdict verdict;

    ck_assert_int_eq(store_audit_verify(store, &verdict, &fault), STATUS_NOT_FOUND);
    store_close(store);
    ck_assert_int_eq(store_audit_list(scratch_path(STORE_FOLDER), visit_compare, NULL, &fault),
                     STATUS_NOT_FOUND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("audit");

    suite_add_tests(
        suite, "audit", scratch_setup, scratch_teardown,
        SUITE(what_is_appended_is_listed_and_whole, no_text_breaks_a_line,
              a_text_that_is_too_long_is_cut, rotation_keeps_the_chain,
              several_files_are_listed_in_their_order, what_is_done_to_an_older_file_is_found,
              fewer_files_are_kept_when_the_limit_falls, many_writers_tear_no_line,
              writers_that_are_killed_leave_the_log_whole, a_rehearsal_writes_no_record,
              what_others_could_have_touched_is_refused, there_may_be_no_log_yet));
    return scratch_run_all(suite);
}
