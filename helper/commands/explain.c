/* explain.c: `explain get`: which profile and rule would decide, and what would be sent,
 * without asking Adobe and without a secret. */
#include <stdio.h>
#include <string.h>

#include "helper/commands.h"
#include "helper/commands/explain.h"
#include "helper/say/fields.h"
#include "helper/token/answer.h"
#include "helper/token/backoff.h"
#include "helper/token/token.h"

static const char placeholder[] = "THE-ACCESS-TOKEN";

static const struct command *explained(struct context *context)
{
    const struct options *options = &context->options;
    const struct command *command =
        options->arguments_count == 1 ? command_find(options->arguments[0]) : NULL;

    if (command != NULL && command->dialect->answer != NULL)
        return command;
    fault_set(&context->fault, STATUS_USAGE, 0, "explain",
              "takes get, token, header, env or broker");
    return NULL;
}

/* Why this profile: it was named, it is the only one, or it stands first. */
static void explain_choice(struct context *context, const char *host)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX), rule = BUFFER(STORE_RECORD_MAX);
    struct string_list names = { .count = 0 };
    size_t i;

    profile_names(&names, &text, context->store, host != NULL ? host : PROFILE_ALL, NULL);
    if (context->options.profile != NULL)
        buffer_text(&rule, "--profile names it");
    else if (context->options.username != NULL && names.count > 1)
        buffer_text(&rule, "the request's user name is its name or its technical account's");
    else if (names.count <= 1)
        buffer_text(&rule, host != NULL ? "no other profile serves this host"
                                        : "there is no other profile");
    else {
        buffer_format(&rule, "it is the first of %zu %s:", names.count,
                      host != NULL ? "that serve this host" : "profiles");
        for (i = 0; i < names.count; i++)
            buffer_format(&rule, "%s %s", i > 0 ? "," : "", names.item[i]);
    }
    fields_text(&context->out, "profile", context->profile.name);
    fields_text(&context->out, "because", buffer_string(&rule));
    buffer_clear(&rule);
    buffer_clear(&text);
}

static void explain_renewal(struct context *context, const char *binding, const char *when)
{
    const struct profile *profile = &context->profile;
    struct backoff backoff = BACKOFF;
    struct fault fault = { 0 };
    struct buffer *out = &context->out;

    backoff_load(&backoff, context->store, profile->name, NULL);
    if (!context->options.force && backoff_allows(&backoff, binding, moment_now(), moment_now(),
                                                  profile->endpoint, &fault) != STATUS_OK)
        fields_text(out, "but", fault.detail);
    buffer_format(out, "  %-18s%s: POST %s\n", "to Adobe", when, profile->endpoint);
    buffer_format(out, "  %-18sgrant_type=client_credentials, client_id=%s,\n", "",
                  profile->client_id);
    buffer_format(out, "  %-18sclient_secret=(one of %zu), scope=%s\n", "",
                  profile->client_secret.count, profile->scope);
    backoff_clear(&backoff);
}

static enum status explain_token(struct context *context, int64_t *expires_at)
{
    const struct profile *profile = &context->profile;
    enum token_state state = TOKEN_SHORT;
    struct buffer *out = &context->out;
    char binding[STORE_FINGERPRINT_SIZE];
    struct token token = TOKEN;
    enum status status = token_load(&token, context->store, profile->name, &context->fault);

    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    token_binding(binding, profile, context->store);
    if (status == STATUS_OK) {
        state = token_judge(&token, binding, context->options.min_validity, moment_now());
        *expires_at = token_expiry(&token, moment_now());
        fields_time(out, "token good until", *expires_at);
    }
    fields_text(out, "token",
                state == TOKEN_FRESH ? "fresh: answered from the store"
                : state == TOKEN_DUE ? "due: answered from the store, renewed in the background"
                : status == STATUS_OK
                    ? "too short, suspect or of a former secret: renewed first"
                    : "none yet: asked for first");
    if (state == TOKEN_FRESH)
        fields_text(out, "to Adobe", "nothing");
    else
        explain_renewal(context, binding, state == TOKEN_DUE ? "afterwards" : "first");
    token_clear(&token);
    return STATUS_OK;
}

/* The answer itself, by the dialect itself, with a word in place of the token. */
static void explain_answer(struct context *context, const struct command *command,
                           const char *host, int64_t expires_at)
{
    static const struct request nothing;
    const struct profile *profile = &context->profile;
    struct credential credential = {
        .token = placeholder,
        .username = profile->technical_account_email,
        .expires_at = expires_at,
        .host = host != NULL ? host : profile->host.item[0],
        .client_id = profile->client_id,
        .org_id = profile->org_id,
    };
    const struct answer answer = { &nothing, &context->format, &credential };
    struct buffer text = BUFFER(RECORD_MAX);
    const char *line;

    command->dialect->answer(&text, &answer);
    buffer_format(&context->out, "  to the caller\n");
    for (line = buffer_string(&text); *line != '\0';) {
        size_t length = strcspn(line, "\n");

        buffer_text(&context->out, "    ");
        buffer_append(&context->out, line, length);
        buffer_text(&context->out, "\n");
        line += length + (line[length] == '\n');
    }
    buffer_clear(&text);
}

static bool is_silent(const struct command *command)
{
    return command->dialect->miss != NULL;
}

static enum status explain_miss(struct context *context, const struct command *command,
                                const char *host)
{
    bool kept = false;

    if (context->any_host && host != NULL && is_silent(command))
        profile_host_is_free(&kept, context->store, host, NULL);

    fields_text(&context->out, "profile", "none");
    fields_text(&context->out, "because",
                host == NULL ? "nothing is recorded"
                : context->options.username != NULL
                    ? "no profile of that user name serves this host"
                    : "no profile that was asked for serves this host");
    if (kept)
        fields_text(&context->out, "any-host",
                    "a credential kept for this host is answered, if there is one");
    fields_text(&context->out, "to Adobe", "nothing");
    if (!kept)
        fields_text(&context->out, "to the caller",
                    is_silent(command) ? "nothing, exit status 0: a miss"
                                       : "nothing, exit status 3");
    return kept ? STATUS_OK : STATUS_NOT_FOUND;
}

enum status command_explain(struct context *context)
{
    const struct command *command;
    char canonical[HOST_SIZE];
    const char *host;
    int64_t expires_at = 0;
    enum status status;

    if (context->options.arguments_count == 1 &&
        strcmp(context->options.arguments[0], "broker") == 0)
        return explain_broker(context);
    command = explained(context);
    if (command == NULL)
        return STATUS_USAGE;
    status = answer_host_option(context, canonical);
    if (status == STATUS_OK)
        status = context_open(context, false);
    if (status != STATUS_OK)
        return status;
    context->prints_always = true;
    host = canonical[0] != '\0' ? canonical : NULL;
    buffer_format(&context->out, "%s%s%s\n", command->name, host != NULL ? " for " : "",
                  host != NULL ? host : "");
    status = profile_find(&context->profile, context->store, host, context->options.profile,
                          context->options.username, &context->fault);
    if (status == STATUS_NOT_FOUND)
        return explain_miss(context, command, host);
    if (status != STATUS_OK)
        return status;
    explain_choice(context, host);
    if (host == NULL)
        fields_text(&context->out, "host", context->profile.host.item[0]);
    status = explain_token(context, &expires_at);
    if (status == STATUS_OK)
        explain_answer(context, command, host, expires_at);
    return status;
}
