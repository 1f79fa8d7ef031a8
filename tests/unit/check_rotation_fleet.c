/* check_rotation_fleet.c: while other minters are to take the new secret, the old one stays. */
#include "tests/lib/suite.h"

#include <string.h>

#include "helper/token/rotation/rotation.h"

enum { HOUR = 3600, DAY = 86400 };

#define NOW INT64_C(1800000000)

/* A run after a list in which the old secret is unused since `used_at`. */
static struct rotation_run run_of(int64_t used_at)
{
    return (struct rotation_run){
        .is_due = true,
        .is_awaited = true,
        .grace = ROTATION_GRACE,
        .now = NOW,
        .list = { { "old", NOW - 90 * DAY, used_at }, { "new", NOW - 2 * DAY, NOW - HOUR } },
        .count = 2,
        .action = ROTATION_LIST,
        .outcome = ROTATION_DONE,
    };
}

static struct rotation rotation_of(enum rotation_state state, int64_t proved_at)
{
    return (struct rotation){
        .state = state, .old_uuid = "old", .new_uuid = "new", .proved_at = proved_at
    };
}

static void expect(struct rotation rotation, struct rotation_run run,
                   enum rotation_verdict verdict)
{
    enum rotation_state before = rotation.state;

    ck_assert_int_eq(rotation_next(&rotation, &run), ROTATION_STOP);
    ck_assert_int_eq(run.verdict, verdict);
    ck_assert_int_eq(rotation.state, before);
}

static void stays_in(enum rotation_state state, bool is_leak)
{
    struct rotation rotation = rotation_of(state, NOW - 2 * DAY);
    struct rotation_run run = run_of(NOW - 30 * DAY);

    run.is_leak = is_leak;
    expect(rotation, run, ROTATION_AWAITS);
    expect(rotation_of(state, NOW - 15 * DAY), run, ROTATION_LONG_AWAITS);
    run.is_awaited = false;
    ck_assert_int_eq(rotation_next(&rotation, &run),
                     state == ROTATION_PROVED ? ROTATION_PUBLISH : ROTATION_DELETE);
}

START_TEST(the_old_secret_stays)
{
    stays_in(ROTATION_PROVED, false);
    stays_in(ROTATION_PROVED, true);
    stays_in(ROTATION_DELETING, false);
    stays_in(ROTATION_DELETING, true);
}
END_TEST

START_TEST(its_use_is_told_first)
{
    struct rotation rotation = rotation_of(ROTATION_DELETING, NOW - 2 * DAY);
    struct rotation_run run = run_of(NOW - DAY);

    ck_assert_int_eq(rotation_next(&rotation, &run), ROTATION_PUBLISH);
    ck_assert_int_eq(run.verdict, ROTATION_IN_USE);
    ck_assert_int_eq(rotation.used_at, NOW - DAY);
}
END_TEST

START_TEST(one_that_is_gone_is_waited_for_by_nobody)
{
    struct rotation rotation = rotation_of(ROTATION_DELETING, NOW - 2 * DAY);
    struct rotation_run run = run_of(0);

    run.list[0] = run.list[1];
    run.count = 1;
    ck_assert_int_eq(rotation_next(&rotation, &run), ROTATION_PUBLISH);
    ck_assert_int_eq(run.verdict, ROTATION_FINISHED);
}
END_TEST

START_TEST(a_person_is_not_told_to_delete_it)
{
    struct rotation rotation = rotation_of(ROTATION_PROVED, NOW - 2 * DAY);
    struct rotation_run run = run_of(0);

    rotation.is_manual = true;
    run.action = ROTATION_BEGIN;
    expect(rotation, run, ROTATION_AWAITS);
    run.is_awaited = false;
    ck_assert_int_eq(rotation_next(&rotation, &run), ROTATION_TRY_OLD);
}
END_TEST

int main(void)
{
    return suite_run("rotation_fleet", SUITE(the_old_secret_stays, its_use_is_told_first,
                                             one_that_is_gone_is_waited_for_by_nobody,
                                             a_person_is_not_told_to_delete_it));
}
