/* outcome.c: remembered failures. */
#include "helper/outcome.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { REFUSED_PAUSE = 60, THROTTLE_LEAST = 1, THROTTLE_MOST = 600, UNREACHABLE_MOST = 30 };

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
    if (status == STATUS_OK)
        status = store_put(store, STORE_STATE, profile, &out, fault);
    else
        fault_set(fault, status, 0, profile, NULL);
    buffer_clear(&out);
    return status;
}

enum status outcome_allows(const struct outcome *outcome, const char *binding,
                           struct moment now, const char *subject, struct fault *fault)
{
    enum status status =
        outcome->status != NULL ? status_from_name(outcome->status) : STATUS_OK;
    int64_t age = moment_age(now, (struct moment){ outcome->failed_at, outcome->failed_boot });
    char detail[600];

    if (status == STATUS_OK || status == STATUS_COUNT || age < 0 || age >= outcome->pause ||
        outcome->binding == NULL || strcmp(outcome->binding, binding) != 0)
        return STATUS_OK;
    snprintf(detail, sizeof detail, "%s%s(remembered from %lld s ago, asked again in %lld s)",
             outcome->detail != NULL ? outcome->detail : "", outcome->detail != NULL ? " " : "",
             (long long)age, (long long)(outcome->pause - age));
    return fault_set(fault, status, 0, subject, detail);
}

static int64_t clamp(int64_t value, int64_t least, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

static int64_t pause_after(enum status status, int64_t retry_after, int64_t failures)
{
    switch (status) {
    case STATUS_REFUSED:
        return REFUSED_PAUSE;
    case STATUS_THROTTLED:
        return clamp(retry_after, THROTTLE_LEAST, THROTTLE_MOST);
    default:
        return clamp((int64_t)1 << clamp(failures, 0, 10), 1, UNREACHABLE_MOST);
    }
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

void outcome_succeed(struct outcome *outcome, const char *secret)
{
    outcome->status = outcome->detail = outcome->binding = NULL;
    outcome->failed_at = outcome->failed_boot = outcome->pause = outcome->failures = 0;
    outcome->secret = secret;
}
