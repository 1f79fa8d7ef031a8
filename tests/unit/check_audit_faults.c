/* check_audit_faults.c: nothing that happens to a writer harms the audit log. */
#include "tests/lib/faults.h"

#include "tests/lib/audits.h"

void *__real_secret_alloc(size_t length);
void *__wrap_secret_alloc(size_t length);

static int pieces_left = -1; /* that can be had; −1 = any number */

void *__wrap_secret_alloc(size_t length)
{
    if (pieces_left == 0)
        return NULL;
    pieces_left -= pieces_left > 0;
    return __real_secret_alloc(length);
}

/* A writer's way, and what is there before it. */
static const struct {
    enum status (*act)(void);
    int before;
} ways[] = {
    { append_one, 0 },    { append_one, 3 },    { append_tight, 13 }, /* and one of these begins
                                                                         a file */
    { append_tight, 14 }, { append_tight, 15 }, { append_tight, 16 },  { append_tight, 17 },
    { append_tight, 18 }, { append_locked, 2 }, { append_durable, 2 },
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

    for (at = 1;; at += faults_step()) {
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

START_TEST(whatever_memory_is_missing_the_chain_goes_on)
{
    const struct audit_record record = event("a");
    struct store *store;
    enum status status = STATUS_NO_MEMORY;
    int at;

    begin(1);
    store = stores_opened();
    for (at = 0; status != STATUS_OK; at++) {
        pieces_left = at;
        status = store_audit_append(store, &record, &limits, NULL, NULL, &fault);
        pieces_left = -1;
        ck_assert(status == STATUS_OK || status == STATUS_NO_MEMORY);
    }
    ck_assert_int_gt(at, 2);
    store_close(store);
    expect_sound(1, at, ENOMEM, STATUS_OK);
}
END_TEST

START_TEST(without_memory_nothing_is_verified)
{
    struct store *store;
    struct audit_verdict verdict;

    begin(1);
    store = stores_opened();
    pieces_left = 0;
    ck_assert_int_eq(store_audit_verify(store, &verdict, &fault), STATUS_NO_MEMORY);
    pieces_left = -1;
    ck_assert_int_eq(verdict.last, 0);
    ck_assert_int_eq(store_audit_verify(store, &verdict, &fault), STATUS_OK);
    ck_assert_int_gt(verdict.last, 0);
    store_close(store);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("audit faults");
    TCase *tcase = suite_part("audit faults");
    int count = COUNT(ways);

    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_add_loop_test(tcase, killed_before_any_call_the_chain_goes_on, 0, count);
    tcase_add_loop_test(tcase, whatever_call_fails_the_chain_goes_on, 0, 3 * count);
    tcase_add_loop_test(tcase, short_writes_tear_nothing, 0, count);
    tcase_add_test(tcase, whatever_memory_is_missing_the_chain_goes_on);
    tcase_add_test(tcase, without_memory_nothing_is_verified);
    suite_add_tcase(suite, tcase);
    return scratch_run_all(suite);
}
