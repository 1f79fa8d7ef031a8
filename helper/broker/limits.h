/* limits.h: how much one caller may ask for, so that nobody keeps others from being served.
 *
 * A caller is a uid on the socket `main`; all who come by another socket are one. What it asks
 * for beyond its rate, or at once, is answered with "busy" and a wait: no state lasts. A denied
 * caller is recorded less and less often, and all denied callers together once a minute, so
 * that no flood fills the log.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "helper/broker/listener.h"

#define LIMITS           1024  /* callers that are remembered: more than can be connected */
#define LIMIT_OPEN       64    /* connections of a caller */
#define LIMIT_HELPERS    16    /* that are served at the same time */
#define LIMIT_RATE       50    /* requests a second, twice as many at once */
#define LIMIT_REFUSALS   20    /* that are recorded at once, then */
#define LIMIT_REFUSAL_MS 60000 /* one in this time */

struct limit {
    const struct listener *listener; /* NULL = nobody's */
    uint32_t uid;
    unsigned open, helpers;          /* connections, and what is run for them */
    int64_t credit;                  /* thousandths of a request */
    int64_t seen;                    /* clock_milliseconds() */
    int64_t refusal_at, refusal_gap; /* when one is recorded next, and how long then not */
    unsigned refused;                /* since the last one that was recorded */
};

struct limits {
    struct limit item[LIMITS];
    int64_t rate;
    int64_t refusals, refusals_at; /* thousandths of what may be recorded, as of then */
};

/* The caller's; never NULL. `now` is clock_milliseconds(). */
struct limit *limits_find(struct limits *limits, const struct listener *listener, uint32_t uid,
                          int64_t now);

/* Takes one more connection, if the caller may have it: then limit->open counts it. */
bool limits_admit(struct limit *limit);

/* How many refusals are to be recorded now, this one among them; 0 = not now. */
unsigned limits_refuse(struct limits *limits, struct limit *limit, int64_t now);
