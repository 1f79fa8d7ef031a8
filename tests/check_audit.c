/* check_audit.c: the audit log: nothing can be done to it that its verification doesn't name,
 * and nothing that happens to a writer harms it. */
#include "tests/faults.h"

#include "store/audit.h"

enum { SMALL = 6 /* records of the log that is tampered with, its first one among them */ };

#define LOG_1 STORE_FOLDER "/audit/log-00000001"

static const struct audit_limits limits = { .size = 1024 * 1024, .keep = 10 };
static const struct audit_limits tight = { .size = AUDIT_SIZE_LEAST, .keep = 3 };

static struct audit_record event(const char *profile)
{
    return (struct audit_record){ .at = 1764081245,
                                  .event = "fetch",
                                  .outcome = "ok",
                                  .profile = profile,
                                  .pid = 42,
                                  .uid = 1000,
                                  .executable = "/usr/bin/git",
                                  .terminal = "pts/3" };
}

static enum status append_within(const struct audit_limits *within, const char *profile)
{
    const struct audit_record record = event(profile);
    struct store *store;
    enum status status = stores_open(&store, NULL, true);

    if (status == STATUS_OK)
        status = store_audit_append(store, &record, within, NULL, NULL, &fault);
    store_close(store);
    return status;
}

static enum status append_one(void)
{
    return append_within(&limits, "a");
}

static enum status append_tight(void)
{
    return append_within(&tight, "a");
}

static enum status append_locked(void)
{
    const struct audit_record record = { .at = 7, .event = "unlock", .outcome = "locked" };

    return store_audit_append_locked(scratch_path(STORE_FOLDER), &record, &limits, NULL,
                                     &fault);
}

static void append_many(enum status (*append)(void), int count)
{
    for (; count > 0; count--)
        ck_assert_int_eq(append(), STATUS_OK);
}

static struct audit_verdict verified(void)
{
    struct audit_verdict verdict;
    struct store *store = stores_opened();

    ck_assert_int_eq(store_audit_verify(store, &verdict, &fault), STATUS_OK);
    store_close(store);
    return verdict;
}

static void expect_flaw(enum audit_flaw flaw, int64_t record)
{
    struct audit_verdict verdict = verified();

    ck_assert_msg(verdict.flaw == flaw && (record == 0 || verdict.record == record),
                  "flaw %d of record %lld, not %d of %lld, in %s line %lld", (int)verdict.flaw,
                  (long long)verdict.record, (int)flaw, (long long)record, verdict.file,
                  (long long)verdict.line);
}

static void expect_whole(int64_t last)
{
    expect_flaw(AUDIT_WHOLE, 0);
    ck_assert_int_eq(verified().last, last);
}

/* The log's first file as bytes. */
static char bytes[64 * 1024];
static size_t size;

static void take(void)
{
    size = scratch_read(scratch_path(LOG_1), bytes, sizeof bytes);
}

static void put(const void *data, size_t length)
{
    scratch_write(scratch_path(LOG_1), data, length, 0600);
}

static void small_log(void)
{
    append_many(append_one, SMALL - 1);
    take();
}

/* Where line `number`, from 1, begins; behind the last one, the end. */
static size_t line_at(int64_t number)
{
    size_t at;

    for (at = 0; number > 1 && at < size; at++)
        number -= bytes[at] == '\n';
    return at;
}

/* Which line a byte is in. */
static int64_t line_of(size_t at)
{
    int64_t number = 1;
    size_t i;

    for (i = 0; i < at; i++)
        number += bytes[i] == '\n';
    return number;
}

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

START_TEST(any_byte_that_is_changed_is_found)
{
    size_t i;

    small_log();
    for (i = 0; i < size; i++) {
        struct audit_verdict verdict;
        int64_t line = line_of(i);
        unsigned char mask = (unsigned char)(1u << i % 8);

        bytes[i] ^= (char)mask;
        put(bytes, size);
        verdict = verified();
        ck_assert_msg(verdict.flaw != AUDIT_WHOLE, "byte %zu", i);
        ck_assert_msg(verdict.record == line || verdict.record == line + 1,
                      "byte %zu in record %lld: %lld is named", i, (long long)line,
                      (long long)verdict.record);
        bytes[i] ^= (char)mask;
    }
    put(bytes, size);
    expect_whole(SMALL);
}
END_TEST

START_TEST(a_log_cut_at_any_length_is_found)
{
    size_t length;

    small_log();
    for (length = 0; length < size - 1; length++) {
        put(bytes, length);
        expect_flaw(AUDIT_CUT, line_of(length) + (bytes[length] == '\n'));
    }
    put(bytes, size - 1); /* the last line feed alone */
    expect_whole(SMALL);
    ck_assert_int_eq(append_one(), STATUS_OK);
    expect_whole(SMALL + 1);
}
END_TEST

/* Writes the lines in this order, ended by 0. */
static void arrange(const int *lines)
{
    char out[sizeof bytes];
    size_t used = 0;

    for (; *lines != 0; lines++) {
        size_t start = line_at(*lines), length = line_at(*lines + 1) - start;

        memcpy(out + used, bytes + start, length);
        used += length;
    }
    put(out, used);
}

START_TEST(lines_that_are_removed_moved_or_doubled_are_found)
{
    small_log();
    arrange((const int[]){ 1, 2, 4, 5, 6, 0 });
    expect_flaw(AUDIT_REMOVED, 3);
    arrange((const int[]){ 2, 3, 4, 5, 6, 0 });
    expect_flaw(AUDIT_REMOVED, 1);
    arrange((const int[]){ 1, 2, 3, 4, 5, 0 });
    expect_flaw(AUDIT_CUT, 6);
    arrange((const int[]){ 1, 2, 4, 3, 5, 6, 0 });
    expect_flaw(AUDIT_MOVED, 3);
    arrange((const int[]){ 6, 5, 4, 3, 2, 1, 0 });
    expect_flaw(AUDIT_MOVED, 1);
    arrange((const int[]){ 1, 2, 2, 3, 4, 5, 6, 0 });
    expect_flaw(AUDIT_MOVED, 3);
    arrange((const int[]){ 1, 2, 3, 4, 5, 6, 6, 0 });
    expect_flaw(AUDIT_ADDED, 6);
    arrange((const int[]){ 1, 2, 3, 4, 5, 6, 0 });
    expect_whole(SMALL);
}
END_TEST

START_TEST(an_older_log_put_back_is_found)
{
    char older[sizeof bytes];
    size_t length;

    small_log();
    memcpy(older, bytes, length = size);
    append_many(append_one, 2);
    put(older, length);
    expect_flaw(AUDIT_CUT, SMALL + 1);
}
END_TEST

/* Who writes after the log was cut doesn't hide it. */
START_TEST(writing_on_hides_nothing)
{
    const struct audit_record record = event("a");
    struct store *store;
    bool is_cut = false;

    small_log();
    put(bytes, line_at(SMALL));
    store = stores_opened();
    ck_assert_int_eq(store_audit_append(store, &record, &limits, NULL, &is_cut, &fault),
                     STATUS_OK);
    ck_assert(is_cut);
    ck_assert_int_eq(store_audit_append(store, &record, &limits, NULL, &is_cut, &fault),
                     STATUS_OK);
    store_close(store);
    expect_flaw(AUDIT_REMOVED, SMALL);
}
END_TEST

START_TEST(a_log_that_is_gone_is_missed)
{
    small_log();
    ck_assert_int_eq(unlink(scratch_path(LOG_1)), 0);
    expect_flaw(AUDIT_NO_FILE, 1);
    ck_assert_int_eq(rmdir(scratch_path(STORE_FOLDER "/audit")), 0);
    expect_flaw(AUDIT_NO_FILE, 1);
    append_many(append_one, 2);
    expect_flaw(AUDIT_REMOVED, 1);
}
END_TEST

/* Removes what the store knows of its log: the two newest of its records. */
static void lose(const char *name)
{
    struct store *store = stores_opened();

    ck_assert_int_eq(store_delete(store, STORE_AUDIT, name, &fault), STATUS_OK);
    store_close(store);
}

START_TEST(a_head_that_is_lost_is_told_for_good)
{
    static const char *const names[] = { "head", "key" };

    small_log();
    lose(names[_i]);
    expect_flaw(AUDIT_NO_HEAD, 0);
    append_many(append_one, 2);
    expect_flaw(AUDIT_ANEW, 1);
    ck_assert_int_eq(access(scratch_path(LOG_1), F_OK), 0);
}
END_TEST

START_TEST(a_log_without_all_that_the_store_knew_begins_anew)
{
    small_log();
    lose("head");
    lose("key");
    append_many(append_one, 2);
    expect_flaw(AUDIT_ANEW, 1);
}
END_TEST

START_TEST(a_damaged_head_is_told)
{
    struct store *store = stores_opened();
    char path[1024];

    small_log();
    snprintf(path, sizeof path, "%s", stores_file(store, STORE_AUDIT, "head"));
    store_close(store);
    scratch_write(path, "damage", 6, 0600);
    expect_flaw(AUDIT_NO_HEAD, 0);
    append_many(append_one, 1);
    expect_flaw(AUDIT_ANEW, 1);
}
END_TEST

/* What was written without the key can be forged until a record covers it. */
START_TEST(records_of_a_locked_store_are_covered_by_the_next)
{
    struct audit_verdict verdict;
    char *found;

    small_log();
    append_many(append_locked, 3);
    verdict = verified();
    ck_assert_int_eq(verdict.flaw, AUDIT_WHOLE);
    ck_assert_int_eq(verdict.unchained, 3);
    ck_assert_int_eq(verdict.covered, 0);
    append_many(append_one, 1);
    verdict = verified();
    ck_assert_int_eq(verdict.flaw, AUDIT_WHOLE);
    ck_assert_int_eq(verdict.covered, 3);
    take();
    found = strstr(bytes, "event=unlock");
    ck_assert_ptr_nonnull(found);
    memcpy(found, "event=absent", 12);
    put(bytes, size);
    expect_flaw(AUDIT_CHANGED, SMALL + 1);
}
END_TEST

START_TEST(a_log_can_begin_while_the_store_is_locked)
{
    store_close(stores_opened());
    append_many(append_locked, 2);
    append_many(append_one, 1);
    expect_whole(2);
    ck_assert_int_eq(verified().covered, 2);
}
END_TEST

START_TEST(records_of_a_locked_store_find_an_end)
{
    const struct audit_limits least = { .size = AUDIT_SIZE_LEAST, .keep = 2 };
    const struct audit_record record = { .at = 7, .event = "unlock", .outcome = "locked" };
    enum status status = STATUS_OK;
    int count;

    store_close(stores_opened());
    for (count = 0; status == STATUS_OK && count < 1000; count++)
        status = store_audit_append_locked(scratch_path(STORE_FOLDER), &record, &least, NULL,
                                           &fault);
    ck_assert_int_eq(status, STATUS_TOO_LONG);
    ck_assert_int_gt(count, 40);
    append_many(append_tight, 2);
    expect_whole(3);
    ck_assert_int_eq(
        store_audit_append_locked(scratch_path(STORE_FOLDER), &record, &least, NULL, &fault),
        STATUS_OK);
}
END_TEST

/* The rest of a line whose writer died. */
START_TEST(a_torn_line_is_marked_and_the_chain_goes_on)
{
    size_t length;

    small_log();
    for (length = line_at(SMALL) + 1; length < size; length += 7) {
        char torn[sizeof bytes];
        size_t rest = length - line_at(SMALL);

        memcpy(torn, bytes, size);
        memcpy(torn + size, bytes + line_at(SMALL), rest);
        put(torn, size + rest);
        expect_whole(SMALL);
    }
    append_many(append_locked, 1);
    append_many(append_one, 1);
    expect_whole(SMALL + 1);
    ck_assert_int_eq(verified().torn, 1);
    ck_assert_int_eq(verified().covered, 1);
}
END_TEST

START_TEST(a_forged_line_is_found)
{
    static const char forged[] = "n=7 at=1 event=fetch outcome=ok pid=1 uid=1 mac=";
    char mac[65];

    small_log();
    memset(mac, 'a', 64);
    snprintf(bytes + size, sizeof bytes - size, "%s%.64s\n", forged, mac);
    put(bytes, strlen(bytes));
    expect_flaw(AUDIT_ADDED, SMALL);
    append_many(append_one, 2);
    expect_flaw(AUDIT_ADDED, SMALL);
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

START_TEST(what_is_done_to_an_older_file_is_found)
{
    int last = rotated();
    int64_t first = verified().first;

    ck_assert_int_eq(rename(file(last - 2), file(100)), 0);
    expect_flaw(AUDIT_NO_FILE, first);
    ck_assert_int_eq(rename(file(100), file(last - 2)), 0);

    size = scratch_read(file(last - 2), bytes, sizeof bytes);
    scratch_write(file(last - 2), bytes, line_at(3), 0600);
    expect_flaw(AUDIT_CUT, first + 2);
    bytes[10] ^= 1;
    scratch_write(file(last - 2), bytes, size, 0600);
    expect_flaw(AUDIT_CHANGED, first);
    bytes[10] ^= 1;
    memcpy(bytes + size, "at=1 event=x mac=-\n", 19);
    scratch_write(file(last - 2), bytes, size + 19, 0600);
    ck_assert_int_eq(verified().flaw, AUDIT_ADDED);
    scratch_write(file(last - 2), bytes, size, 0600);

    ck_assert_int_eq(rename(file(last - 2), file(100)), 0);
    ck_assert_int_eq(rename(file(last - 1), file(last - 2)), 0);
    ck_assert_int_eq(rename(file(100), file(last - 1)), 0);
    ck_assert_int_ne(verified().flaw, AUDIT_WHOLE);
    ck_assert_int_eq(verified().record, first);
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

/* A writer's way, and what is there before it. */
static const struct {
    enum status (*act)(void);
    int before;
} ways[] = {
    { append_one, 0 },    { append_one, 3 },    { append_tight, 13 }, /* and one of these begins
                                                                         a file */
    { append_tight, 14 }, { append_tight, 15 }, { append_tight, 16 }, { append_tight, 17 },
    { append_tight, 18 }, { append_locked, 2 },
};

static void begin(int way)
{
    memset(&faults, 0, sizeof faults);
    nftw(scratch, scratch_remove, 8, FTW_DEPTH | FTW_PHYS);
    ck_assert_int_eq(mkdir(scratch, 0700), 0);
    store_close(stores_opened());
    append_many(append_tight, ways[way].before);
}

/* Whatever has happened, what was acknowledged is there, and the next writer goes on. */
static void expect_sound(int way, int at, int error, int result)
{
    int64_t least = ways[way].before > 0 ? ways[way].before + 1 : 0;
    struct audit_verdict verdict;

    if (result == STATUS_OK && ways[way].act != append_locked)
        least += ways[way].before > 0 ? 1 : 2;
    ck_assert_int_eq(append_one(), STATUS_OK);
    verdict = verified();
    ck_assert_msg(verdict.flaw == AUDIT_WHOLE && verdict.last > least,
                  "way %d, call %d, %s: flaw %d of record %lld, last %lld", way, at,
                  error != 0 ? strerror(error) : "killed", (int)verdict.flaw,
                  (long long)verdict.record, (long long)verdict.last);
}

static int for_every_call(int way, int error)
{
    int at, result;

    for (at = 1;; at++) {
        begin(way);
        result = faults_act(ways[way].act, at, error);
        if (result == SPARED)
            return at - 1;
        expect_sound(way, at, error, result);
    }
}

START_TEST(killed_before_any_call_the_chain_goes_on)
{
    ck_assert_int_ge(for_every_call(_i, 0), 8);
}
END_TEST

START_TEST(whatever_call_fails_the_chain_goes_on)
{
    static const int errors[] = { EIO, ENOSPC, EDQUOT };

    for_every_call(_i % (int)COUNT(ways), errors[_i / (int)COUNT(ways)]);
}
END_TEST

START_TEST(short_writes_tear_nothing)
{
    int result;

    begin(_i);
    faults.at_most = 1;
    result = ways[_i].act();
    ck_assert_int_eq(result, STATUS_OK);
    faults.at_most = 0;
    expect_sound(_i, 0, EIO, result);
    ck_assert_int_eq(verified().torn, 0);
}
END_TEST

START_TEST(a_rehearsal_writes_no_record)
{
    struct store *store;

    small_log();
    store = stores_opened();
    ck_assert_int_eq(store_audit_rehearse(store, &limits, &fault), STATUS_OK);
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
    ck_assert_str_eq(fault.detail, "mode");
    ck_assert_int_eq(chmod(scratch_path(LOG_1), 0600), 0);
    ck_assert_int_eq(link(scratch_path(LOG_1), scratch_path("other")), 0);
    refused(STATUS_UNSAFE);
    ck_assert_str_eq(fault.detail, "links");
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
    TCase *tcase = tcase_create("faults");
    int count = COUNT(ways);

    suite_add_tests(
        suite, "audit", scratch_setup, scratch_teardown,
        SUITE(what_is_appended_is_listed_and_whole, no_text_breaks_a_line,
              a_text_that_is_too_long_is_cut, any_byte_that_is_changed_is_found,
              a_log_cut_at_any_length_is_found,
              lines_that_are_removed_moved_or_doubled_are_found, an_older_log_put_back_is_found,
              writing_on_hides_nothing, a_log_that_is_gone_is_missed,
              a_log_without_all_that_the_store_knew_begins_anew, a_damaged_head_is_told,
              records_of_a_locked_store_are_covered_by_the_next,
              a_log_can_begin_while_the_store_is_locked, records_of_a_locked_store_find_an_end,
              a_torn_line_is_marked_and_the_chain_goes_on, a_forged_line_is_found,
              rotation_keeps_the_chain, what_is_done_to_an_older_file_is_found,
              fewer_files_are_kept_when_the_limit_falls, many_writers_tear_no_line,
              writers_that_are_killed_leave_the_log_whole, a_rehearsal_writes_no_record,
              what_others_could_have_touched_is_refused, there_may_be_no_log_yet));
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, a_head_that_is_lost_is_told_for_good, 0, 2);
    tcase_add_loop_test(tcase, killed_before_any_call_the_chain_goes_on, 0, count);
    tcase_add_loop_test(tcase, whatever_call_fails_the_chain_goes_on, 0, 3 * count);
    tcase_add_loop_test(tcase, short_writes_tear_nothing, 0, count);
    suite_add_tcase(suite, tcase);
    return scratch_run_all(suite);
}
