/* secret_trial.c: each secret once. */
#include "helper/token/secret_trial.h"

#include <string.h>

#include "helper/audit_log.h"
#include "helper/token/backoff.h"
#include "helper/token/exchange.h"
#include "protocol/clock.h"

enum { PATIENCE = 10000, DEADLINE = 20000 /* milliseconds */ };

static void try_secret(struct secret_trial *trial, struct store *store,
                       const struct profile *profile, size_t index)
{
    struct profile one = *profile; /* with borrowed text */
    struct token token = TOKEN;
    struct exchange exchange = { .profile = &one,
                                 .end = clock_milliseconds() + DEADLINE,
                                 .once = true };
    struct audit_note note = { .event = AUDIT_EVENT_FETCH,
                               .profile = profile->name,
                               .detail = "trial" };

    one.client_secret.count = 1;
    one.client_secret.item[0] = profile->client_secret.item[index];
    trial->is_tried = true;
    note.outcome = exchange_token(&exchange, &token, &trial->fault);
    note.secret = note.outcome == STATUS_OK ? token.access_token : NULL;
    audit_log_take(store, &note, NULL);
    token_clear(&token);
}

static size_t count_to_try(const struct profile *profile)
{
    size_t count =
        profile->client_secret.count < SECRETS_MAX ? profile->client_secret.count : SECRETS_MAX;

    return profile->rotation == NULL || count == 0 ? count : 1;
}

static bool is_taken(const struct secret_trial *trial, size_t index, size_t proved)
{
    return index == proved || (trial->is_tried && trial->fault.status == STATUS_OK);
}

/* The first that is taken, or `count`. */
static size_t first_taken(const struct secret_trial *trial, size_t count, size_t proved)
{
    size_t i = 0;

    while (i < count && !is_taken(&trial[i], i, proved))
        i++;
    return i;
}

/* That some secret works ends a refusal; which one is begun with next changes only when that
 * one is refused. A renewal that is planned stays so. */
static void remember_success(const struct secret_trial *trial, struct store *store,
                             const struct profile *profile, size_t taken)
{
    const struct string_list *secrets = &profile->client_secret;
    struct backoff backoff = BACKOFF;
    char print[STORE_FINGERPRINT_SIZE];
    enum status status = backoff_load(&backoff, store, profile->name, NULL);
    size_t last = backoff_secret(&backoff, store, secrets);
    const char *secret = backoff.secret;
    int64_t planned = backoff.renewal_at;

    if (secrets->count > 1 &&
        (last == SIZE_MAX || trial[last].fault.status == STATUS_REFUSED)) {
        store_fingerprint(store, secrets->item[taken], strlen(secrets->item[taken]), print);
        secret = print;
    }
    if (status == STATUS_OK &&
        (backoff.status != NULL || (secret != NULL && secret != backoff.secret))) {
        backoff_succeed(&backoff, secret);
        backoff.renewal_at = planned;
        backoff_save(&backoff, store, profile->name, NULL);
    }
    backoff_clear(&backoff);
}

static void remember_failure(struct store *store, const struct profile *profile,
                             const struct fault *fault)
{
    struct backoff backoff = BACKOFF;
    char binding[STORE_FINGERPRINT_SIZE];

    token_binding(binding, profile, store);
    if (backoff_load(&backoff, store, profile->name, NULL) == STATUS_OK) {
        backoff_fail(&backoff, fault, 0, binding, moment_now());
        backoff_save(&backoff, store, profile->name, NULL);
    }
    backoff_clear(&backoff);
}

/* Only a refusal is remembered: of the rest the renewals know more. */
static enum status judge_trials(const struct secret_trial *trial, struct store *store,
                                const struct profile *profile, size_t proved,
                                struct fault *fault)
{
    size_t count = count_to_try(profile);
    size_t taken = first_taken(trial, count, proved);
    size_t i = 0;

    if (taken < count) {
        remember_success(trial, store, profile, taken);
        return STATUS_OK;
    }
    while (i + 1 < count && trial[i].fault.status == STATUS_REFUSED)
        i++;
    *fault = trial[i].fault;
    if (fault->status == STATUS_REFUSED)
        remember_failure(store, profile, fault);
    return fault->status;
}

enum status secret_trial_run(struct secret_trial trial[SECRETS_MAX], struct store *store,
                             const struct profile *profile, size_t proved, struct fault *fault)
{
    size_t count = count_to_try(profile), i;
    struct store_lock lock = STORE_UNLOCKED;
    enum status status = audit_log_can_append(store, fault);

    memset(trial, 0, SECRETS_MAX * sizeof *trial);
    if (status != STATUS_OK)
        return status;
    store_lock(store, STORE_TOKEN, profile->name, PATIENCE, &lock, NULL);
    for (i = 0; i < count; i++)
        if (i != proved)
            try_secret(&trial[i], store, profile, i);
    status = judge_trials(trial, store, profile, proved, fault);
    store_unlock(&lock);
    return status;
}
