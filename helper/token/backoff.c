/* backoff.c: remembered failures. */
#include "helper/token/backoff.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "helper/token/stored.h"

enum {
    REFUSED_PAUSE = 60, /* seconds, as the others */
    THROTTLE_LEAST = 1,
    PAUSE_MOST = 600,
    UNREACHABLE_MOST = 30,
    WARNING_PAUSE = 60,
};

static const struct record_rule rules[] = {
    RECORD_RULE(backoff, status, TEXT),       RECORD_RULE(backoff, cause, TEXT),
    RECORD_RULE(backoff, detail, TEXT),       RECORD_RULE(backoff, binding, TEXT),
    RECORD_RULE(backoff, failed_at, NUMBER),  RECORD_RULE(backoff, failed_boot, NUMBER),
    RECORD_RULE(backoff, pause, NUMBER),      RECORD_RULE(backoff, failures, NUMBER),
    RECORD_RULE(backoff, warned_at, NUMBER),  RECORD_RULE(backoff, secret, TEXT),
    RECORD_RULE(backoff, renewal_at, NUMBER),
};

static const struct stored_form form = STORED_FORM(STATE, rules);

void backoff_clear(struct backoff *backoff)
{
    buffer_clear(&backoff->text);
    *backoff = (struct backoff)BACKOFF;
}

enum status backoff_load(struct backoff *backoff, struct store *store, const char *profile,
                         struct fault *fault)
{
    enum status status;

    backoff_clear(backoff);
    status = stored_load(backoff, &backoff->text, &form, store, profile, NULL, fault);
    if (status != STATUS_OK)
        backoff_clear(backoff);
    return status == STATUS_NOT_FOUND || status == STATUS_DAMAGED ? STATUS_OK : status;
}

enum status backoff_save(const struct backoff *backoff, struct store *store,
                         const char *profile, struct fault *fault)
{
    return stored_save(backoff, &form, store, profile, fault);
}

static int64_t failure_age(const struct backoff *backoff, struct moment now)
{
    return moment_age(now, (struct moment){ backoff->failed_at, backoff->failed_boot });
}

static bool concerns_binding(const struct backoff *backoff, const char *binding)
{
    enum status status = status_from_name(backoff->status);

    return status != STATUS_OK && status != STATUS_COUNT && backoff->binding != NULL &&
           strcmp(backoff->binding, binding) == 0;
}

int64_t backoff_wait(const struct backoff *backoff, const char *binding, struct moment now)
{
    int64_t age = failure_age(backoff, now);

    return !concerns_binding(backoff, binding) || age < 0 || age >= backoff->pause
               ? 0
               : backoff->pause - age;
}

enum status backoff_allows(const struct backoff *backoff, const char *binding,
                           struct moment since, struct moment now, const char *subject,
                           struct fault *fault)
{
    int64_t wait = backoff_wait(backoff, binding, now), age = failure_age(backoff, now);
    bool has_changed = age >= 0 && age < moment_age(now, since);
    enum status status = status_from_name(backoff->status);
    char detail[600];

    if (!concerns_binding(backoff, binding) || (wait == 0 && !has_changed))
        return STATUS_OK;
    snprintf(detail, sizeof detail, "%s%s(as of %lld s ago, asked again in %lld s)",
             backoff->detail != NULL ? backoff->detail : "", backoff->detail != NULL ? " " : "",
             (long long)age, (long long)wait);
    return fault_because(fault, status, cause_from_name(status, backoff->cause), subject,
                         detail);
}

bool backoff_is_memorable(enum status status, enum cause cause)
{
    if (cause == CAUSE_PROXY_URL)
        return false;
    return status == STATUS_REFUSED || status == STATUS_UNREACHABLE ||
           status == STATUS_THROTTLED || status == STATUS_UNEXPECTED;
}

static int64_t clamp_pause(int64_t value, int64_t least, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

static int64_t pause_after(enum status status, int64_t retry_after, int64_t failures)
{
    int64_t least = status == STATUS_THROTTLED ? THROTTLE_LEAST
                    : (uint64_t)failures < 5   ? (int64_t)1 << failures
                                               : UNREACHABLE_MOST;

    return status == STATUS_REFUSED ? REFUSED_PAUSE
                                    : clamp_pause(retry_after, least, PAUSE_MOST);
}

void backoff_fail(struct backoff *backoff, const struct fault *fault, int64_t retry_after,
                  const char *binding, struct moment now)
{
    backoff->pause = pause_after(fault->status, retry_after, backoff->failures);
    backoff->failures++;
    backoff->status = status_name(fault->status);
    backoff->cause = cause_name(fault->cause);
    backoff->detail = fault->detail[0] != '\0' ? fault->detail : NULL;
    backoff->binding = binding;
    backoff->failed_at = now.wall;
    backoff->failed_boot = now.boot;
}

bool backoff_succeed(struct backoff *backoff, const char *secret)
{
    bool has_changed = backoff->status != NULL || backoff->renewal_at != 0 ||
                       !text_is_same(backoff->secret, secret);

    backoff->status = backoff->cause = backoff->detail = backoff->binding = NULL;
    backoff->failed_at = backoff->failed_boot = backoff->pause = backoff->failures = 0;
    backoff->renewal_at = 0;
    backoff->secret = secret;
    return has_changed;
}

bool backoff_is_planned(const struct backoff *backoff, int64_t now)
{
    return now <= backoff->renewal_at && backoff->renewal_at - now <= BACKOFF_PLAN_MAX;
}

size_t backoff_secret(const struct backoff *backoff, struct store *store,
                      const struct string_list *secrets)
{
    char print[STORE_FINGERPRINT_SIZE];
    size_t i;

    for (i = 0; backoff->secret != NULL && i < secrets->count; i++) {
        store_fingerprint(store, secrets->item[i], strlen(secrets->item[i]), print);
        if (strcmp(print, backoff->secret) == 0)
            return i;
    }
    return secrets->count == 1 ? 0 : SIZE_MAX;
}

bool backoff_warns(struct backoff *backoff, int64_t now)
{
    if (now >= backoff->warned_at && now - backoff->warned_at < WARNING_PAUSE)
        return false;
    backoff->warned_at = now;
    return true;
}
