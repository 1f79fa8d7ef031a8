/* verify.c: `verify`, the account step again. */
#include <string.h>
#include <unistd.h>

#include "helper/account/verify.h"
#include "helper/commands.h"
#include "helper/say/fields.h"
#include "helper/token/answer.h"
#include "helper/token/backoff.h"
#include "helper/token/renewal.h"
#include "helper/token/rotation_run.h"

enum { VERIFY_FORMAT = 1 };

/* Whether it isn't the one that was there before. */
static bool is_new(const struct token *token, const struct token *before)
{
    return before->access_token == NULL ||
           strcmp(token->access_token, before->access_token) != 0;
}

/* The token that others would get, renewed only when it must. */
static enum status get_token(struct context *context, struct verify *prove, bool *has_changed)
{
    struct renewal renewal = { .store = context->store,
                               .profile = &context->profile,
                               .min_validity = -1,
                               .force = context->options.force,
                               .non_interactive = context->options.non_interactive };
    struct backoff backoff = BACKOFF;
    struct token before = TOKEN;
    enum status status;

    token_load(&before, context->store, context->profile.name, NULL);
    status = renewal_token(&renewal, &prove->token, NULL, &context->fault);
    report_about(prove->report, "");
    *has_changed = status == STATUS_OK && is_new(&prove->token, &before);
    backoff_load(&backoff, context->store, context->profile.name, NULL);
    if (status == STATUS_OK)
        verify_rules_token(
            prove->report, &context->profile, &prove->token,
            backoff_secret(&backoff, context->store, &context->profile.client_secret),
            *has_changed);
    else
        verify_rules_no_token(prove->report, &context->profile, &context->fault);
    token_clear(&before);
    backoff_clear(&backoff);
    return status;
}

/* Every host gets its turn, also after one that failed; the first failure counts. */
static enum status check_hosts(struct context *context, const char *only, struct verify *prove)
{
    const struct string_list *hosts = &context->profile.host;
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; i < hosts->count; i++) {
        struct fault fault = { 0 };
        enum status one;

        if (only != NULL && strcmp(only, hosts->item[i]) != 0)
            continue;
        prove->report->fault = fault;
        one = verify_host(prove, hosts->item[i], &fault);
        if (one == STATUS_OK || prove->report->fault.status != STATUS_OK)
            verification_keep(context->store, &prove->account[prove->count - 1], one, &fault);
        if (status == STATUS_OK && one != STATUS_OK) {
            status = one;
            context->fault = fault;
        }
    }
    return status;
}

/* Whether one of the hosts doesn't take the token, and none of them does. */
static bool is_refused(const struct verify *prove)
{
    bool refused = false;
    size_t i;

    for (i = 0; i < prove->count; i++) {
        const struct adobe_answer *answer = &prove->account[i].user.answer;

        if (answer->session_user_id != NULL)
            return false;
        refused = refused || answer->http_status == 401;
    }
    return refused;
}

/* A token that was kept here and is taken nowhere now was perhaps revoked: the next command
 * renews it. What fails here is told by that one. */
static void suspect(struct context *context, const struct verify *prove)
{
    char print[STORE_FINGERPRINT_SIZE];
    bool is_first = false;

    token_suspect(context->store, context->profile.name, prove->token.access_token, print,
                  &is_first, NULL);
}

static enum status verify(struct context *context, const char *only, struct verify *prove)
{
    bool has_changed = false;
    enum status status = context_open(context, false);

    if (status == STATUS_OK)
        status = profile_find(&context->profile, context->store, only, context->options.profile,
                              NULL, &context->fault);
    if (status == STATUS_OK)
        status = get_token(context, prove, &has_changed);
    if (status == STATUS_OK)
        status = check_hosts(context, only, prove);
    if (!has_changed && is_refused(prove))
        suspect(context, prove);
    return status;
}

static void tell_secret(struct context *context, struct report *report)
{
    char notice[ROTATION_NOTICE_SIZE];

    if (context->profile.client_id != NULL &&
        rotation_notice(notice, &context->profile, context->settings.rotate_warn))
        report_say(report, "secret", VERDICT_NONE, NULL, "%s", notice);
}

enum status command_verify(struct context *context)
{
    struct report report = { .out = &context->out, .style = style_for(STDOUT_FILENO) };
    struct verify prove = PROVE(&context->profile, &context->options, &report);
    char host[HOST_SIZE];
    enum status status = answer_host_option(context, host);

    context->prints_always = true;
    if (context->options.json)
        report.json = json_array();
    if (status == STATUS_OK)
        status = verify(context, host[0] != '\0' ? host : NULL, &prove);
    tell_secret(context, &report);
    report_end(&report, VERIFY_FORMAT, "verify",
               json_pack("{s:s, s:b, s:o*}", "profile", context->profile.name, "proved",
                         status == STATUS_OK, "error",
                         context->options.json && status != STATUS_OK
                             ? json_fault_object(&context->fault, context->profile.name)
                             : NULL));
    verify_clear(&prove);
    return status;
}
