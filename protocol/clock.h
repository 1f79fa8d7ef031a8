/* clock.h: the clock that deadlines are made from, and waiting. */
#ifndef PROTOCOL_CLOCK_H
#define PROTOCOL_CLOCK_H

#include <stdint.h>

/* Milliseconds on a clock that nobody sets (CLOCK_MONOTONIC). */
int64_t clock_milliseconds(void);

/* Sleeps so many milliseconds, whatever signals arrive. */
void clock_sleep(int64_t milliseconds);

#endif
