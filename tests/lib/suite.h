/* suite.h: what every Check suite shares.
 *
 * A suite is one program: its tests in order, each in a process of its own with the guarded
 * memory ready, and the result as TAP where the environment says so (Makefile.am does).
 *
 *     int main(void)
 *     {
 *         return suite_run("host", SUITE(test_a, test_b));
 *     }
 */
#pragma once

#include <check.h>

#include "protocol/secret.h"

#if defined __SANITIZE_ADDRESS__
#define SUITE_WITH_ASAN 1
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define SUITE_WITH_ASAN 1
#endif
#endif
#ifndef SUITE_WITH_ASAN
#define SUITE_WITH_ASAN 0
#endif

/* The tests of a suite, ended by NULL. */
#define SUITE(...) ((const TTest *const[]){ __VA_ARGS__, NULL })

/* How many elements a table has. */
#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static inline void suite_setup(void)
{
    ck_assert(secret_init());
}

/* A part of a suite. The timeout is for an endless loop, not for a busy machine: a disk that
 * others wait for, too, may stand still for longer than Check's own few seconds. */
static inline TCase *suite_part(const char *name)
{
    TCase *tcase = tcase_create(name);

    tcase_set_timeout(tcase, 600);
    return tcase;
}

/* Adds tests, each between `setup`, which has to call suite_setup(), and `teardown`. */
static inline void suite_add_tests(Suite *suite, const char *name, SFun setup, SFun teardown,
                                   const TTest *const *tests)
{
    TCase *tcase = suite_part(name);

    tcase_add_checked_fixture(tcase, setup, teardown);
    for (; *tests != NULL; tests++)
        tcase_add_test(tcase, *tests);
    suite_add_tcase(suite, tcase);
}

static inline void suite_nothing(int unused)
{
    (void)unused;
}

static inline void suite_add_skipped(Suite *suite, const char *name, const TTest *const *tests)
{
    static TTest skipped[16];
    static size_t count;
    TCase *tcase = tcase_create(name);

    for (; *tests != NULL && count < COUNT(skipped); tests++) {
        skipped[count] = **tests;
        skipped[count].fn = suite_nothing;
        tcase_add_test(tcase, &skipped[count++]);
    }
    suite_add_tcase(suite, tcase);
}

/* Instead of adding tests, where something that they need isn't there: each is told as skipped.
 * `why` is a literal. At most 16 a suite. */
#define suite_skip(suite, why, tests) suite_add_skipped(suite, " # SKIP " why, tests)

/* Runs a suite, and a second one (may be NULL). Returns the exit status for main(). */
static inline int suite_run_all(Suite *suite, Suite *other)
{
    SRunner *runner = srunner_create(suite);
    int failed;

    if (other != NULL)
        srunner_add_suite(runner, other);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}

/* Runs the tests, and those of a second suite that needs another set-up (may be NULL). Returns
 * the exit status for main(). */
static inline int suite_run_with(const char *name, Suite *other, const TTest *const *tests)
{
    Suite *suite = suite_create(name);

    suite_add_tests(suite, name, suite_setup, NULL, tests);
    return suite_run_all(suite, other);
}

static inline int suite_run(const char *name, const TTest *const *tests)
{
    return suite_run_with(name, NULL, tests);
}
