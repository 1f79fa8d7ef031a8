/* lap.h: where the time goes, told with --timing.
 *
 * A stopwatch for the whole process, off until lap_start(): then each call of lap() says what
 * the time since the one before was spent on. Nothing is printed in between. Two processes
 * count from the same moment when the one tells the other lap_now(), as CLOCK_MONOTONIC is the
 * machine's.
 */
#ifndef PROTOCOL_LAP_H
#define PROTOCOL_LAP_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/buffer.h"

/* CLOCK_MONOTONIC in microseconds. */
int64_t lap_now(void);

/* Switches the stopwatch on; the first lap begins at `start`, a lap_now() that is past. */
void lap_start(int64_t start);

bool lap_is_on(void);

/* The lap ends here. `what` stays the caller's and must live as long as the process. */
void lap(const char *what);

/* A lap of so many microseconds, which somebody else has measured, ended; the next begins at
 * its end. One below 1 is left out. */
void lap_of(const char *what, int64_t microseconds);

/* Appends a line for each lap, "PROGRAM: timing: 1.234 ms WHAT", and one for all of them. Those
 * behind the 32nd are missing. Nothing when the stopwatch is off. */
void lap_tell(struct buffer *out, const char *program);

#endif
