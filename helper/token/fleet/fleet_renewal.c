/* fleet_renewal.c: renewing for others. */
#include "helper/token/fleet/fleet_renewal.h"

#include <stdio.h>
#include <string.h>

#include "helper/audit_log.h"
#include "helper/token/fleet/fleet_profile.h"
#include "protocol/clock.h"

enum { LOCK_WAIT = 10000, TIMEOUT = 60000 /* milliseconds */ };

/* One run. */
struct run {
    struct fleet *fleet;
    const struct renewal *renewal;
    struct fleet_want want;
    struct token token;
    char binding[STORE_FINGERPRINT_SIZE];
    char print[STORE_FINGERPRINT_SIZE]; /* of the token that was there; "" = none */
};

static void print_token(struct run *run, char print[STORE_FINGERPRINT_SIZE])
{
    const char *token = run->token.access_token;

    print[0] = '\0';
    if (token != NULL)
        store_fingerprint(run->fleet->store, token, strlen(token), print);
}

static bool is_young(const struct run *run)
{
    const struct token *token = &run->token;

    return token->access_token != NULL && token->suspect_at == 0 &&
           strcmp(token->binding, run->binding) == 0 &&
           token_left(token, moment_now()) * 1000 > FLEET_RENEWS_AT * token->lifetime;
}

/* The binding of a reader's token is known when its profile is. */
static void set_binding(struct run *run)
{
    struct profile profile = PROFILE;

    if (run->fleet->mints)
        token_binding(run->binding, run->renewal->profile, run->fleet->store);
    else if (profile_load(&profile, run->fleet->store, run->fleet->membership.profile, NULL) ==
             STATUS_OK)
        token_binding(run->binding, &profile, run->fleet->store);
    profile_clear(&profile);
}

static enum fleet_renewed judge_renewal(struct run *run)
{
    char print[STORE_FINGERPRINT_SIZE];
    bool is_same;

    print_token(run, print);
    is_same = strcmp(print, run->print) == 0;
    if (run->want.is_from_fleet)
        return is_same ? FLEET_RENEWED_NOT : FLEET_RENEWED_TAKEN;
    if (is_same)
        return FLEET_RENEWED_PUBLISHED;
    return run->fleet->state.broken_at == 0 ? FLEET_RENEWED_MINTED : FLEET_RENEWED_ALONE;
}

static enum status token_keep(struct run *run, enum fleet_renewed renewed, struct fault *fault)
{
    const struct audit_note note = { .event = AUDIT_EVENT_FETCH,
                                     .profile = run->fleet->membership.profile,
                                     .detail =
                                         run->want.is_from_fleet ? "fleet" : "fleet renew",
                                     .secret = run->token.access_token };
    enum status status = STATUS_OK;

    if (renewed == FLEET_RENEWED_NOT || renewed == FLEET_RENEWED_PUBLISHED)
        return STATUS_OK;
    set_binding(run);
    run->token.binding = run->binding;
    status = audit_log_take(run->fleet->store, &note, fault);
    return status == STATUS_OK ? token_save(&run->token, run->fleet->store,
                                            run->fleet->membership.profile, fault)
                               : status;
}

/* With the lock of the token. */
static enum status renew_token(struct run *run, enum fleet_renewed *renewed,
                               struct fault *fault)
{
    const char *name = run->fleet->membership.profile;
    struct exchange exchange = { .profile = run->renewal->profile,
                                 .end = clock_milliseconds() + TIMEOUT };
    enum status status = token_load(&run->token, run->fleet->store, name, fault);

    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    set_binding(run);
    print_token(run, run->print);
    run->want = (struct fleet_want){
        .binding = run->binding,
        .min_validity = -1,
        .least_left = run->fleet->mints ? FLEET_RENEWS_AT : 0,
        .publishes_present = run->fleet->mints && is_young(run),
        .can_fall_back = !run->fleet->mints,
    };
    status = fleet_token_obtain(run->fleet, &run->want, &exchange, &run->token, fault);
    if (status == STATUS_UNREACHABLE && fault->cause == CAUSE_FLEET_EMPTY &&
        token_left(&run->token, moment_now()) > 0)
        return STATUS_OK; /* a reader's is the present one */
    if (status != STATUS_OK)
        return status;
    *renewed = judge_renewal(run);
    return token_keep(run, *renewed, fault);
}

enum status fleet_renew(struct fleet *fleet, const struct renewal *renewal,
                        enum fleet_renewed *renewed, struct fault *fault)
{
    struct run run = { .fleet = fleet, .renewal = renewal, .token = TOKEN };
    struct store_lock lock = STORE_UNLOCKED;
    enum status status = store_lock(fleet->store, STORE_TOKEN, fleet->membership.profile,
                                    LOCK_WAIT, &lock, fault);

    *renewed = FLEET_RENEWED_NOT;
    if (status == STATUS_OK)
        status = audit_log_can_append(fleet->store, fault);
    if (status == STATUS_OK)
        status = renew_token(&run, renewed, fault);
    token_clear(&run.token);
    store_unlock(&lock);
    return status;
}
