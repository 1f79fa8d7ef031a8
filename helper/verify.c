/* verify.c: `verify`, the account step again. */
#include "helper/account.h"
#include "helper/answer.h"
#include "helper/commands.h"
#include "helper/renewal.h"

static enum status check_hosts(struct context *context, const char *only,
                               const struct token *token)
{
    const struct profile *profile = &context->profile;
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; status == STATUS_OK && i < profile->host.count; i++) {
        const char *host = only != NULL ? only : profile->host.item[i];

        status = account_check(&context->out, profile, host, token,
                               context->options.require_admin, &context->fault);
        if (only != NULL)
            break;
    }
    return status;
}

enum status command_verify(struct context *context)
{
    struct renewal renewal = { .profile = &context->profile,
                               .min_validity = -1,
                               .force = context->options.force,
                               .non_interactive = context->options.non_interactive };
    struct token token = TOKEN;
    char host[HOST_SIZE];
    const char *only;
    enum status status = answer_host_option(context, host);

    context->prints_always = true;
    only = host[0] != '\0' ? host : NULL;
    if (status == STATUS_OK)
        status = context_open(context, false);
    if (status == STATUS_OK)
        status = profile_find(&context->profile, context->store, only, context->options.profile,
                              NULL, &context->fault);
    renewal.store = context->store;
    if (status == STATUS_OK)
        status = renewal_token(&renewal, &token, NULL, &context->fault);
    if (status == STATUS_OK) {
        account_token_line(&context->out, &token);
        status = check_hosts(context, only, &token);
    }
    token_clear(&token);
    return status;
}
