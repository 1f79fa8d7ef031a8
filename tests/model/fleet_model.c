/* fleet_model.c: what a fleet of any size costs Adobe's token endpoint and its cache, and what
 * it does without the cache: a simulation of days, on the code that judges a token.
 *
 *     fleet_model [NAME=NUMBER]…      splay, connection, lock, renews, pool: below
 *
 * Steady: jobs of all machines begin at the full hour. Three minters renew by a timer, the
 * others are readers; or all may ask Adobe. Cold: all machines are new, and begin within ten
 * seconds. Outage: the cache is away for seven hours, from each hour of the day on, while each
 * machine calls once in ten minutes. Exit status 1 when a promise isn't kept. It takes for
 * granted: a cache that works off one connection after another, an answer of Adobe's in a
 * second.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper/token/fleet/fleet_renewal.h"
#include "helper/token/token.h"

enum {
    LIFE = 86399,
    HOUR = 3600,
    DAY = 86400,
    DAYS = 3,
    MINTERS = 3,
    TIMER = 600,
    MOST = 100000,
    START = 1000000000,
};

/* What can be taken out, one by one. */
static struct parameters {
    double splay;      /* seconds that a renewal in the background may wait */
    double connection; /* milliseconds of the engine's processor for one; `make bench` has it */
    double lock;       /* 0: nobody waits for who is asking Adobe */
    double renews;     /* permille of a token's life that are left when a minter renews */
    double pool;       /* 0: each machine asks Adobe by itself */
} parameter = { 600, 2.0, 1, FLEET_RENEWS_AT, 1 };

/* The same days each time: L'Ecuyer's generator of 1999, which has 64 bits of state. */
static double at_random(double most)
{
    static uint64_t state = 1;

    state = state * 2862933555777941757u + 3037000493u;
    return most * (double)(state >> 11) / (double)(1ull << 53);
}

/* ## What will be */

struct event {
    double at;
    int machine; /* below 0: a minter's timer */
    bool looks;  /* goes to the engine; else it is a call */
};

static struct event *heap;
static size_t heap_size, heap_room;

static void plan(double at, int machine, bool looks)
{
    size_t child = heap_size++;
    struct event *larger = heap;

    if (heap_size > heap_room)
        larger = realloc(heap, (heap_room = 2 * heap_size) * sizeof *heap);
    if (larger == NULL)
        abort();
    heap = larger;
    for (; child > 0 && heap[(child - 1) / 2].at > at; child = (child - 1) / 2)
        heap[child] = heap[(child - 1) / 2];
    heap[child] = (struct event){ at, machine, looks };
}

static struct event next(void)
{
    struct event first = heap[0], last = heap[--heap_size];
    size_t at = 0, child;

    while ((child = 2 * at + 1) < heap_size) {
        if (child + 1 < heap_size && heap[child + 1].at < heap[child].at)
            child++;
        if (heap[child].at >= last.at)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    return first;
}

/* ## Tokens */

static struct token tokens[MOST]; /* what each machine has; lifetime 0 = none */
static bool is_looking[MOST];

static struct token token_from(double at, bool is_readers)
{
    double due = is_readers ? FLEET_DUE + at_random(FLEET_DUE_SPREAD) : 750 + at_random(100);

    return (struct token){ .access_token = "t",
                           .binding = "b",
                           .issued_at = START + (int64_t)at,
                           .issued_boot = START + (int64_t)at,
                           .lifetime = LIFE,
                           .due = LIFE * (int64_t)due / 1000 };
}

static enum token_state judge(int machine, double at)
{
    const struct moment now = { START + (int64_t)at, START + (int64_t)at };

    return tokens[machine].lifetime == 0 ? TOKEN_SHORT
                                         : token_judge(&tokens[machine], "b", -1, now);
}

/* ## A fleet */

struct fleet_of {
    int machines;
    bool has_readers; /* else all may ask Adobe */
    bool is_busy;     /* each calls every ten minutes, else at the full hour */
    double away_from, away_to;
};

struct result {
    int asked, engine, failed; /* requests to Adobe, connections, calls without a token */
    int minute[DAYS * DAY / 60 + 60];
};

static struct result result;
static double newest; /* when the engine's token was asked for */

static double call_after(const struct fleet_of *fleet, double at)
{
    if (fleet->is_busy)
        return at + 300 + at_random(600);
    return ((int64_t)at / HOUR + 1) * (double)HOUR + at_random(2);
}

static bool is_away(const struct fleet_of *fleet, double at)
{
    return at >= fleet->away_from && at < fleet->away_to;
}

static void connect_to(double at)
{
    if (at >= DAY) {
        result.engine++;
        result.minute[(int64_t)at / 60]++;
    }
}

static double ask_adobe(double at)
{
    result.asked += at >= DAY;
    return (double)(int64_t)at; /* a token counts from before it is asked for */
}

/* A minter's timer: the store's own token counts, and is published whenever the engine is
 * there. */
static void renew(const struct fleet_of *fleet, int minter, double at)
{
    static double own[MINTERS];
    bool away = is_away(fleet, at);

    if (at < TIMER)
        own[minter] = 0;
    if (!away)
        connect_to(at);
    if (!away && newest > own[minter])
        own[minter] = newest;
    if ((LIFE - (at - own[minter])) * 1000 < parameter.renews * LIFE)
        own[minter] = ask_adobe(at);
    if (!away && own[minter] > newest)
        newest = own[minter];
    plan(at + TIMER + at_random(60), -1 - minter, true);
}

/* Behind the caller, or for it. True when it has a token that is good for now. */
static bool look(const struct fleet_of *fleet, int machine, double at)
{
    bool away = is_away(fleet, at);

    if (!away)
        connect_to(at);
    if (parameter.pool != 0 && !away && newest > (double)(tokens[machine].issued_at - START) &&
        (parameter.lock != 0 || at >= newest + 1)) {
        tokens[machine] = token_from(newest, fleet->has_readers);
    } else if (!fleet->has_readers) {
        double asked_at = ask_adobe(at);

        tokens[machine] = token_from(asked_at, false);
        if (!away)
            newest = asked_at;
    }
    return judge(machine, at) != TOKEN_SHORT;
}

static void step(const struct fleet_of *fleet, struct event event)
{
    int machine = event.machine;
    enum token_state state;

    if (machine < 0) {
        renew(fleet, -1 - machine, event.at);
        return;
    }
    state = judge(machine, event.at);
    if (event.looks) {
        is_looking[machine] = false;
        if (state != TOKEN_FRESH)
            look(fleet, machine, event.at);
        return;
    }
    if (state == TOKEN_SHORT)
        result.failed += !look(fleet, machine, event.at);
    else if (state == TOKEN_DUE && !is_looking[machine]) {
        is_looking[machine] = true;
        plan(event.at + at_random(parameter.splay), machine, true);
    }
    plan(call_after(fleet, event.at), machine, false);
}

static void live(const struct fleet_of *fleet, int days)
{
    int i;

    result = (struct result){ 0 };
    heap_size = 0;
    newest = 0;
    for (i = 0; i < fleet->machines; i++) {
        tokens[i] = token_from(0, fleet->has_readers);
        is_looking[i] = false;
        plan(call_after(fleet, at_random(HOUR)), i, false);
    }
    for (i = 0; fleet->has_readers && i < MINTERS; i++)
        plan(at_random(TIMER), -1 - i, true);
    while (heap[0].at < days * (double)DAY)
        step(fleet, next());
}

/* ## Promises */

static int broken;

static void promise(const char *what, int machines, double value, double most)
{
    printf("%s, %d machines: %.4g, at most %.4g%s\n", what, machines, value, most,
           value <= most ? "" : ": BROKEN");
    broken += value > most;
}

static void steady(int machines, bool has_readers)
{
    const struct fleet_of fleet = { .machines = machines, .has_readers = has_readers };
    int peak = 0;
    size_t i;

    live(&fleet, DAYS);
    for (i = 0; i < sizeof result.minute / sizeof result.minute[0]; i++)
        peak = result.minute[i] > peak ? result.minute[i] : peak;
    promise(has_readers ? "requests a day, readers" : "requests a day, minters alone", machines,
            result.asked / (DAYS - 1.0), 2);
    promise("calls that fail", machines, result.failed, 0);
    if (machines == 10000)
        promise("percent of the engine's core in the busiest minute", machines,
                peak * parameter.connection / 60000 * 100, 2);
}

static void outage(int machines, bool has_readers)
{
    struct fleet_of fleet = { .machines = machines,
                              .has_readers = has_readers,
                              .is_busy = true };
    int hour, failed = 0;

    for (hour = 0; hour < 24; hour++) {
        fleet.away_from = DAY / 2 + hour * (double)HOUR;
        fleet.away_to = fleet.away_from + 7.0 * HOUR;
        live(&fleet, 2);
        failed += result.failed;
    }
    promise(has_readers ? "calls that fail in an outage, readers"
                        : "calls that fail in an outage, minters alone",
            machines, failed, 0);
}

/* The engine works off one after another; who finds the token not there yet looks again, as
 * helper/token/fleet/fleet_token.c does. */
static void cold(int machines)
{
    double free_at = 0, there_at = -1, slowest = 0, pause[MOST], begun[MOST];
    int i;

    heap_size = 0;
    for (i = 0; i < machines; i++) {
        begun[i] = at_random(10);
        pause[i] = .1;
        plan(begun[i], i, true);
    }
    result = (struct result){ 0 };
    while (heap_size > 0) {
        struct event event = next();

        free_at = (free_at > event.at ? free_at : event.at) + parameter.connection / 1000;
        if (there_at < 0 || (parameter.lock == 0 && free_at < there_at)) {
            there_at = there_at < 0 ? free_at + 1 : there_at;
            result.asked++;
        }
        if (free_at >= there_at) {
            slowest = free_at - begun[event.machine] > slowest ? free_at - begun[event.machine]
                                                               : slowest;
            continue;
        }
        plan(free_at + pause[event.machine] * (.5 + at_random(1)), event.machine, true);
        pause[event.machine] = pause[event.machine] * 1.6 > 1 ? 1 : pause[event.machine] * 1.6;
    }
    promise("requests when all are new", machines, result.asked, 1);
    promise("seconds that the last one waits then", machines, slowest, 2);
}

static bool parameter_set(const char *text)
{
    const struct {
        const char *name;
        double *value;
    } names[] = {
        { "splay=", &parameter.splay }, { "connection=", &parameter.connection },
        { "lock=", &parameter.lock },   { "renews=", &parameter.renews },
        { "pool=", &parameter.pool },
    };
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strncmp(text, names[i].name, strlen(names[i].name)) == 0) {
            *names[i].value = strtod(text + strlen(names[i].name), NULL);
            return true;
        }
    return false;
}

int main(int argc, char **argv)
{
    static const int sizes[] = { 10, 1000, 10000 };
    size_t i;
    int j;

    for (j = 1; j < argc; j++)
        if (!parameter_set(argv[j]))
            return 2;
    for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        steady(sizes[i], true);
        steady(sizes[i], false);
    }
    outage(300, true);
    outage(300, false);
    cold(1000);
    free(heap);
    return broken > 0;
}
