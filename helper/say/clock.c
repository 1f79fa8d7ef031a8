/* clock.c: points in time as people read them. */
#include "helper/say/clock.h"

#include <stdio.h>
#include <time.h>

void clock_utc(char out[CLOCK_TEXT_SIZE], int64_t at)
{
    time_t seconds = (time_t)at;
    struct tm parts;

    if (gmtime_r(&seconds, &parts) == NULL ||
        strftime(out, CLOCK_TEXT_SIZE, "%Y-%m-%d %H:%M:%S UTC", &parts) == 0)
        snprintf(out, CLOCK_TEXT_SIZE, "an unknown time");
}

static void duration(char out[CLOCK_TEXT_SIZE], int64_t seconds)
{
    long long days = seconds / 86400, hours = seconds / 3600 % 24, minutes = seconds / 60 % 60;

    if (days > 0)
        snprintf(out, CLOCK_TEXT_SIZE, "%lld d %lld h", days, hours);
    else if (hours > 0)
        snprintf(out, CLOCK_TEXT_SIZE, "%lld h %lld min", hours, minutes);
    else if (minutes > 0)
        snprintf(out, CLOCK_TEXT_SIZE, "%lld min", minutes);
    else
        snprintf(out, CLOCK_TEXT_SIZE, "%lld s", (long long)seconds);
}

void clock_relative(char out[CLOCK_TEXT_SIZE], int64_t at, int64_t now)
{
    char text[CLOCK_TEXT_SIZE];

    duration(text, at > now ? at - now : now - at);
    if (at > now)
        snprintf(out, CLOCK_TEXT_SIZE, "in %.50s", text);
    else if (at < now)
        snprintf(out, CLOCK_TEXT_SIZE, "%.50s ago", text);
    else
        snprintf(out, CLOCK_TEXT_SIZE, "now");
}
