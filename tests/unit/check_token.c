/* check_token.c: when a token is fresh, due or short, whatever the clocks do. */
#include "tests/lib/suite.h"

#include "helper/token/splay.h"
#include "helper/token/token.h"

#define DAY 86400
#define NOW 1800000000

static const char binding[] = "0123456789abcdef0123456789abcdef";

/* Issued at NOW, an hour after the machine was started. */
static struct token day_token(void)
{
    return (struct token){ .access_token = "token",
                           .binding = binding,
                           .issued_at = NOW,
                           .issued_boot = 3600,
                           .lifetime = DAY,
                           .due = DAY * 4 / 5,
                           .expires_at = NOW + DAY };
}

/* `seconds` later, the wall clock having been set by `set` seconds meanwhile. */
static struct moment later(int64_t seconds, int64_t set)
{
    return (struct moment){ NOW + seconds + set, 3600 + seconds };
}

START_TEST(a_life_has_three_parts)
{
    struct token token = day_token();

    ck_assert_int_eq(token_judge(&token, binding, -1, later(0, 0)), TOKEN_FRESH);
    ck_assert_int_eq(token_judge(&token, binding, -1, later(token.due - 1, 0)), TOKEN_FRESH);
    ck_assert_int_eq(token_judge(&token, binding, -1, later(token.due, 0)), TOKEN_DUE);
    ck_assert_int_eq(token_judge(&token, binding, -1, later(DAY - 300, 0)), TOKEN_DUE);
    ck_assert_int_eq(token_judge(&token, binding, -1, later(DAY - 299, 0)), TOKEN_SHORT);
    ck_assert_int_eq(token_judge(&token, binding, -1, later(DAY, 0)), TOKEN_SHORT);
    ck_assert_int_eq(token_left(&token, later(DAY - 1, 0)), 1);
    ck_assert_int_eq(token_left(&token, later(DAY, 0)), 0);
    ck_assert_int_eq(token_left(&token, later(2 * DAY, 0)), 0);
}
END_TEST

START_TEST(callers_say_how_long_it_must_live)
{
    struct token token = day_token();

    ck_assert_int_eq(token_judge(&token, binding, 0, later(DAY - 1, 0)), TOKEN_DUE);
    ck_assert_int_eq(token_judge(&token, binding, 0, later(DAY, 0)), TOKEN_SHORT);
    ck_assert_int_eq(token_judge(&token, binding, 3600, later(DAY - 3600, 0)), TOKEN_DUE);
    ck_assert_int_eq(token_judge(&token, binding, 3600, later(DAY - 3599, 0)), TOKEN_SHORT);
    ck_assert_int_eq(token_judge(&token, binding, DAY, later(0, 0)), TOKEN_FRESH);
    ck_assert_int_eq(token_judge(&token, binding, DAY + 1, later(0, 0)), TOKEN_SHORT);
}
END_TEST

START_TEST(short_lives_are_used_for_half)
{
    struct token token = day_token();

    token.lifetime = 100;
    token.due = 80;
    ck_assert_int_eq(token_judge(&token, binding, -1, later(50, 0)), TOKEN_FRESH);
    ck_assert_int_eq(token_judge(&token, binding, -1, later(51, 0)), TOKEN_SHORT);
}
END_TEST

START_TEST(another_binding_is_another_token)
{
    struct token token = day_token();

    ck_assert_int_eq(token_judge(&token, "fedcba9876543210fedcba9876543210", -1, later(0, 0)),
                     TOKEN_SHORT);
}
END_TEST

START_TEST(an_expiry_is_by_the_clock_of_now)
{
    struct token token = day_token();
    int64_t end = token.issued_at + DAY, second;

    token.expires_at = end;
    for (second = -2; second <= 2; second++) /* as seconds are rounded: the same each time */
        ck_assert_int_eq(token_expiry(&token, later(10, second)), end);
    ck_assert_int_eq(token_expiry(&token, later(10, -7200)), end - 7200);
    ck_assert_int_eq(token_expiry(&token, later(DAY, 0)), end);
    token.expires_at = end + TOKEN_CORRECTION_MAX;
    ck_assert_int_eq(token_expiry(&token, later(10, 0)), end + TOKEN_CORRECTION_MAX);
    token.expires_at = end - TOKEN_CORRECTION_MAX;
    ck_assert_int_eq(token_expiry(&token, later(10, 0)), end - TOKEN_CORRECTION_MAX);
    token.expires_at = end + TOKEN_CORRECTION_MAX + 1;
    ck_assert_int_eq(token_expiry(&token, later(10, 0)), end);
}
END_TEST

START_TEST(a_suspect_is_renewed_at_once)
{
    struct token token = day_token();

    token.suspect_at = NOW;
    ck_assert_int_eq(token_judge(&token, binding, -1, later(0, 0)), TOKEN_SHORT);
    ck_assert_int_eq(token_left(&token, later(10, 0)), DAY - 10);
}
END_TEST

START_TEST(suspects_are_renewed_once_a_minute)
{
    struct token token = day_token();

    token.suspect_at = NOW + 5;
    token.after_suspect = true;
    ck_assert_int_eq(token_judge(&token, binding, -1, later(59, 0)), TOKEN_FRESH);
    ck_assert_int_eq(token_judge(&token, binding, -1, later(60, 0)), TOKEN_SHORT);
}
END_TEST

START_TEST(a_clock_set_back_keeps_no_dead_token_alive)
{
    struct token token = day_token();
    int64_t back;

    for (back = 0; back <= 10 * DAY; back += 3600) {
        ck_assert_int_eq(token_left(&token, later(DAY, -back)), 0);
        ck_assert_int_eq(token_left(&token, later(DAY - 10, -back)), 10);
        ck_assert_int_eq(token_judge(&token, binding, -1, later(10, -back)), TOKEN_FRESH);
    }
}
END_TEST

START_TEST(a_clock_set_forward_costs_one_renewal)
{
    struct token token = day_token();

    ck_assert_int_eq(token_judge(&token, binding, -1, later(10, 3 * DAY)), TOKEN_SHORT);
    token.issued_at = NOW + 3 * DAY + 10;
    token.issued_boot = 3610;
    ck_assert_int_eq(token_judge(&token, binding, -1, later(20, 3 * DAY)), TOKEN_FRESH);
    ck_assert_int_eq(token_judge(&token, binding, -1, later(20, 0)), TOKEN_FRESH);
}
END_TEST

START_TEST(after_a_restart_the_wall_clock_counts)
{
    struct token token = day_token();

    token.boot = "ffffffff-ffff-ffff-ffff-ffffffffffff";
    token.issued_boot = 500000;
    ck_assert_int_eq(token_left(&token, (struct moment){ NOW + 1000, 20 }), DAY - 1000);
    ck_assert_int_eq(token_left(&token, (struct moment){ NOW - 1000, 20 }), 0);
    token.issued_boot = 10;
    ck_assert_int_eq(token_left(&token, (struct moment){ NOW + 1000, 3 * DAY }), DAY - 1000);
    ck_assert_int_eq(token_left(&token, (struct moment){ NOW - 1000, 3000 }), 0);
    ck_assert_int_eq(moment_age((struct moment){ NOW - 1, 20 }, (struct moment){ NOW, 21 }),
                     -1);
}
END_TEST

START_TEST(of_this_boot_the_larger_age_counts)
{
    struct token token = day_token();
    char boot[BOOT_SIZE];

    boot_identify(boot);
    token.boot = boot;
    ck_assert_int_eq(token_age(&token, (struct moment){ NOW + 10, 3600 + 5000 }), 5000);
    ck_assert_int_eq(token_age(&token, (struct moment){ NOW - DAY, 3600 + 5000 }), 5000);
    ck_assert_int_eq(token_age(&token, (struct moment){ NOW + 5000, 3600 + 10 }), 5000);
    ck_assert_int_eq(token_age(&token, (struct moment){ NOW - 1, 3599 }), -1);
}
END_TEST

enum { DRAWS = 5000, PARTS = 10 };

/* Each draw is less than `most` seconds, and every tenth of them is met. Bytes that miss one of
 * them so often don't occur. */
static void expect_draws(int64_t splay, int64_t left, int64_t most)
{
    struct token token = day_token();
    int met[PARTS] = { 0 };
    int i;

    for (i = 0; i < DRAWS; i++) {
        int64_t pause = splay_draw(splay, &token, later(DAY - left, 0));

        ck_assert_int_ge(pause, 0);
        ck_assert_int_lt(pause, most * 1000);
        met[pause * PARTS / (most * 1000)]++;
    }
    for (i = 0; i < PARTS; i++)
        ck_assert_msg(met[i] > DRAWS / PARTS / 5, "tenth %d: %d", i, met[i]);
}

START_TEST(a_renewal_waits_anywhere_within_the_splay)
{
    expect_draws(600, DAY / 5, 600);
    expect_draws(1, DAY / 5, 1);
    expect_draws(DAY, DAY, DAY - TOKEN_MIN_VALIDITY - SPLAY_RENEWING);
}
END_TEST

START_TEST(a_renewal_waits_no_longer_than_the_token_is_good_for_others)
{
    expect_draws(600, TOKEN_MIN_VALIDITY + SPLAY_RENEWING + 40, 40);
    expect_draws(DAY, TOKEN_MIN_VALIDITY + SPLAY_RENEWING + 1, 1);
}
END_TEST

START_TEST(a_renewal_that_cannot_wait_does_not)
{
    struct token token = day_token();

    ck_assert_int_eq(splay_draw(0, &token, later(DAY * 4 / 5, 0)), 0);
    ck_assert_int_eq(splay_draw(600, &token, later(DAY - 360, 0)), 0);
    ck_assert_int_eq(splay_draw(600, &token, later(DAY - 1, 0)), 0);
    ck_assert_int_eq(splay_draw(600, &token, later(2 * DAY, 0)), 0);
    token.lifetime = 100;
    token.expires_at = NOW + 100;
    ck_assert_int_eq(splay_draw(600, &token, later(0, 0)), 0);
}
END_TEST

START_TEST(no_token_is_short)
{
    struct token token = TOKEN;

    ck_assert_int_eq(token_left(&token, later(0, 0)), 0);
    ck_assert_int_eq(token_judge(&token, binding, 0, later(0, 0)), TOKEN_SHORT);
    token_clear(&token);
    token_clear(&token);
}
END_TEST

int main(void)
{
    return suite_run(
        "token",
        SUITE(a_life_has_three_parts, callers_say_how_long_it_must_live,
              short_lives_are_used_for_half, another_binding_is_another_token,
              an_expiry_is_by_the_clock_of_now, a_suspect_is_renewed_at_once,
              suspects_are_renewed_once_a_minute, a_clock_set_back_keeps_no_dead_token_alive,
              a_clock_set_forward_costs_one_renewal, after_a_restart_the_wall_clock_counts,
              of_this_boot_the_larger_age_counts, a_renewal_waits_anywhere_within_the_splay,
              a_renewal_waits_no_longer_than_the_token_is_good_for_others,
              a_renewal_that_cannot_wait_does_not, no_token_is_short));
}
