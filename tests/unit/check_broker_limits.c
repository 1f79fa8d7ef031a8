/* check_broker_limits.c: how much a caller of the broker may ask for, by a clock of our own. */
#include "tests/lib/suite.h"

#include "helper/broker/limits.h"

enum { RATE = LIMIT_RATE, AT_ONCE = 2 * LIMIT_RATE, SECOND = 1000, HOUR = 3600 * SECOND };

static const struct listener first = { .name = "main", .is_main = true };
static const struct listener other = { .name = "ci" };
static struct limits limits;
static int64_t now;

static void setup(void)
{
    suite_setup();
    limits = (struct limits){ .rate = RATE };
    now = 5 * HOUR;
}

static struct limit *find(uint32_t uid)
{
    return limits_find(&limits, &first, uid, now);
}

/* One request, which is over at once. */
static bool asks_as(const struct listener *listener, uint32_t uid)
{
    struct limit *limit = limits_find(&limits, listener, uid, now);
    bool is_admitted = limits_admit(limit);

    limit->open -= is_admitted;
    return is_admitted;
}

static bool asks(uint32_t uid)
{
    return asks_as(&first, uid);
}

/* How many of so many requests are admitted. */
static int admitted(uint32_t uid, int requests)
{
    int count = 0;

    while (requests-- > 0)
        count += asks(uid);
    return count;
}

START_TEST(twice_the_rate_may_come_at_once)
{
    ck_assert_int_eq(admitted(1, 1000), AT_ONCE);
}
END_TEST

START_TEST(a_caller_takes_nothing_from_another)
{
    admitted(1, 1000);
    ck_assert(!asks(1));
    ck_assert_int_eq(admitted(2, 1000), AT_ONCE);
}
END_TEST

START_TEST(who_comes_by_another_socket_is_one_caller)
{
    int i, count = 0;

    for (i = 0; i < 1000; i++)
        count += asks_as(&other, (uint32_t)i);
    ck_assert_int_eq(count, AT_ONCE);
    ck_assert(asks(0));
}
END_TEST

START_TEST(credit_comes_back_with_time)
{
    admitted(1, 1000);
    now += SECOND / RATE - 1;
    ck_assert(!asks(1));
    now += 1;
    ck_assert_int_eq(admitted(1, 1000), 1);
    now += SECOND;
    ck_assert_int_eq(admitted(1, 1000), RATE);
    now += HOUR;
    ck_assert_int_eq(admitted(1, 1000), AT_ONCE);
}
END_TEST

START_TEST(who_is_refused_loses_no_credit)
{
    int i;

    admitted(1, 1000);
    for (i = 1; i <= SECOND; i++) {
        now++;
        ck_assert_int_eq(asks(1), i % (SECOND / RATE) == 0);
    }
}
END_TEST

START_TEST(connections_are_counted)
{
    int i;

    for (i = 0; i < LIMIT_OPEN; i++)
        ck_assert(limits_admit(find(1)));
    now += HOUR;
    ck_assert(!limits_admit(find(1)));
    ck_assert(limits_admit(find(2)));
    find(1)->open--;
    ck_assert(limits_admit(find(1)));
}
END_TEST

START_TEST(a_clock_that_is_set_back_takes_nothing)
{
    admitted(1, AT_ONCE - 1);
    now -= 4 * HOUR;
    ck_assert_int_eq(admitted(1, 1000), 1);
    now += SECOND;
    ck_assert_int_eq(admitted(1, 1000), RATE);
    ck_assert_int_eq(limits_refuse(&limits, find(1), now), 1);
    now -= HOUR / 2;
    ck_assert_int_eq(limits_refuse(&limits, find(2), now), 1);
    ck_assert_int_eq(limits_refuse(&limits, find(1), now), 1);
}
END_TEST

START_TEST(more_callers_than_are_remembered)
{
    struct limit *held = find(0);
    uint32_t uid;

    ck_assert(limits_admit(held));
    held->helpers++;
    for (uid = 1; uid <= 3 * LIMITS; uid++) {
        now++;
        ck_assert(asks(uid));
    }
    ck_assert_ptr_eq(find(0), held);
    ck_assert_int_eq(held->open, 1);
    ck_assert_int_eq(admitted(3 * LIMITS, 1000), AT_ONCE - 1);
}
END_TEST

START_TEST(the_one_who_was_away_for_longest_makes_room)
{
    uint32_t uid;

    for (uid = 0; uid < LIMITS; uid++, now++)
        asks(uid);
    asks(0);
    ck_assert(asks(LIMITS));
    ck_assert_int_eq(admitted(0, 1000), AT_ONCE - 2 + (LIMITS >= SECOND / RATE));
    ck_assert_int_eq(admitted(2, 1000), AT_ONCE);
}
END_TEST

START_TEST(a_denied_caller_is_recorded_less_and_less_often)
{
    struct limit *limit = find(1);
    int64_t end = now + 2 * HOUR, total = 0;
    int records = 0, asked = 0;

    for (; now < end; now += SECOND / 2) {
        unsigned count = limits_refuse(&limits, limit, now);

        asked++;
        records += count > 0;
        total += count;
    }
    ck_assert_int_gt(records, 5);
    ck_assert_int_lt(records, 20);
    ck_assert_int_le(total, asked);
    now += 2 * HOUR;
    ck_assert_int_eq(limits_refuse(&limits, limit, now), (unsigned)(asked - total + 1));
}
END_TEST

START_TEST(who_stays_away_is_recorded_as_at_first)
{
    ck_assert_int_eq(limits_refuse(&limits, find(1), now), 1);
    ck_assert_int_eq(limits_refuse(&limits, find(1), now), 0);
    now += 3 * HOUR;
    ck_assert_int_eq(limits_refuse(&limits, find(1), now), 2);
    now += SECOND;
    ck_assert_int_eq(limits_refuse(&limits, find(1), now), 1);
}
END_TEST

START_TEST(many_denied_callers_are_recorded_once_a_minute)
{
    int records = 0, minute;
    uint32_t uid;

    for (uid = 0; uid < 500; uid++)
        records += limits_refuse(&limits, find(uid), now) > 0;
    ck_assert_int_eq(records, LIMIT_REFUSALS);
    for (minute = 0; minute < 10; minute++) {
        now += LIMIT_REFUSAL_MS;
        for (records = 0; uid % 500 != 499; uid++)
            records += limits_refuse(&limits, find(uid), now) > 0;
        ck_assert_int_eq(records, 1);
        uid++;
    }
}
END_TEST

START_TEST(no_flood_leaves_anything_behind)
{
    int i;

    for (i = 0; i < 100000; i++) {
        now += i % 3 == 0;
        asks((uint32_t)i % 7);
        limits_refuse(&limits, find((uint32_t)i % 7), now);
    }
    now += 2 * HOUR;
    for (i = 0; i < 7; i++) {
        ck_assert_int_eq(admitted((uint32_t)i, 1000), AT_ONCE);
        ck_assert_int_gt(limits_refuse(&limits, find((uint32_t)i), now), 0);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("broker_limits");

    suite_add_tests(
        suite, "broker_limits", setup, NULL,
        SUITE(twice_the_rate_may_come_at_once, a_caller_takes_nothing_from_another,
              who_comes_by_another_socket_is_one_caller, credit_comes_back_with_time,
              who_is_refused_loses_no_credit, connections_are_counted,
              a_clock_that_is_set_back_takes_nothing, more_callers_than_are_remembered,
              the_one_who_was_away_for_longest_makes_room,
              a_denied_caller_is_recorded_less_and_less_often,
              who_stays_away_is_recorded_as_at_first,
              many_denied_callers_are_recorded_once_a_minute, no_flood_leaves_anything_behind));
    return suite_run_all(suite, NULL);
}
