/* revoke.c: `revoke`, for a token that has leaked: it goes from here, and IMS is asked to make
 * it invalid everywhere. The credential stays. */
#include <stdio.h>
#include <string.h>

#include "helper/commands.h"
#include "helper/say/say.h"
#include "helper/say/times.h"
#include "helper/token/answer.h"
#include "helper/token/exchange.h"

enum { DEADLINE = 60000, LITTLE_DEADLINE = 10000 /* milliseconds */ };

static enum status ask_adobe(struct context *context, const struct token *token, int64_t end)
{
    struct exchange exchange = { .profile = &context->profile, .end = end };

    return exchange_revoke(&exchange, token->access_token, &context->fault);
}

static void report(struct context *context, enum status status, const struct token *token)
{
    const char *name = context->profile.name;
    char utc[FORMAT_TIME_SIZE];

    if (status == STATUS_OK) {
        buffer_format(&context->out,
                      "the token of profile %s is invalid at Adobe and removed here\n", name);
        return;
    }
    format_time_utc(utc, token_expiry(token, moment_now()));
    say_warning("the token of profile %s is removed here, but Adobe didn't confirm that it is "
                "invalid; elsewhere it may work until %s",
                name, utc);
}

/* Whatever Adobe says, the token goes: nobody shall get it from here any more. */
static enum status revoke_locked(struct context *context, int64_t end)
{
    const char *name = context->profile.name;
    struct token token = TOKEN;
    enum status status = token_load(&token, context->store, name, &context->fault), removed;

    if (status == STATUS_OK) {
        snprintf(context->audited.profile, sizeof context->audited.profile, "%s", name);
        store_fingerprint(context->store, token.access_token, strlen(token.access_token),
                          context->audited.token);
        status = ask_adobe(context, &token, end);
        removed = store_delete(context->store, STORE_TOKEN, name,
                               status == STATUS_OK ? &context->fault : NULL);
        if (removed == STATUS_OK)
            report(context, status, &token);
        status = status == STATUS_OK ? removed : status;
    } else if (status == STATUS_NOT_FOUND) {
        buffer_format(&context->out, "profile %s has no token here\n", name);
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
    enum status status = answer_host_option(context, host);

    if (status == STATUS_OK)
        status = context_open(context, false);
    if (status == STATUS_OK)
        status = profile_find(&context->profile, context->store, host[0] != '\0' ? host : NULL,
                              context->options.profile, NULL, &context->fault);
    if (status == STATUS_OK)
        status = store_lock(context->store, STORE_TOKEN, context->profile.name, patience, &lock,
                            &context->fault);
    if (status == STATUS_OK)
        status = revoke_locked(context, end);
    store_unlock(&lock);
    return status;
}
