/* explain.c: `explain get`: which profile and rule would decide, and what would be sent,
 * without asking Adobe and without a secret. */
#include <stdio.h>
#include <string.h>

#include "helper/commands.h"
#include "helper/commands/explain.h"
#include "helper/token/answer.h"
#include "helper/token/backoff.h"
#include "helper/token/fleet/fleet.h"
#include "helper/token/token.h"

static const char placeholder[] = "THE-ACCESS-TOKEN";

enum { EXPLAIN_FORMAT = 1 };

void explanation_add(struct explanation *explanation, const char *label, const char *member,
                     const char *value)
{
    const struct field field = { label, member, FIELD_TEXT, value };

    fields_put(&explanation->context->out, explanation->object, &field, 1);
}

static const struct command *explained_command(struct context *context)
{
    const struct options *options = &context->options;
    const struct command *command =
        options->arguments_count == 1 ? command_find(options->arguments[0]) : NULL;

    if (command != NULL && command->dialect->answer != NULL)
        return command;
    context_refuse_words(context);
    return NULL;
}

/* Why this profile: it was named, it is the only one, or it stands first. */
static void explain_choice(struct explanation *explanation, const char *host)
{
    struct context *context = explanation->context;
    struct buffer text = BUFFER(STORE_RECORD_MAX), rule = BUFFER(STORE_RECORD_MAX);
    struct string_list names = { .count = 0 };

    profile_names(&names, &text, context->store, host != NULL ? host : PROFILE_ALL, NULL);
    if (context->options.profile != NULL)
        buffer_text(&rule, "--profile names it");
    else if (context->options.username != NULL && names.count > 1)
        buffer_text(&rule, "the request's user name is its name or its technical account's");
    else if (names.count <= 1)
        buffer_text(&rule, host != NULL ? "no other profile serves this host"
                                        : "there is no other profile");
    else {
        buffer_format(&rule, "it is the first of %zu %s: ", names.count,
                      host != NULL ? "that serve this host" : "profiles");
        fields_words(&rule, &names);
    }
    explanation_add(explanation, "profile", "profile", context->profile.name);
    explanation_add(explanation, "because", "because", buffer_string(&rule));
    buffer_clear(&rule);
    buffer_clear(&text);
}

static void renewal_lines(struct buffer *out, const struct profile *profile, const char *when)
{
    buffer_format(out, "  %-18s%s: POST %s\n", "to Adobe", when, profile->endpoint);
    buffer_format(out, "  %-18sgrant_type=client_credentials, client_id=%s,\n", "",
                  profile->client_id);
    buffer_format(out, "  %-18sclient_secret=(one of %zu), scope=%s\n", "",
                  profile->client_secret.count, profile->scope);
}

static void explain_renewal(struct explanation *explanation, const char *binding,
                            const char *when)
{
    struct context *context = explanation->context;
    const struct profile *profile = &context->profile;
    struct backoff backoff = BACKOFF;
    struct fault fault = { 0 };

    backoff_load(&backoff, context->store, profile->name, NULL);
    if (!context->options.force && backoff_allows(&backoff, binding, moment_now(), moment_now(),
                                                  profile->endpoint, &fault) != STATUS_OK)
        explanation_add(explanation, "but", "but", fault.detail);
    if (explanation->object == NULL)
        renewal_lines(&context->out, profile, when);
    else
        json_member(&context->out, explanation->object, "to_adobe",
                    json_pack("{s:s, s:s, s:s, s:s, s:i, s:s}", "when", when, "method", "POST",
                              "url", profile->endpoint, "client_id", profile->client_id,
                              "secrets", (int)profile->client_secret.count, "scope",
                              profile->scope));
    backoff_clear(&backoff);
}

/* A profile of a fleet's has its cache asked first, and of a reader's nobody else is. */
static bool explain_fleet(struct explanation *explanation, const char *when)
{
    struct context *context = explanation->context;
    struct fleet fleet = FLEET;
    char text[600], pause[80] = "";
    bool mints = true;

    if (fleet_open_for(&fleet, context->store, &context->settings.fleet, context->profile.name,
                       NULL) == STATUS_OK) {
        mints = fleet.mints;
        if (fleet_pause(&fleet) > 0)
            snprintf(pause, sizeof pause, "; it failed, and is left alone for %lld s",
                     (long long)fleet_pause(&fleet));
        snprintf(text, sizeof text,
                 "%s: read %.300s as a %s, epoch %u, generation above %lld%s", when,
                 fleet_place(&fleet), mints ? "minter" : "reader", fleet.key->epoch,
                 (long long)fleet.state.token.generation, pause);
        explanation_add(explanation, "to the fleet", "to_fleet", text);
    }
    fleet_clear(&fleet);
    return mints;
}

static enum status explain_token(struct explanation *explanation, int64_t *expires_at)
{
    struct context *context = explanation->context;
    const struct field expiry = { "token good until", "expires_at", FIELD_TIME, expires_at };
    const struct profile *profile = &context->profile;
    enum token_state state = TOKEN_SHORT;
    char binding[STORE_FINGERPRINT_SIZE];
    struct token token = TOKEN;
    enum status status = token_load(&token, context->store, profile->name, &context->fault);

    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    token_binding(binding, profile, context->store);
    if (status == STATUS_OK) {
        state = token_judge(&token, binding, context->options.min_validity, moment_now());
        *expires_at = token_expiry(&token, moment_now());
        fields_put(&context->out, explanation->object, &expiry, 1);
    }
    explanation_add(
        explanation, "token", "token",
        state == TOKEN_FRESH  ? "fresh: answered from the store"
        : state == TOKEN_DUE  ? "due: answered from the store, renewed in the background"
        : status == STATUS_OK ? "too short, suspect or of a former secret: renewed first"
                              : "none yet: asked for first");
    if (state == TOKEN_FRESH)
        explanation_add(explanation, "to Adobe", "to_adobe",
                        explanation->object != NULL ? NULL : "nothing");
    else if (explain_fleet(explanation, state == TOKEN_DUE ? "afterwards" : "first"))
        explain_renewal(explanation, binding, state == TOKEN_DUE ? "afterwards" : "first");
    token_clear(&token);
    return STATUS_OK;
}

/* The answer itself, by the dialect itself, with a word in place of the token. */
static void answer_put(struct buffer *text, const struct context *context,
                       const struct command *command, const char *host, int64_t expires_at)
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

    command->dialect->answer(text, &answer);
}

static void lines_put(struct buffer *out, const char *line)
{
    buffer_format(out, "  to the caller\n");
    while (*line != '\0') {
        size_t length = strcspn(line, "\n");

        buffer_text(out, "    ");
        buffer_append(out, line, length);
        buffer_text(out, "\n");
        line += length + (line[length] == '\n');
    }
}

static void explain_answer(struct explanation *explanation, const struct command *command,
                           const char *host, int64_t expires_at)
{
    struct context *context = explanation->context;
    struct buffer text = BUFFER(RECORD_MAX);

    answer_put(&text, context, command, host, expires_at);
    if (explanation->object != NULL)
        explanation_add(explanation, NULL, "to_caller", buffer_string(&text));
    else
        lines_put(&context->out, buffer_string(&text));
    buffer_clear(&text);
}

static bool is_silent(const struct command *command)
{
    return command->dialect->miss != NULL;
}

static enum status explain_miss(struct explanation *explanation, const struct command *command,
                                const char *host)
{
    struct context *context = explanation->context;
    bool kept = false;

    if (context->any_host && host != NULL && is_silent(command))
        profile_host_is_free(&kept, context->store, host, NULL);

    explanation_add(explanation, "profile", "profile",
                    explanation->object != NULL ? NULL : "none");
    explanation_add(explanation, "because", "because",
                    host == NULL ? "nothing is recorded"
                    : context->options.username != NULL
                        ? "no profile of that user name serves this host"
                        : "no profile that was asked for serves this host");
    if (kept)
        explanation_add(explanation, "any-host", "any_host",
                        "a credential kept for this host is answered, if there is one");
    explanation_add(explanation, "to Adobe", "to_adobe",
                    explanation->object != NULL ? NULL : "nothing");
    if (!kept)
        explanation_add(explanation, "to the caller", "to_caller",
                        explanation->object != NULL ? NULL
                        : is_silent(command)        ? "nothing, exit status 0: a miss"
                                                    : "nothing, exit status 3");
    return kept ? STATUS_OK : STATUS_NOT_FOUND;
}

/* The command that is explained, for a host or any. */
static void explain_title(struct explanation *explanation, const struct command *command,
                          const char *host)
{
    if (explanation->object == NULL)
        buffer_format(&explanation->context->out, "%s%s%s\n", command->name,
                      host != NULL ? " for " : "", host != NULL ? host : "");
    explanation_add(explanation, NULL, "command", command->name);
}

static enum status explain_command(struct explanation *explanation)
{
    struct context *context = explanation->context;
    const struct command *command = explained_command(context);
    char canonical[HOST_SIZE];
    const char *host;
    int64_t expires_at = 0;
    enum status status;

    if (command == NULL)
        return STATUS_USAGE;
    status = answer_host_option(context, canonical);
    if (status == STATUS_OK)
        status = context_open(context, false);
    if (status != STATUS_OK)
        return status;
    context->prints_always = true;
    host = text_or_null(canonical);
    explain_title(explanation, command, host);
    status = context_find_profile(context, host);
    if (status == STATUS_NOT_FOUND)
        return explain_miss(explanation, command, host);
    if (status != STATUS_OK)
        return status;
    explain_choice(explanation, host);
    explanation_add(explanation, host == NULL ? "host" : NULL, "host",
                    host != NULL ? host : context->profile.host.item[0]);
    status = explain_token(explanation, &expires_at);
    if (status == STATUS_OK)
        explain_answer(explanation, command, host, expires_at);
    return status;
}

enum status command_explain(struct context *context)
{
    const struct options *options = &context->options;
    struct explanation explanation = { context, options->json ? json_object() : NULL };
    bool is_broker =
        options->arguments_count == 1 && strcmp(options->arguments[0], "broker") == 0;
    enum status status =
        is_broker ? explain_broker(&explanation) : explain_command(&explanation);

    if (explanation.object != NULL && context->prints_always)
        json_print(&context->out, EXPLAIN_FORMAT, "explain", explanation.object);
    else
        json_decref(explanation.object);
    return status;
}
