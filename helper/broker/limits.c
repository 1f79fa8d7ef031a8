/* limits.c: buckets by caller. */
#include "helper/broker/limits.h"

enum { REFUSAL_GAP = 1000, REFUSAL_GAP_MAX = 3600000 /* milliseconds */ };

/* Of a clock that was set back nothing is gained, and nothing lost. */
static int64_t credit_filled(int64_t credit, int64_t gained, int64_t most)
{
    gained = gained > 0 ? gained : 0;
    return credit + gained < most ? credit + gained : most;
}

/* Who hasn't been seen for longest makes room. */
static struct limit *take_oldest(struct limits *limits)
{
    struct limit *oldest = NULL, *limit;

    for (limit = limits->item; limit < limits->item + LIMITS; limit++)
        if (limit->open == 0 && limit->helpers == 0 &&
            (oldest == NULL || limit->seen < oldest->seen))
            oldest = limit;
    return oldest;
}

struct limit *limits_find(struct limits *limits, const struct listener *listener, uint32_t uid,
                          int64_t now)
{
    uint32_t key = listener->is_main ? uid : 0;
    struct limit *limit = limits->item, *end = limit + LIMITS;

    while (limit < end && (limit->listener != listener || limit->uid != key))
        limit++;
    if (limit == end) {
        limit = take_oldest(limits);
        *limit = (struct limit){
            .listener = listener, .uid = key, .credit = 2000 * limits->rate, .seen = now
        };
    }
    limit->credit =
        credit_filled(limit->credit, (now - limit->seen) * limits->rate, 2000 * limits->rate);
    limit->seen = now;
    return limit;
}

bool limits_admit(struct limit *limit)
{
    if (limit->open >= LIMIT_OPEN || limit->credit < 1000)
        return false;
    limit->credit -= 1000;
    limit->open++;
    return true;
}

static bool has_room_for_refusal(struct limits *limits, int64_t now)
{
    int64_t gained = (now - limits->refusals_at) * 1000 / LIMIT_REFUSAL_MS;

    if (gained > 0 || limits->refusals_at == 0 || now < limits->refusals_at) {
        if (limits->refusals_at == 0)
            gained = 1000 * LIMIT_REFUSALS;
        limits->refusals = credit_filled(limits->refusals, gained, 1000 * LIMIT_REFUSALS);
        limits->refusals_at = now;
    }
    if (limits->refusals < 1000)
        return false;
    limits->refusals -= 1000;
    return true;
}

unsigned limits_refuse(struct limits *limits, struct limit *limit, int64_t now)
{
    unsigned count = ++limit->refused;
    bool is_first = limit->refusal_gap == 0 || now - limit->refusal_at > REFUSAL_GAP_MAX ||
                    now < limit->refusal_at - limit->refusal_gap;

    if ((!is_first && now < limit->refusal_at) || !has_room_for_refusal(limits, now))
        return 0;
    limit->refusal_gap = is_first ? REFUSAL_GAP : 2 * limit->refusal_gap;
    if (limit->refusal_gap > REFUSAL_GAP_MAX)
        limit->refusal_gap = REFUSAL_GAP_MAX;
    limit->refusal_at = now + limit->refusal_gap;
    limit->refused = 0;
    return count;
}
