/* clock.c: milliseconds, and waiting for some of them. */
#include "protocol/clock.h"

#include <errno.h>
#include <inttypes.h>
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

static void (*on_sleep)(void);

void clock_on_sleep(void (*tick)(void))
{
    on_sleep = tick;
}

void clock_sleep(int64_t milliseconds)
{
    struct timespec left = { milliseconds / 1000, milliseconds % 1000 * 1000000 };

    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        continue; /* unreached: a signal comes while we sleep */
    if (on_sleep != NULL)
        on_sleep();
}

enum { TIMINGS_MAX = 32 };

static struct {
    const char *what;
    int64_t length;
} laps[TIMINGS_MAX];

static bool is_on;
static int64_t start, end; /* of all laps */
static unsigned count;

void timing_start(int64_t from)
{
    is_on = true;
    start = end = from;
    count = 0;
}

bool timing_is_on(void)
{
    return is_on;
}

void timing_of(const char *what, int64_t microseconds)
{
    if (!is_on || microseconds < 1)
        return;
    end += microseconds;
    if (count == TIMINGS_MAX)
        return;
    laps[count].what = what;
    laps[count++].length = microseconds;
}

void timing_lap(const char *what)
{
    if (is_on)
        timing_of(what, clock_microseconds() - end);
}

static void lap_put(struct buffer *out, const char *program, int64_t length, const char *what)
{
    buffer_format(out, "%s: timing: %6" PRId64 ".%03d ms %s\n", program, length / 1000,
                  (int)(length % 1000), what);
}

void timing_tell(struct buffer *out, const char *program)
{
    unsigned i;

    if (!is_on)
        return;
    for (i = 0; i < count; i++)
        lap_put(out, program, laps[i].length, laps[i].what);
    lap_put(out, program, end - start, "in all");
}
