/* api_version.c: the table of Adobe's schedule. */
#include "helper/account/api_version.h"

#include <stddef.h>
#include <stdio.h>

#include "helper/say/times.h"

enum { OLDEST = 15, DAY = 86400 };

/* Those before the first row have ended with it. */
static const struct {
    int64_t version;
    const char *end;
} ends[] = {
    { 15, "2025-12-01" }, { 16, "2026-04-01" }, { 17, "2026-10-01" }, { 18, "2027-04-01" },
    { 19, "2027-10-01" }, { 20, "2028-04-01" }, { 21, "2028-10-01" }, { 22, "2029-04-01" },
};

static const char *end_of(int64_t version)
{
    size_t i, count = sizeof ends / sizeof ends[0];

    for (i = 0; i < count; i++)
        if (ends[i].version == (version < OLDEST ? OLDEST : version))
            return ends[i].end;
    return NULL;
}

bool api_version_notice(char out[API_VERSION_NOTICE_SIZE], int64_t version, int64_t now)
{
    const char *end = end_of(version);
    char relative[FORMAT_TIME_SIZE];
    int64_t at;

    out[0] = '\0';
    if (end == NULL || !parse_time(end, now, &at) || at - now > API_VERSION_WARN * DAY)
        return false;
    format_time_relative(relative, at, now);
    snprintf(out, API_VERSION_NOTICE_SIZE, "version %lld of the API %s on %s (%s)",
             (long long)version, at > now ? "ends" : "ended", end, relative);
    return true;
}
