/* clock.c: milliseconds, and waiting for some of them. */
#include "protocol/clock.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "protocol/record.h"

int64_t clock_microseconds(void)
{
    struct timespec now = { 0 };

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_milliseconds(void)
{
    return clock_microseconds() / 1000;
}

void clock_sleep(int64_t milliseconds)
{
    struct timespec left = { milliseconds / 1000, milliseconds % 1000 * 1000000 };

    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        continue; /* unreached: a signal comes while we sleep */
}

bool clock_span(const char *text, int64_t *seconds)
{
    static const struct {
        const char *name;
        int64_t seconds;
    } units[] = { { "", 1 },     { "s", 1 },     { "m", 60 },
                  { "h", 3600 }, { "d", 86400 }, { "w", 604800 } };
    size_t length = strspn(text, "0123456789"), i;
    char digits[10] = "";

    if (length == 0 || length >= sizeof digits)
        return false;
    memcpy(digits, text, length);
    for (i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(units[i].name, text + length) != 0)
            continue;
        if (!record_number(digits, seconds))
            return false; /* unreached: nine digits are a number */
        *seconds *= units[i].seconds;
        return true;
    }
    return false;
}
