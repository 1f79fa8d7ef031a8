/* waiting.c: one line, written again and again. */
#include "helper/say/waiting.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "helper/say/report.h"
#include "helper/say/say.h"
#include "protocol/clock.h"

enum {
    DUE = 2000,
    TICK = 1000,
    LEAST = 200 /* milliseconds */,
    LINE_MAX_SIZE = 320,
    WHOM_MOST = 253
};

/* The wait that is under way. */
static struct {
    unsigned depth;
    const char *whom;
    int64_t since, most, told;
    bool is_shown;
} waiting;

void waiting_begin(const char *whom, int64_t most)
{
    if (waiting.depth++ > 0)
        return;
    waiting.whom = whom;
    waiting.since = clock_milliseconds();
    waiting.most = most;
    waiting.told = 0;
    clock_on_sleep(waiting_tick);
}

static bool can_be_shown(const struct style *style)
{
    const char *term = getenv("TERM");

    return style->width > 0 && !say_is_quiet() && !say_is_verbose() && term != NULL &&
           *term != '\0' && strcmp(term, "dumb") != 0;
}

/* One column stays free: a terminal goes to its next line after the last one. */
static void line_write(const struct style *style)
{
    char text[LINE_MAX_SIZE], line[LINE_MAX_SIZE + 16];
    int64_t seconds = (clock_milliseconds() - waiting.since) / 1000;
    int most = (int)style->width - 2;
    int length;

    snprintf(text, sizeof text, "waiting for %.*s (%lld s of %lld)", WHOM_MOST, waiting.whom,
             (long long)seconds, (long long)(waiting.most + 999) / 1000);
    length = snprintf(line, sizeof line, "\r%.*s%s\033[K", most, text, style->marks ? "…" : "");
    if (write(STDERR_FILENO, line, (size_t)length) == length)
        waiting.is_shown = true;
}

void waiting_tick(void)
{
    int64_t now = clock_milliseconds();
    struct style style;

    if (waiting.depth == 0 || now - waiting.since < DUE || now - waiting.told < LEAST)
        return;
    waiting.told = now;
    style = style_for(STDERR_FILENO);
    if (can_be_shown(&style))
        line_write(&style);
}

void waiting_sleep(int64_t milliseconds)
{
    while (milliseconds > 0) {
        int64_t step = milliseconds < TICK ? milliseconds : TICK;

        clock_sleep(step);
        milliseconds -= step;
    }
}

void waiting_wipe(void)
{
    static const char wipe[] = "\r\033[K";

    if (waiting.is_shown && write(STDERR_FILENO, wipe, sizeof wipe - 1) > 0)
        waiting.is_shown = false;
}

void waiting_end(void)
{
    if (waiting.depth == 0 || --waiting.depth > 0)
        return;
    clock_on_sleep(NULL);
    waiting_wipe();
}
