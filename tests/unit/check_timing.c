/* check_timing.c: the stopwatch. */
#include "tests/lib/suite.h"

#include <string.h>

#include "protocol/clock.h"

static struct buffer text = BUFFER(8192);

static const char *told(void)
{
    buffer_clear(&text);
    timing_tell(&text, "program");
    return buffer_string(&text);
}

START_TEST(it_is_off_until_it_is_started)
{
    timing_lap("nothing");
    timing_of("nothing", 1000);
    ck_assert(!timing_is_on());
    ck_assert_str_eq(told(), "");
}
END_TEST

START_TEST(laps_that_others_measured_are_told)
{
    timing_start(clock_microseconds());
    timing_of("reading", 1234);
    timing_of("a thing of no length", 0);
    timing_of("a thing of less", -5);
    timing_of("writing", 2000001);
    ck_assert(timing_is_on());
    ck_assert_str_eq(told(), "program: timing:      1.234 ms reading\n"
                             "program: timing:   2000.001 ms writing\n"
                             "program: timing:   2001.235 ms in all\n");
}
END_TEST

START_TEST(a_lap_begins_where_the_one_before_ended)
{
    timing_start(clock_microseconds() - 5000000);
    timing_of("the first", 4000000);
    timing_lap("the second");
    ck_assert_ptr_nonnull(strstr(told(), "   4000.000 ms the first\n"));
    ck_assert_ptr_nonnull(strstr(told(), " ms the second\n"));
    ck_assert_ptr_null(strstr(told(), "   5000.000 ms the second\n"));
}
END_TEST

START_TEST(too_many_laps_are_counted_all_the_same)
{
    int i;

    timing_start(clock_microseconds());
    for (i = 0; i < 1000; i++)
        timing_of("one", 1000);
    ck_assert_ptr_nonnull(strstr(told(), "program: timing:   1000.000 ms in all\n"));
}
END_TEST

int main(void)
{
    int failed = suite_run("timing", SUITE(it_is_off_until_it_is_started,
                                           laps_that_others_measured_are_told,
                                           a_lap_begins_where_the_one_before_ended,
                                           too_many_laps_are_counted_all_the_same));

    buffer_clear(&text);
    return failed;
}
