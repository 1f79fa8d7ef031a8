/* check_unlock.c: what each control flag decides, for opening and for enrolling. */
#include "tests/lib/scripted.h"

#include <sodium.h>

START_TEST(the_first_sufficient_module_that_opens_wins)
{
    static const struct script made[3] = { SUFFICIENT(ONE, "yes:a") };
    static const struct walk_case cases[] = {
        { { SUFFICIENT(ONE, "yes:a") }, STATUS_OK, "", CAUSE_NONE, "yes:a" },
        { { SUFFICIENT(TWO, "yes:a"), SUFFICIENT(ONE, "yes:a"), SUFFICIENT(ONE, "yes:b") },
          STATUS_OK,
          "",
          CAUSE_NONE,
          "yes:a" },
        { { SUFFICIENT(ONE, "no"), SUFFICIENT(ONE, "skip"), SUFFICIENT(ONE, "yes:a") },
          STATUS_OK,
          "",
          CAUSE_NONE,
          "no skip yes:a" },
        { { SUFFICIENT(ONE, "yes:b"), SUFFICIENT(ONE, "yes:a") },
          STATUS_OK,
          "",
          CAUSE_NONE,
          "yes:b yes:a" },
    };

    expect_walks(made, cases, COUNT(cases));
    ck_assert_str_eq(opened_by, "one");
}
END_TEST

START_TEST(nothing_opens_without_a_good_secret)
{
    static const struct script made[3] = { SUFFICIENT(ONE, "yes:a") };
    static const struct walk_case cases[] = {
        { { { 0 } }, STATUS_LOCKED, "unlock", CAUSE_NONE, "" },
        { { SUFFICIENT(ONE, "skip") }, STATUS_LOCKED, "one", CAUSE_NONE, "skip" },
        { { SUFFICIENT(ONE, "no") }, STATUS_UNSAFE, "one", CAUSE_NONE, "no" },
        { { SUFFICIENT(ONE, "yes:b") }, STATUS_LOCKED, "one", CAUSE_KEY, "yes:b" },
        { { SUFFICIENT(TWO, "yes:a") }, STATUS_LOCKED, "two", CAUSE_NO_SLOT, "" },
        { { SUFFICIENT(ONE, "skip"), SUFFICIENT(ONE, "no"), SUFFICIENT(ONE, "yes:b") },
          STATUS_UNSAFE,
          "one",
          CAUSE_NONE,
          "skip no yes:b" },
        { { SUFFICIENT(TWO, "yes:a"), SUFFICIENT(ONE, "yes:b") },
          STATUS_LOCKED,
          "one",
          CAUSE_KEY,
          "yes:b" },
    };

    expect_walks(made, cases, COUNT(cases));
}
END_TEST

START_TEST(an_optional_module_never_decides)
{
    static const struct script made[3] = { SUFFICIENT(ONE, "yes:a") };
    static const struct walk_case cases[] = {
        { { OPTIONAL(ONE, "yes:a") }, STATUS_LOCKED, "unlock", CAUSE_NONE, "" },
        { { OPTIONAL(CACHE, "no"), SUFFICIENT(ONE, "yes:a") },
          STATUS_OK,
          "",
          CAUSE_NONE,
          "yes:a" },
    };

    expect_walks(made, cases, COUNT(cases));
}
END_TEST

START_TEST(a_required_module_is_part_of_every_key)
{
    static const struct script made[3] = { REQUIRED(ONE, "yes:a"), SUFFICIENT(TWO, "yes:b") };
    static const struct walk_case cases[] = {
        { { REQUIRED(ONE, "yes:a"), SUFFICIENT(TWO, "yes:b") },
          STATUS_OK,
          "",
          CAUSE_NONE,
          "yes:a yes:b" },
        { { SUFFICIENT(TWO, "yes:b"), REQUIRED(ONE, "yes:a") },
          STATUS_OK,
          "",
          CAUSE_NONE,
          "yes:a yes:b" },
        { { REQUISITE(ONE, "yes:a"), SUFFICIENT(TWO, "yes:b") },
          STATUS_OK,
          "",
          CAUSE_NONE,
          "yes:a yes:b" },
        { { REQUIRED(ONE, "yes:x"), SUFFICIENT(TWO, "yes:b") },
          STATUS_LOCKED,
          "two",
          CAUSE_KEY,
          "yes:x yes:b" },
        { { SUFFICIENT(TWO, "yes:b") }, STATUS_LOCKED, "policy", CAUSE_POLICY, "" },
        { { SUFFICIENT(ONE, "yes:a"), SUFFICIENT(TWO, "yes:b") },
          STATUS_LOCKED,
          "policy",
          CAUSE_POLICY,
          "" },
        { { OPTIONAL(ONE, "yes:a"), SUFFICIENT(TWO, "yes:b") },
          STATUS_LOCKED,
          "policy",
          CAUSE_POLICY,
          "" },
        { { REQUIRED(THREE, "yes:a"), SUFFICIENT(TWO, "yes:b") },
          STATUS_LOCKED,
          "policy",
          CAUSE_POLICY,
          "" },
        { { REQUIRED(ONE, "yes:a"), REQUIRED(THREE, "yes:a"), SUFFICIENT(TWO, "yes:b") },
          STATUS_LOCKED,
          "policy",
          CAUSE_POLICY,
          "" },
    };

    expect_walks(made, cases, COUNT(cases));
}
END_TEST

START_TEST(a_required_failure_is_final_after_the_others_ran)
{
    static const struct script made[3] = { REQUIRED(ONE, "yes:a"), SUFFICIENT(TWO, "yes:b") };
    static const struct walk_case cases[] = {
        { { REQUIRED(ONE, "no"), SUFFICIENT(TWO, "yes:b") },
          STATUS_UNSAFE,
          "one",
          CAUSE_NONE,
          "no yes:b" },
        { { REQUIRED(ONE, "skip"), SUFFICIENT(TWO, "yes:b") },
          STATUS_LOCKED,
          "one",
          CAUSE_NONE,
          "skip yes:b" },
        { { REQUISITE(ONE, "no"), SUFFICIENT(TWO, "yes:b") },
          STATUS_UNSAFE,
          "one",
          CAUSE_NONE,
          "no" },
        { { REQUISITE(ONE, "skip"), SUFFICIENT(TWO, "yes:b") },
          STATUS_LOCKED,
          "one",
          CAUSE_NONE,
          "skip" },
    };

    expect_walks(made, cases, COUNT(cases));
}
END_TEST

START_TEST(required_modules_have_an_order)
{
    static const struct script made[3] = { REQUIRED(ONE, "yes:a"), REQUIRED(TWO, "yes:b"),
                                           SUFFICIENT(THREE, "yes:c") };
    static const struct walk_case cases[] = {
        { { REQUIRED(ONE, "yes:a"), REQUIRED(TWO, "yes:b"), SUFFICIENT(THREE, "yes:c") },
          STATUS_OK,
          "",
          CAUSE_NONE,
          "yes:a yes:b yes:c" },
        { { REQUIRED(TWO, "yes:b"), REQUIRED(ONE, "yes:a"), SUFFICIENT(THREE, "yes:c") },
          STATUS_LOCKED,
          "policy",
          CAUSE_POLICY,
          "" },
        { { REQUIRED(ONE, "yes:b"), REQUIRED(TWO, "yes:a"), SUFFICIENT(THREE, "yes:c") },
          STATUS_LOCKED,
          "three",
          CAUSE_KEY,
          "yes:b yes:a yes:c" },
        { { REQUIRED(ONE, "no"), REQUISITE(TWO, "yes:b"), SUFFICIENT(THREE, "yes:c") },
          STATUS_UNSAFE,
          "one",
          CAUSE_NONE,
          "no yes:b yes:c" },
        { { REQUISITE(ONE, "no"), REQUIRED(TWO, "yes:b"), SUFFICIENT(THREE, "yes:c") },
          STATUS_UNSAFE,
          "one",
          CAUSE_NONE,
          "no" },
    };

    expect_walks(made, cases, COUNT(cases));
}
END_TEST

START_TEST(the_first_sufficient_module_that_can_is_enrolled)
{
    static const struct script made[3] = { SUFFICIENT(CACHE, "yes:a"), SUFFICIENT(ONE, "skip"),
                                           SUFFICIENT(TWO, "yes:b") };
    struct unlock_enrollment enrollment;
    struct keyslots slots;

    ck_assert_int_eq(enroll(made, &slots, &enrollment), STATUS_OK);
    ck_assert_uint_eq(slots.count, 1);
    ck_assert_int_eq(slots.slot[0].number, 1);
    ck_assert_str_eq(slots.slot[0].module, "two");
    ck_assert_str_eq(slots.slot[0].parameters, "made=here");
    ck_assert_str_eq(calls, "skip yes:b");
    unlock_enrollment_clear(&enrollment);
}
END_TEST

START_TEST(without_a_slot_there_is_no_store)
{
    static const struct {
        struct script line[3];
        enum status status;
        const char *subject;
    } cases[] = {
        { { { 0 } }, STATUS_LOCKED, "unlock" },
        { { REQUIRED(ONE, "yes:a") }, STATUS_LOCKED, "unlock" },
        { { OPTIONAL(ONE, "yes:a") }, STATUS_LOCKED, "unlock" },
        { { SUFFICIENT(CACHE, "yes:a") }, STATUS_LOCKED, "cache" },
        { { SUFFICIENT(ONE, "skip") }, STATUS_LOCKED, "one" },
        { { SUFFICIENT(ONE, "no") }, STATUS_UNSAFE, "one" },
        { { REQUIRED(ONE, "no"), SUFFICIENT(TWO, "yes:b") }, STATUS_UNSAFE, "one" },
        { { REQUIRED(ONE, "skip"), SUFFICIENT(TWO, "yes:b") }, STATUS_LOCKED, "one" },
    };
    struct unlock_enrollment enrollment;
    struct keyslots slots;
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        memset(&fault, 0, sizeof fault);
        ck_assert_msg(enroll(cases[i].line, &slots, &enrollment) == cases[i].status, "case %zu",
                      i);
        ck_assert_str_eq(fault.subject, cases[i].subject);
        ck_assert_uint_eq(slots.count, 0);
        unlock_enrollment_clear(&enrollment);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("unlock");

    suite_add_tests(
        suite, "unlock", scripted_setup, scratch_teardown,
        SUITE(the_first_sufficient_module_that_opens_wins, nothing_opens_without_a_good_secret,
              an_optional_module_never_decides, a_required_module_is_part_of_every_key,
              a_required_failure_is_final_after_the_others_ran, required_modules_have_an_order,
              the_first_sufficient_module_that_can_is_enrolled,
              without_a_slot_there_is_no_store));
    return scratch_run_all(suite);
}
