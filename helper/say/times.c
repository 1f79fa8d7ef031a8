/* times.c: points in time as people read them. */
#include "helper/say/times.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "protocol/record.h"

void format_time_utc(char out[FORMAT_TIME_SIZE], int64_t at)
{
    time_t seconds = (time_t)at;
    struct tm parts;

    if (gmtime_r(&seconds, &parts) == NULL ||
        strftime(out, FORMAT_TIME_SIZE, "%Y-%m-%d %H:%M:%S UTC", &parts) == 0)
        snprintf(out, FORMAT_TIME_SIZE, "an unknown time");
}

void format_time_span(char out[FORMAT_TIME_SIZE], int64_t seconds)
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

    format_time_span(text, at > now ? at - now : now - at);
    if (at > now)
        snprintf(out, FORMAT_TIME_SIZE, "in %.50s", text);
    else if (at < now)
        snprintf(out, FORMAT_TIME_SIZE, "%.50s ago", text);
    else
        snprintf(out, FORMAT_TIME_SIZE, "now");
}

/* A number alone isn't a time. */
static bool parse_ago(const char *text, int64_t now, int64_t *at)
{
    int64_t seconds;

    if (text[strspn(text, "0123456789")] == '\0' || !record_span(text, &seconds))
        return false;
    *at = now - seconds;
    return true;
}

/* "Z" or nothing is UTC, "+01:00" an hour ahead of it. */
static bool parse_offset(const char *text, int *seconds)
{
    int hours, minutes, used = 0;
    char sign;

    *seconds = 0;
    if (*text == '\0' || strcmp(text, "Z") == 0 || strcmp(text, "z") == 0)
        return true;
    if (sscanf(text, "%c%2d:%2d%n", &sign, &hours, &minutes, &used) != 3 || used != 6 ||
        text[used] != '\0' || strchr("+-", sign) == NULL || hours < 0 || hours > 23 ||
        minutes < 0 || minutes > 59)
        return false;
    *seconds = (sign == '+' ? 1 : -1) * (hours * 3600 + minutes * 60);
    return true;
}

/* What mktime(3) would move to another day isn't a date. */
static bool is_date(const struct tm *given)
{
    struct tm copy = *given;

    return timegm(&copy) != -1 && copy.tm_mday == given->tm_mday &&
           copy.tm_mon == given->tm_mon && copy.tm_hour == given->tm_hour &&
           copy.tm_min == given->tm_min && copy.tm_sec == given->tm_sec;
}

static bool parse_date(const char *text, int64_t *at)
{
    struct tm parts = { .tm_mday = 0 };
    const char *end = strptime(text, "%Y-%m-%d", &parts);
    int offset = 0;

    if (end != NULL && end - text == 10 && (*end == 'T' || *end == 't' || *end == ' ')) {
        const char *start = end + 1;

        end = strptime(start, "%H:%M:%S", &parts);
        if (end == NULL || end - start != 8 || !parse_offset(end, &offset))
            return false;
    } else if (end == NULL || end - text != 10 || *end != '\0') {
        return false;
    }
    if (!is_date(&parts))
        return false;
    *at = timegm(&parts) - offset;
    return true;
}

bool parse_time(const char *text, int64_t now, int64_t *at)
{
    return parse_ago(text, now, at) || parse_date(text, at);
}
