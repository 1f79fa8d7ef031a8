/* clock.h: the clock that deadlines are made from, and waiting. */
#ifndef PROTOCOL_CLOCK_H
#define PROTOCOL_CLOCK_H

#include <stdint.h>

/* The time on a clock that nobody sets and that is the machine's, not the process's
 * (CLOCK_MONOTONIC). */
int64_t clock_microseconds(void);
int64_t clock_milliseconds(void);

/* Sleeps so many milliseconds, whatever signals arrive. */
void clock_sleep(int64_t milliseconds);

#endif
