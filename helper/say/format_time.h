/* format_time.h: points in time as people read them, and (of protocol/) deadlines. */
#ifndef HELPER_FORMAT_TIME_H
#define HELPER_FORMAT_TIME_H

#include <stdint.h>

#include "protocol/clock.h"

#define FORMAT_TIME_SIZE 64

/* Writes "2026-11-24 17:33:05 UTC" for Unix seconds, or "an unknown time" when they're out of
 * range. */
void format_time_utc(char out[FORMAT_TIME_SIZE], int64_t at);

/* Writes "in 23 h 59 min", "5 min ago", "now": how `at` lies from `now`, both in Unix seconds.
 */
void format_time_relative(char out[FORMAT_TIME_SIZE], int64_t at, int64_t now);

#endif
