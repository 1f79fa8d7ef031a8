/* times.h: points in time as people read and type them, and (of protocol/) deadlines. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "protocol/clock.h"

#define FORMAT_TIME_SIZE 64

/* Writes "2026-11-24 17:33:05 UTC" for Unix seconds, or "an unknown time" when they're out of
 * range. */
void format_time_utc(char out[FORMAT_TIME_SIZE], int64_t at);

/* Writes "23 h 59 min", "2 d 1 h", "5 min", "40 s". */
void format_time_span(char out[FORMAT_TIME_SIZE], int64_t seconds);

/* Writes "in 23 h 59 min", "5 min ago", "now": how `at` lies from `now`, both in Unix seconds.
 */
void format_time_relative(char out[FORMAT_TIME_SIZE], int64_t at, int64_t now);

/* Takes a point in time as people type it: a date or a date and time of RFC 3339 ("2026-11-25",
 * "2026-11-25T08:00:00Z", "…08:00:00+01:00"; without an offset it is UTC), or a time before
 * `now` ("90s", "15m", "3h", "2d", "1w"). Unix seconds in *at; false for anything else. */
bool parse_time(const char *text, int64_t now, int64_t *at);
