/* clock.c: milliseconds, and waiting for some of them. */
#include "protocol/clock.h"

#include <errno.h>
#include <time.h>

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
