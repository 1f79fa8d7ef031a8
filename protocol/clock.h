/* clock.h: the clock that deadlines are made from, and waiting. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "protocol/buffer.h"

/* The time on a clock that nobody sets and that is the machine's, not the process's
 * (CLOCK_MONOTONIC). */
int64_t clock_microseconds(void);
int64_t clock_milliseconds(void);

/* Sleeps so many milliseconds, whatever signals arrive. */
void clock_sleep(int64_t milliseconds);

/* Has `tick` called after each clock_sleep() of the process from now on; NULL: nothing is. */
void clock_on_sleep(void (*tick)(void));

/* Where the time goes, told with -vv.
 *
 * A stopwatch for the whole process, off until timing_start(): then each call of timing_lap()
 * says what the time since the one before was spent on. Nothing is printed in between. Two
 * processes count from the same moment when the one tells the other clock_microseconds().
 */

/* Switches the stopwatch on; the first lap begins at `start`, a clock_microseconds() that is
 * past. */
void timing_start(int64_t start);

bool timing_is_on(void);

/* The lap ends here. `what` stays the caller's and must live as long as the process. */
void timing_lap(const char *what);

/* A lap of so many microseconds, which somebody else has measured, ended; the next begins at
 * its end. One below 1 is left out. */
void timing_of(const char *what, int64_t microseconds);

/* Appends a line for each lap, "PROGRAM: timing: 1.234 ms WHAT", and one for all of them. Those
 * after the 32nd are missing. Nothing when the stopwatch is off. */
void timing_tell(struct buffer *out, const char *program);
