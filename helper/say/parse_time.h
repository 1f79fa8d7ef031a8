/* parse_time.h: a point in time as people type it. */
#ifndef HELPER_PARSE_TIME_H
#define HELPER_PARSE_TIME_H

#include <stdbool.h>
#include <stdint.h>

/* Takes a date or a date and time of RFC 3339 ("2026-11-25", "2026-11-25T08:00:00Z",
 * "…08:00:00+01:00"; without an offset it is UTC), or a time before `now` ("90s", "15m", "3h",
 * "2d", "1w"). Unix seconds in *at; false for anything else. */
bool parse_time(const char *text, int64_t now, int64_t *at);

#endif
