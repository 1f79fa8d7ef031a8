/* format_time.c: points in time as people read them. */
#include "helper/say/format_time.h"

#include <stdio.h>
#include <time.h>

void format_time_utc(char out[FORMAT_TIME_SIZE], int64_t at)
{
    time_t seconds = (time_t)at;
    struct tm parts;

    if (gmtime_r(&seconds, &parts) == NULL ||
        strftime(out, FORMAT_TIME_SIZE, "%Y-%m-%d %H:%M:%S UTC", &parts) == 0)
        snprintf(out, FORMAT_TIME_SIZE, "an unknown time");
}

static void duration(char out[FORMAT_TIME_SIZE], int64_t seconds)
{
    long long days = seconds / 86400, hours = seconds / 3600 % 24, minutes = seconds / 60 % 60;

    if (days > 0)
        snprintf(out, FORMAT_TIME_SIZE, "%lld d %lld h", days, hours);
    else if (hours > 0)
        snprintf(out, FORMAT_TIME_SIZE, "%lld h %lld min", hours, minutes);
    else if (minutes > 0)
        snprintf(out, FORMAT_TIME_SIZE, "%lld min", minutes);
    else
        snprintf(out, FORMAT_TIME_SIZE, "%lld s", (long long)seconds);
}

void format_time_relative(char out[FORMAT_TIME_SIZE], int64_t at, int64_t now)
{
    char text[FORMAT_TIME_SIZE];

    duration(text, at > now ? at - now : now - at);
    if (at > now)
        snprintf(out, FORMAT_TIME_SIZE, "in %.50s", text);
    else if (at < now)
        snprintf(out, FORMAT_TIME_SIZE, "%.50s ago", text);
    else
        snprintf(out, FORMAT_TIME_SIZE, "now");
}
