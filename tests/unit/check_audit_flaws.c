/* check_audit_flaws.c: nothing can be done to an audit log that its verification doesn't name.
 */
#include "tests/lib/audits.h"

#include <sodium.h>

enum { COUNTED = 4 /* of the small log, as `keys` knows of it */ };

START_TEST(any_byte_that_is_changed_is_found)
{
    size_t i;

    small_log();
    for (i = 0; i < size; i++) {
        struct audit_verdict verdict;
        int64_t line = line_of(i), named;
        unsigned char mask = (unsigned char)(1u << i % 8);

        bytes[i] ^= (char)mask;
        put(bytes, size);
        verdict = verified();
        ck_assert_msg(verdict.flaw != AUDIT_WHOLE, "byte %zu", i);
        named = verdict.record + (verdict.flaw == AUDIT_CUT);
        ck_assert_msg(named == line || named == line + 1,
                      "byte %zu in record %lld: %lld is named", i, (long long)line,
                      (long long)named);
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
        expect_flaw(AUDIT_CUT, line_of(length) - 1 + (bytes[length] == '\n'));
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
    expect_flaw(AUDIT_BROKEN, 3);
    arrange((const int[]){ 2, 3, 4, 5, 6, 0 });
    expect_flaw(AUDIT_BROKEN, 1);
    arrange((const int[]){ 1, 2, 3, 4, 5, 0 });
    expect_flaw(AUDIT_CUT, 5);
    arrange((const int[]){ 1, 2, 4, 3, 5, 6, 0 });
    expect_flaw(AUDIT_BROKEN, 3);
    arrange((const int[]){ 6, 5, 4, 3, 2, 1, 0 });
    expect_flaw(AUDIT_BROKEN, 1);
    arrange((const int[]){ 1, 2, 2, 3, 4, 5, 6, 0 });
    expect_flaw(AUDIT_BROKEN, 3);
    arrange((const int[]){ 1, 2, 3, 4, 5, 6, 6, 0 });
    expect_flaw(AUDIT_BROKEN, 7);
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
    expect_flaw(AUDIT_CUT, SMALL);
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
    expect_flaw(AUDIT_BROKEN, SMALL);
}
END_TEST

START_TEST(a_log_that_is_gone_is_missed)
{
    small_log();
    ck_assert_int_eq(unlink(scratch_path(LOG_1)), 0);
    expect_flaw(AUDIT_CUT, 0);
    ck_assert_int_eq(rmdir(scratch_path(STORE_FOLDER "/audit")), 0);
    expect_flaw(AUDIT_CUT, 0);
    append_many(append_one, 2);
    expect_flaw(AUDIT_BROKEN, 1);
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
    expect_flaw(AUDIT_NO_HEAD, (_i == 0 ? COUNTED : SMALL) + 1);
    ck_assert_int_eq(access(scratch_path(LOG_1), F_OK), 0);
}
END_TEST

START_TEST(a_log_without_all_that_the_store_knew_begins_anew)
{
    small_log();
    lose("head");
    lose("key");
    append_many(append_one, 2);
    expect_flaw(AUDIT_NO_HEAD, COUNTED + 1);
}
END_TEST

static void log_remove(void)
{
    ck_assert_int_eq(unlink(scratch_path(LOG_1)), 0);
    ck_assert_int_eq(rmdir(scratch_path(STORE_FOLDER "/audit")), 0);
    lose("head");
    lose("key");
}

START_TEST(a_log_that_was_removed_whole_is_told_for_good)
{
    append_many(append_one, 1);
    log_remove();
    expect_flaw(AUDIT_NO_HEAD, 0);
    append_many(append_one, 1);
    expect_flaw(AUDIT_NO_HEAD, 3);
    append_many(append_one, 40);
    expect_flaw(AUDIT_NO_HEAD, 3);
}
END_TEST

/* A file of the store, as somebody copies it who has no key. */
struct copy {
    char path[1024], bytes[64 * 1024];
    size_t size;
};

static void copy_take(struct copy *copy, const char *path)
{
    snprintf(copy->path, sizeof copy->path, "%s", path);
    copy->size = scratch_read(copy->path, copy->bytes, sizeof copy->bytes);
}

static void copy_put(const struct copy *copy)
{
    scratch_write(copy->path, copy->bytes, copy->size, 0600);
}

static struct copy log_copy, head_copy, keys_copy;

static void copies_take(void)
{
    struct store *store = stores_opened();

    copy_take(&log_copy, scratch_path(LOG_1));
    copy_take(&head_copy, stores_file(store, STORE_AUDIT, "head"));
    copy_take(&keys_copy, scratch_path(STORE_FOLDER "/keys"));
    store_close(store);
}

START_TEST(log_and_head_put_back_are_told_for_good)
{
    small_log();
    copies_take();
    append_many(append_one, 5);
    copy_put(&log_copy);
    copy_put(&head_copy);
    expect_flaw(AUDIT_BACK, SMALL);
    append_many(append_one, 1);
    expect_flaw(AUDIT_NO_HEAD, 9);
    append_many(append_one, 40);
    expect_flaw(AUDIT_NO_HEAD, 9);
}
END_TEST

/* FORMAT.md, "What can't be told": only a witness elsewhere knows. */
START_TEST(log_head_and_keys_put_back_are_not_told)
{
    small_log();
    copies_take();
    append_many(append_one, 5);
    copy_put(&log_copy);
    copy_put(&head_copy);
    copy_put(&keys_copy);
    expect_whole(SMALL);
}
END_TEST

/* The checksum of `keys` needs no key. */
static void keys_sign(char *text, size_t length)
{
    static const unsigned char zero[16];
    unsigned char hash[16];

    length -= 2 * sizeof hash + 1;
    crypto_shorthash_siphashx24(hash, (const unsigned char *)text, length - strlen("check="),
                                zero);
    sodium_bin2hex(text + length, 2 * sizeof hash + 1, hash, sizeof hash);
    text[length + 2 * sizeof hash] = '\n';
}

START_TEST(a_forged_count_is_told_for_good)
{
    char *log;

    small_log();
    copies_take();
    log = strstr(keys_copy.bytes, "log=");
    ck_assert_ptr_nonnull(log);
    log[4] = log[4] == '0' ? '1' : '0';
    keys_sign(keys_copy.bytes, keys_copy.size);
    copy_put(&keys_copy);
    expect_flaw(AUDIT_NO_HEAD, 0);
    append_many(append_one, 2);
    expect_flaw(AUDIT_NO_HEAD, SMALL + 1);
}
END_TEST

START_TEST(a_file_that_no_log_can_have_stops_it)
{
    static const char *const names[] = { "log-9223372036854775807", "log-1000000000000",
                                         "log--9223372036854775808", "log-999999999999" };
    size_t i;

    small_log();
    lose("head");
    lose("key");
    for (i = 0; i + 1 < COUNT(names); i++)
        scratch_write(scratch_path(STORE_FOLDER "/audit/%s", names[i]), "", 0, 0600);
    append_many(append_one, 2);
    expect_flaw(AUDIT_NO_HEAD, COUNTED + 1);
    lose("head");
    scratch_write(scratch_path(STORE_FOLDER "/audit/%s", names[i]), "", 0, 0600);
    ck_assert_int_eq(append_one(), STATUS_DAMAGED);
    ck_assert_int_eq(fault.cause, CAUSE_LOG_NUMBER);
}
END_TEST

static enum status acknowledge(void)
{
    struct audit_record record = event("a");
    struct store *store = stores_opened();
    enum status status;

    record.event = AUDIT_ACKNOWLEDGE;
    record.begins = true;
    status = store_audit_append(store, &record, &limits, NULL, NULL, &fault);
    store_close(store);
    return status;
}

START_TEST(what_was_acknowledged_is_told_no_more)
{
    small_log();
    put(bytes, line_at(SMALL));
    expect_flaw(AUDIT_CUT, SMALL - 1);
    append_many(acknowledge, 1);
    expect_whole(SMALL + 1);
    ck_assert(verified().was_acknowledged);
    append_many(append_one, 1);
    expect_whole(SMALL + 2);
    ck_assert_int_eq(access(scratch_path(LOG_1), F_OK), 0);
    lose("head");
    expect_flaw(AUDIT_NO_HEAD, 0);
    append_many(acknowledge, 1);
    expect_whole(9);
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
    expect_flaw(AUDIT_NO_HEAD, COUNTED + 1);
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
    expect_flaw(AUDIT_BROKEN, SMALL + 1);
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
    expect_flaw(AUDIT_BROKEN, SMALL + 1);
    append_many(append_one, 2);
    expect_flaw(AUDIT_BROKEN, SMALL + 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("audit flaws");
    TCase *tcase = suite_part("heads");

    suite_add_tests(
        suite, "audit flaws", scratch_setup, scratch_teardown,
        SUITE(any_byte_that_is_changed_is_found, a_log_cut_at_any_length_is_found,
              lines_that_are_removed_moved_or_doubled_are_found, an_older_log_put_back_is_found,
              writing_on_hides_nothing, a_log_that_is_gone_is_missed,
              a_log_without_all_that_the_store_knew_begins_anew, a_damaged_head_is_told,
              a_log_that_was_removed_whole_is_told_for_good,
              log_and_head_put_back_are_told_for_good, log_head_and_keys_put_back_are_not_told,
              a_forged_count_is_told_for_good, a_file_that_no_log_can_have_stops_it,
              what_was_acknowledged_is_told_no_more,
              records_of_a_locked_store_are_covered_by_the_next,
              a_log_can_begin_while_the_store_is_locked, records_of_a_locked_store_find_an_end,
              a_torn_line_is_marked_and_the_chain_goes_on, a_forged_line_is_found));
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_add_loop_test(tcase, a_head_that_is_lost_is_told_for_good, 0, 2);
    suite_add_tcase(suite, tcase);
    return scratch_run_all(suite);
}
