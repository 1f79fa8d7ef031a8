/* clock.h: the clock that deadlines are made from, and waiting. While a process waits here, its
 * guarded memory can only be read (secret_freeze()). */
#ifndef PROTOCOL_CLOCK_H
#define PROTOCOL_CLOCK_H

#include <poll.h>
#include <stdint.h>

/* Milliseconds on a clock that nobody sets (CLOCK_MONOTONIC). */
int64_t clock_milliseconds(void);

/* Sleeps so many milliseconds, whatever signals arrive. */
void clock_sleep(int64_t milliseconds);

/* As poll(2), with a negative time for as long as it takes. */
int clock_poll(struct pollfd *ends, nfds_t count, int64_t milliseconds);

#endif
