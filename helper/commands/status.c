/* status.c: `status`: what is recorded, when it expires, what unlocks it; `list` and `show` are
 * parts of it. Never a secret. */
#include <stdio.h>
#include <string.h>

#include "helper/account/verify.h"
#include "helper/commands.h"
#include "helper/say/fields.h"
#include "helper/say/protection.h"
#include "helper/say/say.h"
#include "helper/say/times.h"
#include "helper/token/backoff.h"
#include "helper/token/foreign.h"
#include "helper/token/network.h"
#include "helper/token/rotation_run.h"
#include "helper/token/token.h"

enum { STATUS_FORMAT = 1 };

/* What is recorded of the profile at hand, as lines or into an object; in lines the details
 * only with -v, or where they are asked for. */
static void put_recorded(struct context *context, json_t *object, bool with_details)
{
    const struct profile *profile = &context->profile;
    const int64_t secrets = (int64_t)profile->client_secret.count;
    char notice[ROTATION_NOTICE_SIZE];
    bool has_notice = rotation_notice(notice, profile, context->settings.rotate_warn);
    const struct field rows[] = {
        { NULL, "name", FIELD_TEXT, profile->name },
        { "hosts", "hosts", FIELD_WORDS, &profile->host },
        { "client id", "client_id", FIELD_TEXT, profile->client_id },
        { "organization", "org_id", FIELD_TEXT, profile->org_id },
        { "technical account", "technical_account_email", FIELD_TEXT,
          profile->technical_account_email },
        { "token endpoint", "endpoint", FIELD_TEXT, profile->endpoint },
        { "secret recorded", "secret_recorded_at", FIELD_TIME, &profile->secret_at },
        { has_notice ? "rotate" : NULL, "secret_notice", FIELD_TEXT,
          has_notice ? notice : NULL },
    };
    const bool chosen = profile->family.count > 0;
    const struct field details[] = {
        { "client secrets", "client_secrets", FIELD_NUMBER, &secrets },
        { "scopes", "scope", FIELD_TEXT, profile->scope },
        { "scopes to rotate", "rotate_scope", FIELD_TEXT, profile->rotate_scope },
        { "account's id", "technical_account_id", FIELD_TEXT, profile->technical_account_id },
        { "in the Console", "console_name", FIELD_TEXT, profile->console_name },
        { chosen ? "families" : NULL, "families", FIELD_WORDS, &profile->family },
        { profile->fusion != NULL ? "Fusion" : NULL, "fusion", FIELD_TEXT, profile->fusion },
        { NULL, "rotation", FIELD_TEXT, profile->rotation },
        { NULL, "old_secret_used_at", FIELD_TIME, &profile->rotation_used_at },
        { "API version", "api_version", FIELD_NUMBER, &profile->api_version },
        { "recorded", "recorded_at", FIELD_TIME, &profile->created_at },
    };

    if (object == NULL)
        buffer_format(&context->out, "profile %s\n", profile->name);
    fields_put(&context->out, object, rows, sizeof rows / sizeof rows[0]);
    if (with_details || object != NULL || say_is_verbose())
        fields_put(&context->out, object, details, sizeof details / sizeof details[0]);
}

static const char *token_word(const struct token *token, const char *binding)
{
    struct moment now = moment_now();

    if (token->access_token == NULL)
        return "none";
    if (strcmp(token->binding, binding) != 0)
        return "of a former secret";
    if (token_left(token, now) == 0)
        return "expired";
    return token_judge(token, binding, -1, now) == TOKEN_FRESH ? "good" : "to be renewed";
}

/* The token, and what became of asking for one; lines only of what there is. */
static void put_token(struct context *context, json_t *object, const struct token *token,
                      const struct backoff *backoff)
{
    char binding[STORE_FINGERPRINT_SIZE];
    bool has_token = token->access_token != NULL, failed = backoff->status != NULL;
    int64_t expires_at = has_token ? token_expiry(token, moment_now()) : 0, wait;

    token_binding(binding, &context->profile, context->store);
    wait = backoff_wait(backoff, binding, moment_now());
    fields_put(
        &context->out, object,
        (const struct field[]){
            { "token", "token", FIELD_TEXT, token_word(token, binding) },
            { has_token ? "token good until" : NULL, "token_expires_at", FIELD_TIME,
              &expires_at },
            { failed ? "last failure" : NULL, "last_failure", FIELD_TEXT, backoff->status },
            { NULL, "failure_detail", FIELD_TEXT, backoff->detail },
            { failed ? "failed" : NULL, "failed_at", FIELD_TIME, &backoff->failed_at },
            { NULL, "asked_again_in", FIELD_NUMBER, &wait },
        },
        6);
    if (failed && object == NULL)
        buffer_format(&context->out, "  %-18sin %lld s\n", "asked again", (long long)wait);
}

/* When and with what result the account step was last taken on a host. */
static void verification_text(struct buffer *out, const struct verification *proof,
                              const char *host)
{
    char at[FORMAT_TIME_SIZE], relative[FORMAT_TIME_SIZE], line[1024];

    if (proof->proved_at == 0 && proof->failure == NULL) {
        snprintf(line, sizeof line, "%s: not verified", host);
        fields_text(out, "verified", line);
        return;
    }
    if (proof->proved_at != 0) {
        format_time_utc(at, proof->proved_at);
        format_time_relative(relative, proof->proved_at, moment_now().wall);
        snprintf(line, sizeof line, "%s: %s (%s), %s, %s", host, at, relative,
                 proof->access_level != NULL ? proof->access_level : "access level not told",
                 proof->is_admin ? "administrator" : "not an administrator");
        fields_text(out, "verified", line);
    }
    if (proof->failure != NULL) {
        format_time_relative(relative, proof->failed_at, moment_now().wall);
        snprintf(line, sizeof line, "%s: %s (%s): %s", host, proof->failure, relative,
                 proof->detail != NULL ? proof->detail : "");
        fields_text(out, "verify failed", line);
    }
}

static enum status put_verified(struct context *context, json_t *object)
{
    const struct string_list *hosts = &context->profile.host;
    json_t *array = object != NULL ? json_array() : NULL;
    struct verification proof = VERIFICATION;
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; status == STATUS_OK && i < hosts->count; i++) {
        status = verification_load(&proof, context->store, context->profile.name,
                                   hosts->item[i], &context->fault);
        if (status == STATUS_OK && object == NULL)
            verification_text(&context->out, &proof, hosts->item[i]);
        else if (status == STATUS_OK &&
                 json_array_append_new(array, verification_json(&proof, hosts->item[i])) != 0)
            buffer_fail(&context->out, STATUS_NO_MEMORY);
    }
    if (object != NULL && json_object_set_new(object, "verified", array) != 0)
        buffer_fail(&context->out, STATUS_NO_MEMORY);
    verification_clear(&proof);
    return status;
}

/* Opens the store; `json` is what the answer is collected in, where that was asked for. */
static enum status open_for(struct context *context, const json_t *json)
{
    if (context->options.json && json == NULL)
        return fault_set(&context->fault, STATUS_NO_MEMORY, 0, "the answer", NULL);
    return context_open(context, false);
}

/* Prints the profile at hand, as lines or into an object. */
typedef enum status profile_printer(struct context *context, json_t *object, bool is_default);

static enum status print_status(struct context *context, json_t *object, bool is_default)
{
    struct token token = TOKEN;
    struct backoff backoff = BACKOFF;
    const char *name = context->profile.name;
    enum status status = token_load(&token, context->store, name, &context->fault);

    (void)is_default;
    if (status == STATUS_OK || status == STATUS_NOT_FOUND)
        status = backoff_load(&backoff, context->store, name, &context->fault);
    if (status == STATUS_OK) {
        put_recorded(context, object, false);
        put_token(context, object, &token, &backoff);
        status = put_verified(context, object);
    }
    token_clear(&token);
    backoff_clear(&backoff);
    return status;
}

static enum status print_line(struct context *context, json_t *object, bool is_default)
{
    const struct profile *profile = &context->profile;
    size_t i;

    if (object != NULL) {
        if (json_object_set_new(object, "name", json_string(profile->name)) != 0 ||
            json_object_set_new(object, "default", json_boolean(is_default)) != 0 ||
            json_object_set_new(object, "hosts", json_words(&profile->host)) != 0)
            buffer_fail(&context->out, STATUS_NO_MEMORY);
        return STATUS_OK;
    }
    buffer_format(&context->out, "%s%s", profile->name, is_default ? " (default)" : "");
    for (i = 0; i < profile->host.count; i++)
        buffer_format(&context->out, "%s%s", i == 0 ? ": " : ", ", profile->host.item[i]);
    buffer_text(&context->out, "\n");
    return STATUS_OK;
}

static enum status print_profile(struct context *context, const char *name, bool is_default,
                                 profile_printer *print, json_t *array)
{
    json_t *object = array != NULL ? json_object() : NULL;
    enum status status = profile_load(&context->profile, context->store, name, &context->fault);

    if (status == STATUS_OK && array != NULL && object == NULL)
        status = fault_set(&context->fault, STATUS_NO_MEMORY, 0, name, NULL);
    if (status == STATUS_OK)
        status = print(context, object, is_default);
    if (status != STATUS_OK)
        json_decref(object);
    else if (array != NULL && json_array_append_new(array, object) != 0)
        status = fault_set(&context->fault, STATUS_NO_MEMORY, 0, name, NULL);
    return status;
}

/* A damaged profile doesn't hide the others from people. */
static enum status print_all(struct context *context, profile_printer *print, json_t *array)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct string_list names = { .count = 0 };
    enum status damaged = STATUS_OK;
    enum status status =
        profile_names(&names, &text, context->store, PROFILE_ALL, &context->fault);
    size_t i;

    for (i = 0; status == STATUS_OK && i < names.count; i++) {
        status = print_profile(context, names.item[i], i == 0, print, array);
        if (status != STATUS_DAMAGED || array != NULL)
            continue;
        buffer_format(&context->out, "%s%s: damaged\n", names.item[i],
                      i == 0 ? " (default)" : "");
        context->prints_always = true;
        damaged = status;
        status = STATUS_OK;
    }
    buffer_clear(&text);
    return status == STATUS_OK ? damaged : status;
}

/* What is kept beside the profiles, for any host. Nothing kept is nothing said. */
static void foreign_text(struct buffer *out, size_t credentials, size_t hosts)
{
    if (hosts > 0)
        buffer_format(out, "  %-18s%zu other credential%s, for %zu host%s\n", "any-host",
                      credentials, credentials == 1 ? "" : "s", hosts, hosts == 1 ? "" : "s");
}

/* What of the network program's jail holds on this system. */
static void jail_text(struct buffer *out, const char *parts)
{
    struct buffer held = BUFFER(JAILED_SIZE), lacking = BUFFER(JAILED_SIZE);

    jail_status_parts(&held, parts, false);
    jail_status_parts(&lacking, parts, true);
    fields_text(out, "jail", held.length > 0 ? buffer_string(&held) : "not known");
    if (lacking.length > 0)
        fields_text(out, "jail lacks", buffer_string(&lacking));
    buffer_clear(&held);
    buffer_clear(&lacking);
}

/* What is the same for all profiles: lines in front of theirs, or an object around them. */
static void print_store(struct context *context, size_t kept, size_t hosts, json_t *profiles)
{
    struct store_options options = context_store_options(context);
    char jail[JAILED_SIZE];

    jail_status_ask(jail);
    if (profiles != NULL) {
        json_print(&context->out, STATUS_FORMAT, "status",
                   json_pack("{s:s, s:s, s:s, s:o, s:I, s:o}", "store", context->paths.store,
                             "unlocked_by", store_unlocked_by(context->store), "jail", jail,
                             "unlock", protection_json(context->store, &options), "kept",
                             (json_int_t)kept, "profiles", profiles));
        return;
    }
    buffer_format(&context->out, "store %s\n", context->paths.store);
    protection_text(&context->out, context->store, &options);
    jail_text(&context->out, jail);
    foreign_text(&context->out, kept, hosts);
}

enum status command_status(struct context *context)
{
    const char *name = context->options.profile;
    json_t *array = context->options.json ? json_array() : NULL;
    enum status status = open_for(context, array);
    size_t kept = 0, hosts = 0;

    if (status == STATUS_OK)
        status = foreign_count(&kept, &hosts, context->store, &context->fault);
    if (status != STATUS_OK) {
        json_decref(array);
        return status;
    }
    if (array == NULL)
        print_store(context, kept, hosts, NULL);
    status = name != NULL ? print_profile(context, name, false, print_status, array)
                          : print_all(context, print_status, array);
    if (status == STATUS_NOT_FOUND && name == NULL)
        status = hosts > 0 ? STATUS_OK
                           : fault_set(&context->fault, status, 0, context->paths.store, NULL);
    if (array != NULL)
        print_store(context, kept, hosts, array);
    return status;
}

enum status command_list(struct context *context)
{
    json_t *array = context->options.json ? json_array() : NULL;
    enum status status = open_for(context, array);
    bool is_empty;

    if (status == STATUS_OK)
        status = print_all(context, print_line, array);
    is_empty = status == STATUS_NOT_FOUND || status == STATUS_NO_STORE;
    if (array != NULL)
        json_print(&context->out, STATUS_FORMAT, "profiles", array);
    else if (is_empty)
        say_progress(
            "nothing is recorded yet: workfront-credential setup records a credential");
    return is_empty ? STATUS_OK : status;
}

enum status command_show(struct context *context)
{
    json_t *object = context->options.json ? json_object() : NULL;
    enum status status = open_for(context, object);

    if (status == STATUS_OK)
        status = profile_find(&context->profile, context->store, NULL, context->options.profile,
                              NULL, &context->fault);
    if (status != STATUS_OK) {
        json_decref(object);
        return status;
    }
    put_recorded(context, object, true);
    if (object != NULL)
        json_print(&context->out, STATUS_FORMAT, "profile", object);
    return STATUS_OK;
}
