/* check_backoff.c: how long a failure holds the next attempt back. */
#include "tests/lib/suite.h"

#include <string.h>

#include "helper/token/backoff.h"

static const char binding[] = "0123456789abcdef0123456789abcdef";
static const struct moment now = { 1800000000, 5000 };

static struct moment after(int64_t seconds)
{
    return (struct moment){ now.wall + seconds, now.boot + seconds };
}

static enum status allowed(const struct backoff *backoff, struct moment moment)
{
    return backoff_allows(backoff, binding, moment, moment, "endpoint", NULL);
}

static void failed(struct backoff *backoff, enum status status, int64_t retry_after)
{
    const struct fault fault = { .status = status };

    backoff_fail(backoff, &fault, retry_after, binding, now);
}

START_TEST(nothing_remembered_allows)
{
    struct backoff backoff = BACKOFF;

    ck_assert_int_eq(allowed(&backoff, now), STATUS_OK);
}
END_TEST

START_TEST(a_refusal_holds_for_a_minute)
{
    struct backoff backoff = BACKOFF;
    struct fault fault = { 0 }, refusal;

    fault_because(&refusal, STATUS_REFUSED, CAUSE_CLIENT, "endpoint", "invalid_client");
    backoff_fail(&backoff, &refusal, -1, binding, now);
    ck_assert_int_eq(allowed(&backoff, after(59)), STATUS_REFUSED);
    ck_assert_int_eq(allowed(&backoff, after(60)), STATUS_OK);
    ck_assert_int_eq(backoff_allows(&backoff, "another", now, now, "endpoint", NULL),
                     STATUS_OK);
    ck_assert_int_eq(backoff_wait(&backoff, "another", now), 0);
    ck_assert_int_eq(backoff_wait(&backoff, binding, after(10)), 50);
    ck_assert_int_eq(backoff_wait(&backoff, binding, after(60)), 0);
    ck_assert_int_eq(
        backoff_allows(&backoff, binding, after(10), after(10), "endpoint", &fault),
        STATUS_REFUSED);
    ck_assert_str_eq(fault.subject, "endpoint");
    ck_assert_int_eq(fault.cause, CAUSE_CLIENT);
    ck_assert_ptr_nonnull(strstr(fault.detail, "invalid_client"));
    ck_assert_ptr_nonnull(strstr(fault.detail, "asked again in 50 s"));
}
END_TEST

START_TEST(a_throttle_holds_as_long_as_it_says_within_bounds)
{
    static const struct {
        int64_t retry_after, pause;
    } cases[] = { { 0, 1 }, { 1, 1 }, { 60, 60 }, { 599, 599 }, { 2400, 600 }, { -5, 1 } };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        struct backoff backoff = BACKOFF;

        failed(&backoff, STATUS_THROTTLED, cases[i].retry_after);
        ck_assert_int_eq(allowed(&backoff, after(cases[i].pause - 1)), STATUS_THROTTLED);
        ck_assert_int_eq(allowed(&backoff, after(cases[i].pause)), STATUS_OK);
        ck_assert_ptr_null(backoff.detail);
    }
}
END_TEST

START_TEST(an_unreachable_adobe_holds_longer_each_time)
{
    static const int64_t pauses[] = { 1, 2, 4, 8, 16, 30, 30 };
    struct backoff backoff = BACKOFF;
    size_t i;

    for (i = 0; i < COUNT(pauses); i++) {
        failed(&backoff, STATUS_UNREACHABLE, 0);
        ck_assert_int_eq(backoff.pause, pauses[i]);
    }
    for (i = 0; i < 1000; i++)
        failed(&backoff, STATUS_UNREACHABLE, 0);
    ck_assert_int_eq(backoff.pause, 30);
    backoff_succeed(&backoff, "secret");
    ck_assert_int_eq(allowed(&backoff, now), STATUS_OK);
    failed(&backoff, STATUS_UNREACHABLE, 0);
    ck_assert_int_eq(backoff.pause, 1);
    failed(&backoff, STATUS_UNREACHABLE, 100);
    ck_assert_int_eq(backoff.pause, 100);
    failed(&backoff, STATUS_UNREACHABLE, 100000);
    ck_assert_int_eq(backoff.pause, 600);
}
END_TEST

START_TEST(who_waited_takes_the_failure_of_whom_it_waited_for)
{
    struct backoff backoff = BACKOFF;

    failed(&backoff, STATUS_UNREACHABLE, 0);
    ck_assert_int_eq(backoff_allows(&backoff, binding, after(-1), after(5), "endpoint", NULL),
                     STATUS_UNREACHABLE);
    ck_assert_int_eq(backoff_allows(&backoff, binding, after(1), after(5), "endpoint", NULL),
                     STATUS_OK);
    ck_assert_int_eq(backoff_allows(&backoff, "another", after(-1), after(5), "endpoint", NULL),
                     STATUS_OK);
}
END_TEST

START_TEST(only_what_adobe_did_is_remembered)
{
    int i;

    for (i = 0; i < STATUS_COUNT; i++)
        ck_assert_int_eq(backoff_is_memorable((enum status)i, CAUSE_NONE),
                         i == STATUS_REFUSED || i == STATUS_UNREACHABLE ||
                             i == STATUS_THROTTLED || i == STATUS_UNEXPECTED);
    ck_assert(!backoff_is_memorable(STATUS_UNREACHABLE, CAUSE_PROXY_URL));
}
END_TEST

START_TEST(a_success_is_news_when_something_changes)
{
    struct backoff backoff = BACKOFF;

    ck_assert(!backoff_succeed(&backoff, NULL));
    ck_assert(backoff_succeed(&backoff, "first"));
    ck_assert(!backoff_succeed(&backoff, "first"));
    ck_assert(backoff_succeed(&backoff, "second"));
    failed(&backoff, STATUS_UNREACHABLE, 0);
    ck_assert(backoff_succeed(&backoff, "second"));
}
END_TEST

START_TEST(one_warning_a_minute)
{
    struct backoff backoff = BACKOFF;

    ck_assert(backoff_warns(&backoff, now.wall));
    ck_assert(!backoff_warns(&backoff, now.wall));
    ck_assert(!backoff_warns(&backoff, now.wall + 59));
    ck_assert(backoff_warns(&backoff, now.wall + 60));
    ck_assert(!backoff_warns(&backoff, now.wall + 119));
    ck_assert(backoff_warns(&backoff, now.wall - 86400));
}
END_TEST

START_TEST(a_clock_set_back_holds_nobody_for_days)
{
    struct backoff backoff = BACKOFF;
    struct moment restarted = { now.wall - 86400, 10 };

    failed(&backoff, STATUS_REFUSED, 0);
    ck_assert_int_eq(allowed(&backoff, (struct moment){ now.wall - 86400, now.boot + 60 }),
                     STATUS_OK);
    ck_assert_int_eq(allowed(&backoff, restarted), STATUS_OK);
}
END_TEST

int main(void)
{
    return suite_run("backoff",
                     SUITE(nothing_remembered_allows, a_refusal_holds_for_a_minute,
                           a_throttle_holds_as_long_as_it_says_within_bounds,
                           an_unreachable_adobe_holds_longer_each_time,
                           who_waited_takes_the_failure_of_whom_it_waited_for,
                           only_what_adobe_did_is_remembered,
                           a_success_is_news_when_something_changes, one_warning_a_minute,
                           a_clock_set_back_holds_nobody_for_days));
}
