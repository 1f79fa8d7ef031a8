/* check.c: token, secrets, hosts. */
#include "helper/account/check.h"

#include <string.h>

#include "helper/token/backoff.h"
#include "helper/token/renewal.h"
#include "helper/token/secret_trial.h"

/* Whether it isn't the one that was there before. */
static bool is_new(const struct token *token, const struct token *before)
{
    return before->access_token == NULL ||
           strcmp(token->access_token, before->access_token) != 0;
}

static bool asked_to_wait(struct store *store, const struct profile *profile)
{
    struct backoff backoff = BACKOFF;
    bool is_throttled = backoff_load(&backoff, store, profile->name, NULL) == STATUS_OK &&
                        backoff.status != NULL &&
                        status_from_name(backoff.status) == STATUS_THROTTLED;

    backoff_clear(&backoff);
    return is_throttled;
}

static void tell_token(const struct verify *verify, struct store *store, bool has_changed)
{
    struct backoff backoff = BACKOFF;

    backoff_load(&backoff, store, verify->profile->name, NULL);
    verify_rules_token(verify->report, verify->profile, &verify->token,
                       backoff_secret(&backoff, store, &verify->profile->client_secret),
                       has_changed);
    backoff_clear(&backoff);
}

/* The token that others would get, renewed only when it must. */
static enum status get_token(struct verify *verify, struct store *store, bool *has_changed,
                             struct fault *fault)
{
    const struct options *options = verify->options;
    struct renewal renewal = { .store = store,
                               .fleet = verify->fleet,
                               .profile = verify->profile,
                               .min_validity = -1,
                               .force =
                                   options->force || !asked_to_wait(store, verify->profile),
                               .non_interactive = options->non_interactive };
    struct token before = TOKEN;
    enum status status;

    token_load(&before, store, verify->profile->name, NULL);
    status = renewal_token(&renewal, &verify->token, NULL, fault);
    report_about(verify->report, verify->report->is_terse ? verify->profile->name : "");
    *has_changed = status == STATUS_OK && is_new(&verify->token, &before);
    if (status == STATUS_OK)
        tell_token(verify, store, *has_changed);
    else
        verify_rules_no_token(verify->report, verify->profile, fault);
    token_clear(&before);
    return status;
}

/* The secret that a new token came by needs no other proof. */
static size_t proved_secret(struct store *store, const struct profile *profile,
                            bool has_changed)
{
    struct backoff backoff = BACKOFF;
    size_t secret = SIZE_MAX;

    if (has_changed && backoff_load(&backoff, store, profile->name, NULL) == STATUS_OK)
        secret = backoff_secret(&backoff, store, &profile->client_secret);
    backoff_clear(&backoff);
    return secret;
}

static enum status check_secrets(struct verify *verify, struct store *store, bool has_changed,
                                 struct fault *fault)
{
    struct secret_trial trial[SECRETS_MAX];
    struct fault why = { 0 };
    bool is_alone = verify->fleet == NULL || verify->fleet->engine == SETTINGS_ENGINE_NO;
    size_t proved = proved_secret(store, verify->profile, has_changed && is_alone);
    enum status status = STATUS_OK;

    if (verify->profile->fleet)
        return STATUS_OK;
    status = secret_trial_run(trial, store, verify->profile, proved, &why);
    verify_rules_secrets(verify->report, verify->profile, trial, proved, &why);
    if (status != STATUS_OK)
        *fault = why;
    return status;
}

static void first_counts(enum status *status, struct fault *fault, enum status other,
                         const struct fault *why)
{
    if (*status != STATUS_OK || other == STATUS_OK)
        return;
    *status = other;
    *fault = *why;
}

static enum status check_hosts(struct verify *verify, struct store *store, const char *only,
                               struct fault *first)
{
    const struct string_list *hosts = &verify->profile->host;
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; i < hosts->count; i++) {
        struct fault fault = { 0 };
        enum status one;

        if (only != NULL && strcmp(only, hosts->item[i]) != 0)
            continue;
        verify->report->fault = fault;
        one = verify_host(verify, hosts->item[i], &fault);
        if (one == STATUS_OK || verify->report->fault.status != STATUS_OK)
            verification_keep(store, &verify->account[verify->count - 1], one, &fault);
        first_counts(&status, first, one, &fault);
    }
    return status;
}

/* Whether one of the hosts doesn't take the token, and none of them does. */
static bool is_refused(const struct verify *verify)
{
    bool refused = false;
    size_t i;

    for (i = 0; i < verify->count; i++) {
        const struct adobe_answer *answer = &verify->account[i].user.answer;

        if (answer->session_user_id != NULL)
            return false;
        refused = refused || answer->http_status == 401;
    }
    return refused;
}

/* A token that was kept here and is taken nowhere now was perhaps revoked: the next command
 * renews it. What fails here is told by that one. */
static void suspect_token(const struct verify *verify, struct store *store)
{
    char print[STORE_FINGERPRINT_SIZE];
    bool is_first = false;

    token_suspect(store, verify->profile->name, verify->token.access_token, print, &is_first,
                  NULL);
}

enum status check_profile(struct verify *verify, struct store *store, const char *only,
                          struct fault *fault)
{
    bool has_changed = false;
    struct fault of_hosts = { 0 };
    enum status status = get_token(verify, store, &has_changed, fault);

    if (status != STATUS_OK)
        return status;
    status = check_secrets(verify, store, has_changed, fault);
    first_counts(&status, fault, check_hosts(verify, store, only, &of_hosts), &of_hosts);
    if (!has_changed && is_refused(verify))
        suspect_token(verify, store);
    return status;
}
