/* revoke.c: `revoke`, for a token that has leaked: it goes from here, and IMS is asked to make
 * it invalid everywhere. The credential stays. */
#include <stdio.h>
#include <string.h>

#include "helper/commands.h"
#include "helper/say/fields.h"
#include "helper/say/say.h"
#include "helper/say/times.h"
#include "helper/token/answer.h"
#include "helper/token/exchange.h"
#include "helper/token/fleet/fleet_renewal.h"

enum { DEADLINE = 60000, LITTLE_DEADLINE = 10000 /* milliseconds */, REVOKE_FORMAT = 1 };

/* What became of the token: `is_removed` here, and at Adobe as `status` says. */
static void report_revoked(struct context *context, bool is_removed, enum status status,
                           const struct token *token)
{
    const char *name = context->profile.name;
    struct buffer *out = &context->out;
    char utc[FORMAT_TIME_SIZE] = "";

    if (is_removed)
        format_time_utc(utc, token_expiry(token, moment_now()));
    if (context->options.json) {
        context->prints_always = true;
        json_print(out, REVOKE_FORMAT, "revoke",
                   json_pack("{s:s, s:b, s:b, s:s*}", "profile", name, "removed", is_removed,
                             "invalid", is_removed && status == STATUS_OK, "may_work_until",
                             status != STATUS_OK ? utc : NULL));
    } else if (!is_removed) {
        buffer_format(out, "profile %s has no token here\n", name);
    } else if (status == STATUS_OK) {
        buffer_format(out, "the token of profile %s is invalid at Adobe and removed here\n",
                      name);
    }
    if (status != STATUS_OK)
        say_warning("the token of profile %s is removed here, but Adobe didn't confirm that it "
                    "is invalid; elsewhere it may work until %s",
                    name, utc);
}

static bool is_minter(const struct context *context, struct fleet *fleet)
{
    return fleet_open_for(fleet, context->store, &context->settings.fleet,
                          context->profile.name, NULL) == STATUS_OK &&
           fleet->mints;
}

/* Others of a fleet shall not get it either, nor shall we get it back from them. */
static void withdraw_from_fleet(const struct context *context, const struct token *token)
{
    struct fleet fleet = FLEET;
    struct fault fault = { 0 };

    if (is_minter(context, &fleet)) {
        fleet_token_bury(&fleet, token->access_token);
        if (fleet_token_withdraw(&fleet, &fault) != STATUS_OK)
            say_warning_because("the fleet's cache may still hold the token", &fault);
    }
    fleet_clear(&fleet);
}

/* Those who still have it drop it for a later one, and would publish it again without that. */
static void replace_in_fleet(const struct context *context)
{
    const struct renewal renewal = { .store = context->store, .profile = &context->profile };
    struct fleet fleet = FLEET;
    struct fault fault = { 0 };
    enum fleet_renewed renewed;

    if (is_minter(context, &fleet) && fleet.state.broken_at == 0 &&
        fleet_renew(&fleet, &renewal, &renewed, &fault) != STATUS_OK)
        say_warning_because("the fleet has no other token yet", &fault);
    fleet_clear(&fleet);
}

/* Whatever Adobe says, the token goes: nobody shall get it from here any more. */
static enum status revoke_locked(struct context *context, int64_t end, bool *is_revoked)
{
    const char *name = context->profile.name;
    struct exchange exchange = { .profile = &context->profile, .end = end };
    struct token token = TOKEN;
    enum status status = token_load(&token, context->store, name, &context->fault), removed;

    if (status == STATUS_OK) {
        snprintf(context->audited.profile, sizeof context->audited.profile, "%s", name);
        store_fingerprint(context->store, token.access_token, strlen(token.access_token),
                          context->audited.token);
        status = exchange_revoke(&exchange, token.access_token, &context->fault);
        withdraw_from_fleet(context, &token);
        *is_revoked = status == STATUS_OK;
        removed = store_delete(context->store, STORE_TOKEN, name,
                               status == STATUS_OK ? &context->fault : NULL);
        if (removed == STATUS_OK)
            report_revoked(context, true, status, &token);
        status = status == STATUS_OK ? removed : status;
    } else if (status == STATUS_NOT_FOUND) {
        report_revoked(context, false, STATUS_OK, &token);
        status = STATUS_OK;
    }
    token_clear(&token);
    return status;
}

enum status command_revoke(struct context *context)
{
    int64_t patience = context->options.non_interactive ? LITTLE_DEADLINE : DEADLINE;
    int64_t end = clock_milliseconds() + patience;
    struct store_lock lock = STORE_UNLOCKED;
    char host[HOST_SIZE];
    bool is_revoked = false;
    enum status status = answer_host_option(context, host);

    if (status == STATUS_OK)
        status = context_find_own_profile(context, host);
    if (status == STATUS_OK)
        status = store_lock(context->store, STORE_TOKEN, context->profile.name, patience, &lock,
                            &context->fault);
    if (status == STATUS_OK)
        status = revoke_locked(context, end, &is_revoked);
    store_unlock(&lock);
    if (is_revoked)
        replace_in_fleet(context);
    return status;
}
