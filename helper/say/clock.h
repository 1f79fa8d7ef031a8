/* clock.h: points in time as people read them, and (of protocol/) deadlines. */
#ifndef HELPER_CLOCK_H
#define HELPER_CLOCK_H

#include <stdint.h>

#include "protocol/clock.h"

#define CLOCK_TEXT_SIZE 64

/* Writes "2026-11-24 17:33:05 UTC" for Unix seconds, or "an unknown time" when they're out of
 * range. */
void clock_utc(char out[CLOCK_TEXT_SIZE], int64_t at);

/* Writes "in 23 h 59 min", "5 min ago", "now": how `at` lies from `now`, both in Unix seconds.
 */
void clock_relative(char out[CLOCK_TEXT_SIZE], int64_t at, int64_t now);

#endif
