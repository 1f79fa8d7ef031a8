/* check_cache.c: what a walk asks caches, and has them keep. */
#include "tests/lib/scripted.h"

#include <sodium.h>

#include "store/unlock/walk.h"

START_TEST(a_cache_keeps_what_opened_and_spares_the_lines_behind)
{
    static const struct script made[3] = { REQUIRED(ONE, "yes:a"), SUFFICIENT(TWO, "yes:b") };
    static const struct walk_case first[] = {
        { { OPTIONAL(MEMORY, "0"), REQUIRED(ONE, "yes:a"), SUFFICIENT(TWO, "yes:b") },
          STATUS_OK,
          "",
          CAUSE_NONE,
          "recall:0 yes:a yes:b keep:0" },
        { { OPTIONAL(MEMORY, "0"), REQUIRED(ONE, "no"), SUFFICIENT(TWO, "no") },
          STATUS_OK,
          "",
          CAUSE_NONE,
          "recall:0" },
        { { OPTIONAL(MEMORY, "1"), OPTIONAL(MEMORY, "0"), REQUIRED(ONE, "no") },
          STATUS_OK,
          "",
          CAUSE_NONE,
          "recall:1 recall:0" },
        { { OPTIONAL(MEMORY, "0"), SUFFICIENT(TWO, "yes:b") },
          STATUS_LOCKED,
          "policy",
          CAUSE_POLICY,
          "" },
        { { OPTIONAL(MEMORY, "0"), REQUIRED(ONE, "yes:a"), REQUIRED(TWO, "yes:b") },
          STATUS_LOCKED,
          "policy",
          CAUSE_POLICY,
          "" },
        { { REQUIRED(ONE, "no"), OPTIONAL(MEMORY, "0"), SUFFICIENT(TWO, "yes:b") },
          STATUS_UNSAFE,
          "one",
          CAUSE_NONE,
          "no yes:b" },
        { { REQUIRED(ONE, "yes:a"), OPTIONAL(MEMORY, "0"), SUFFICIENT(TWO, "no") },
          STATUS_UNSAFE,
          "two",
          CAUSE_NONE,
          "yes:a recall:0 no" },
    };

    expect_walks(made, first, COUNT(first));
}
END_TEST

START_TEST(a_cache_spares_no_line_in_front_of_it)
{
    static const struct script made[3] = { REQUIRED(ONE, "yes:a"), SUFFICIENT(TWO, "yes:b") };
    static const struct walk_case cases[] = {
        { { REQUIRED(ONE, "yes:a"), OPTIONAL(MEMORY, "0"), SUFFICIENT(TWO, "yes:b") },
          STATUS_OK,
          "",
          CAUSE_NONE,
          "yes:a recall:0 yes:b keep:0" },
        { { REQUIRED(ONE, "yes:a"), OPTIONAL(MEMORY, "0"), SUFFICIENT(TWO, "no") },
          STATUS_OK,
          "",
          CAUSE_NONE,
          "yes:a recall:0" },
        { { REQUIRED(ONE, "yes:x"), OPTIONAL(MEMORY, "0"), SUFFICIENT(TWO, "no") },
          STATUS_UNSAFE,
          "two",
          CAUSE_NONE,
          "yes:x recall:0 no" },
        { { OPTIONAL(MEMORY, "0"), REQUIRED(ONE, "no"), SUFFICIENT(TWO, "no") },
          STATUS_UNSAFE,
          "one",
          CAUSE_NONE,
          "recall:0 no no" },
        { { REQUIRED(ONE, "yes:a"), SUFFICIENT(TWO, "no"), OPTIONAL(MEMORY, "0") },
          STATUS_OK,
          "",
          CAUSE_NONE,
          "yes:a no recall:0" },
    };

    expect_walks(made, cases, COUNT(cases));
}
END_TEST

START_TEST(a_cache_that_can_not_be_used_is_passed_over)
{
    static const struct script made[3] = { SUFFICIENT(ONE, "yes:a") };
    static const struct walk_case cases[] = {
        { { OPTIONAL(MEMORY, "blocked"), SUFFICIENT(ONE, "yes:a") },
          STATUS_OK,
          "",
          CAUSE_NONE,
          "recall:blocked yes:a" },
        { { OPTIONAL(MEMORY, "blocked"), SUFFICIENT(ONE, "skip") },
          STATUS_LOCKED,
          "one",
          CAUSE_NONE,
          "recall:blocked skip" },
        { { SUFFICIENT(ONE, "yes:a"), OPTIONAL(MEMORY, "0") },
          STATUS_OK,
          "",
          CAUSE_NONE,
          "yes:a" },
        { { OPTIONAL(MEMORY, "0"), OPTIONAL(CACHE, "yes:a") },
          STATUS_LOCKED,
          "unlock",
          CAUSE_NONE,
          "recall:0" },
    };

    expect_walks(made, cases, COUNT(cases));
}
END_TEST

/* What another slot or store left, or what somebody else put there. */
START_TEST(a_cache_opens_no_slot_but_its_own)
{
    static const struct script made[3] = { SUFFICIENT(ONE, "yes:a") };
    static const struct walk_case cases[] = {
        { { OPTIONAL(MEMORY, "0"), SUFFICIENT(ONE, "yes:a") },
          STATUS_OK,
          "",
          CAUSE_NONE,
          "recall:0 yes:a keep:0" },
    };
    static const struct script cached[3] = { OPTIONAL(MEMORY, "0") };
    struct unlock_enrollment enrollment;
    struct keyslots slots;

    expect_walks(made, cases, COUNT(cases));
    ck_assert_int_eq(enroll(made, &slots, &enrollment), STATUS_OK);
    ck_assert_int_eq(walk(&slots, cached), STATUS_OK);
    slots.slot[0].number = 2;
    snprintf(strrchr(kept[0].name, ':'), 4, ":2");
    ck_assert_int_eq(walk(&slots, cached), STATUS_LOCKED);
    slots.slot[0].number = 1;
    snprintf(strrchr(kept[0].name, ':'), 4, ":1");
    ck_assert_int_eq(walk(&slots, cached), STATUS_OK);
    slots.records = "records-0123456789abcdee";
    ck_assert_int_eq(walk(&slots, cached), STATUS_LOCKED);
    header_set(&slots);
    kept[0].secret[31] ^= 1;
    ck_assert_int_eq(walk(&slots, cached), STATUS_LOCKED);
    unlock_enrollment_clear(&enrollment);
    keyslots_clear(&slots);
}
END_TEST

/* What is kept of a slot is never the store key, and without a mask's secret not its key. */
START_TEST(what_a_cache_keeps_is_what_the_format_says)
{
    static const struct script made[3] = { REQUIRED(ONE, "yes:a"), OPTIONAL(MEMORY, "0"),
                                           SUFFICIENT(TWO, "yes:b") };
    static const char text[] = "workfront-credential kek v1"
                               "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                               "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    static const char mask_text[] = "workfront-credential cache v1"
                                    "\1\0\0\0\0\0\0\0"
                                    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    unsigned char id[SEAL_STORE_ID_SIZE] = { 0 }, kek[32], mask[32];
    struct unlock_enrollment enrollment;
    struct keyslots slots;
    size_t i;

    ck_assert_int_eq(enroll(made, &slots, &enrollment), STATUS_OK);
    ck_assert_int_eq(walk(&slots, made), STATUS_OK);
    crypto_generichash(kek, 32, (const unsigned char *)text, sizeof text - 1, id, sizeof id);
    crypto_generichash(mask, 32, (const unsigned char *)mask_text, sizeof mask_text - 1, id,
                       sizeof id);
    for (i = 0; i < 32; i++)
        mask[i] ^= kek[i];
    ck_assert_mem_eq(kept[0].secret, mask, 32);
    ck_assert_str_eq(kept[0].name, "workfront-credential:000102030405060708090a0b0c0d0e0f:1");
    unlock_enrollment_clear(&enrollment);
    keyslots_clear(&slots);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cache");

    suite_add_tests(suite, "cache", scripted_setup, scratch_teardown,
                    SUITE(a_cache_keeps_what_opened_and_spares_the_lines_behind,
                          a_cache_spares_no_line_in_front_of_it,
                          a_cache_that_can_not_be_used_is_passed_over,
                          a_cache_opens_no_slot_but_its_own,
                          what_a_cache_keeps_is_what_the_format_says));
    return scratch_run_all(suite);
}
