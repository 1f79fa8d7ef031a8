/* outcome.c: remembered failures. */
#include "helper/token/outcome.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { /* seconds */
       REFUSED_PAUSE = 60,
       THROTTLE_LEAST = 1,
       PAUSE_MOST = 600,
       UNREACHABLE_MOST = 30,
       WARNING_PAUSE = 60,
};

#define ROW(member, kind)                                                                      \
    {                                                                                          \
#member, offsetof(struct outcome, member), kind, true                                  \
    }

static const struct record_rule rules[] = {
    ROW(status, RECORD_TEXT),      ROW(detail, RECORD_TEXT),        ROW(binding, RECORD_TEXT),
    ROW(failed_at, RECORD_NUMBER), ROW(failed_boot, RECORD_NUMBER), ROW(pause, RECORD_NUMBER),
    ROW(failures, RECORD_NUMBER),  ROW(warned_at, RECORD_NUMBER),   ROW(secret, RECORD_TEXT),
};

void outcome_clear(struct outcome *outcome)
{
    buffer_clear(&outcome->text);
    *outcome = (struct outcome)OUTCOME;
}

enum status outcome_load(struct outcome *outcome, struct store *store, const char *profile,
                         struct fault *fault)
{
    struct record_reader reader;
    enum status status;

    outcome_clear(outcome);
    status = store_get(store, STORE_STATE, profile, &outcome->text, NULL, fault);
    if (status == STATUS_OK) {
        reader = record_reader(&outcome->text);
        status = record_read(&reader, rules, RECORD_RULES_COUNT(rules), outcome, NULL);
        if (status != STATUS_OK)
            outcome_clear(outcome);
        return STATUS_OK;
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status outcome_save(const struct outcome *outcome, struct store *store,
                         const char *profile, struct fault *fault)
{
    struct buffer out = BUFFER(STORE_RECORD_MAX);
    enum status status;

    record_write(&out, rules, RECORD_RULES_COUNT(rules), outcome);
    status = buffer_status(&out);
    if (status != STATUS_OK)
        fault_set(fault, status, 0, profile, NULL);
    else if (out.length > 0)
        status = store_put(store, STORE_STATE, profile, &out, fault);
    else
        status = store_delete(store, STORE_STATE, profile, fault);
    buffer_clear(&out);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static int64_t failure_age(const struct outcome *outcome, struct moment now)
{
    return moment_age(now, (struct moment){ outcome->failed_at, outcome->failed_boot });
}

static bool concerns(const struct outcome *outcome, const char *binding)
{
    enum status status = status_from_name(outcome->status);

    return status != STATUS_OK && status != STATUS_COUNT && outcome->binding != NULL &&
           strcmp(outcome->binding, binding) == 0;
}

int64_t outcome_wait(const struct outcome *outcome, const char *binding, struct moment now)
{
    int64_t age = failure_age(outcome, now);

    return !concerns(outcome, binding) || age < 0 || age >= outcome->pause
               ? 0
               : outcome->pause - age;
}

enum status outcome_allows(const struct outcome *outcome, const char *binding,
                           struct moment since, struct moment now, const char *subject,
                           struct fault *fault)
{
    int64_t wait = outcome_wait(outcome, binding, now), age = failure_age(outcome, now);
    bool is_news = age >= 0 && age < moment_age(now, since);
    char detail[600];

    if (!concerns(outcome, binding) || (wait == 0 && !is_news))
        return STATUS_OK;
    snprintf(detail, sizeof detail, "%s%s(as of %lld s ago, asked again in %lld s)",
             outcome->detail != NULL ? outcome->detail : "", outcome->detail != NULL ? " " : "",
             (long long)age, (long long)wait);
    return fault_set(fault, status_from_name(outcome->status), 0, subject, detail);
}

bool outcome_is_memorable(enum status status)
{
    return status == STATUS_REFUSED || status == STATUS_UNREACHABLE ||
           status == STATUS_THROTTLED || status == STATUS_UNEXPECTED;
}

static int64_t clamp(int64_t value, int64_t least, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

static int64_t pause_after(enum status status, int64_t retry_after, int64_t failures)
{
    int64_t least = status == STATUS_THROTTLED ? THROTTLE_LEAST
                    : (uint64_t)failures < 5   ? (int64_t)1 << failures
                                               : UNREACHABLE_MOST;

    return status == STATUS_REFUSED ? REFUSED_PAUSE : clamp(retry_after, least, PAUSE_MOST);
}

void outcome_fail(struct outcome *outcome, enum status status, int64_t retry_after,
                  const char *detail, const char *binding, struct moment now)
{
    outcome->pause = pause_after(status, retry_after, outcome->failures);
    outcome->failures++;
    outcome->status = status_name(status);
    outcome->detail = *detail != '\0' ? detail : NULL;
    outcome->binding = binding;
    outcome->failed_at = now.wall;
    outcome->failed_boot = now.boot;
}

static bool is_same(const char *one, const char *other)
{
    return one == NULL || other == NULL ? one == other : strcmp(one, other) == 0;
}

bool outcome_succeed(struct outcome *outcome, const char *secret)
{
    bool is_news = outcome->status != NULL || !is_same(outcome->secret, secret);

    outcome->status = outcome->detail = outcome->binding = NULL;
    outcome->failed_at = outcome->failed_boot = outcome->pause = outcome->failures = 0;
    outcome->secret = secret;
    return is_news;
}

bool outcome_warns(struct outcome *outcome, int64_t now)
{
    if (now >= outcome->warned_at && now - outcome->warned_at < WARNING_PAUSE)
        return false;
    outcome->warned_at = now;
    return true;
}
