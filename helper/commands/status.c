/* status.c: `status`: what is recorded, when it expires, what unlocks it. Never a secret. */
#include <stdio.h>
#include <string.h>

#include "helper/account/verify.h"
#include "helper/commands.h"
#include "helper/say/fields.h"
#include "helper/say/json.h"
#include "helper/say/protection.h"
#include "helper/say/times.h"
#include "helper/token/backoff.h"
#include "helper/token/foreign.h"
#include "helper/token/network.h"
#include "helper/token/token.h"

enum { STATUS_FORMAT = 1 };

/* What is shown of one profile. */
struct view {
    const struct profile *profile;
    struct token token;
    struct backoff backoff;
    int64_t expires_at; /* when the token ends; 0 without one */
    const char *state;  /* of the token */
    int64_t wait;       /* seconds until Adobe may be asked again */
};

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

static enum status view_load(struct view *view, struct context *context)
{
    const char *name = context->profile.name;
    char binding[STORE_FINGERPRINT_SIZE];
    enum status status = token_load(&view->token, context->store, name, &context->fault);

    if (status == STATUS_NOT_FOUND)
        status = STATUS_OK;
    if (status == STATUS_OK)
        status = backoff_load(&view->backoff, context->store, name, &context->fault);
    token_binding(binding, &context->profile, context->store);
    view->profile = &context->profile;
    view->state = token_word(&view->token, binding);
    if (view->token.access_token != NULL)
        view->expires_at = token_expiry(&view->token, moment_now());
    view->wait = backoff_wait(&view->backoff, binding, moment_now());
    return status;
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

/* Each host's proof, as lines or into an array. */
static enum status show_proofs(struct context *context, json_t *array)
{
    const struct profile *profile = &context->profile;
    struct verification proof = VERIFICATION;
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; status == STATUS_OK && i < profile->host.count; i++) {
        status = verification_load(&proof, context->store, profile->name, profile->host.item[i],
                                   &context->fault);
        if (status == STATUS_OK && array == NULL)
            verification_text(&context->out, &proof, profile->host.item[i]);
        else if (status == STATUS_OK)
            json_array_append_new(array, verification_json(&proof, profile->host.item[i]));
    }
    verification_clear(&proof);
    return status;
}

static void view_text(struct buffer *out, const struct view *view)
{
    const struct profile *profile = view->profile;

    buffer_format(out, "profile %s\n", profile->name);
    fields_words(out, "hosts", &profile->host);
    fields_text(out, "client id", profile->client_id);
    fields_text(out, "organization", profile->org_id);
    fields_text(out, "technical account", profile->technical_account_email);
    fields_text(out, "token endpoint", profile->endpoint);
    fields_time(out, "secret recorded", profile->secret_at);
    fields_text(out, "token", view->state);
    if (view->token.access_token != NULL)
        fields_time(out, "token good until", view->expires_at);
    if (view->backoff.status != NULL) {
        fields_text(out, "last failure", view->backoff.status);
        fields_time(out, "failed", view->backoff.failed_at);
        buffer_format(out, "  %-18sin %lld s\n", "asked again", (long long)view->wait);
    }
}

static json_t *view_json(const struct view *view)
{
    const struct profile *profile = view->profile;

    return json_pack(
        "{s:s, s:o, s:s, s:s?, s:s, s:s, s:I, s:s, s:I, s:s?, s:s?, s:I, s:I}", "name",
        profile->name, "hosts", json_words(&profile->host), "client_id", profile->client_id,
        "org_id", profile->org_id, "technical_account_email", profile->technical_account_email,
        "endpoint", profile->endpoint, "secret_recorded_at", (json_int_t)profile->secret_at,
        "token", view->state, "token_expires_at", (json_int_t)view->expires_at, "last_failure",
        view->backoff.status, "failure_detail", view->backoff.detail, "failed_at",
        (json_int_t)view->backoff.failed_at, "asked_again_in", (json_int_t)view->wait);
}

static enum status profile_show(struct context *context, const char *name, json_t *array)
{
    struct view view = { .token = TOKEN, .backoff = BACKOFF };
    enum status status = profile_load(&context->profile, context->store, name, &context->fault);

    if (status == STATUS_OK)
        status = view_load(&view, context);
    if (status == STATUS_OK && array == NULL) {
        view_text(&context->out, &view);
        status = show_proofs(context, NULL);
    } else if (status == STATUS_OK) {
        json_t *object = view_json(&view), *proofs = json_array();

        status = show_proofs(context, proofs);
        json_object_set_new(object, "verified", proofs);
        if (json_array_append_new(array, object) != 0)
            status = fault_set(&context->fault, STATUS_NO_MEMORY, 0, name, NULL);
    }
    token_clear(&view.token);
    backoff_clear(&view.backoff);
    return status;
}

/* A damaged profile doesn't hide the others from people. */
static enum status show_all(struct context *context, json_t *array)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct string_list names = { .count = 0 };
    enum status status =
        profile_names(&names, &text, context->store, PROFILE_ALL, &context->fault);
    enum status damaged = STATUS_OK;
    size_t i;

    for (i = 0; status == STATUS_OK && i < names.count; i++) {
        status = profile_show(context, names.item[i], array);
        if (status == STATUS_DAMAGED && array == NULL) {
            context->prints_always = true;
            damaged = status;
            status = STATUS_OK;
        }
    }
    if (status == STATUS_OK)
        status = damaged;
    if (status == STATUS_NOT_FOUND && names.count == 0)
        status = fault_set(&context->fault, status, 0, context->paths.store, NULL);
    buffer_clear(&text);
    return status;
}

/* What is kept beside the profiles, for any host. Nothing kept is nothing said. */
static void foreign_text(struct buffer *out, size_t credentials, size_t hosts)
{
    if (hosts > 0)
        buffer_format(out, "  %-18s%zu other credential%s, for %zu host%s\n", "any-host",
                      credentials, credentials == 1 ? "" : "s", hosts, hosts == 1 ? "" : "s");
}

/* What of the network program's jail holds on this system. */
static void jail_text(struct buffer *out)
{
    struct buffer held = BUFFER(JAILED_SIZE), lacking = BUFFER(JAILED_SIZE);
    char parts[JAILED_SIZE];

    jail_status_ask(parts);
    jail_status_parts(&held, parts, false);
    jail_status_parts(&lacking, parts, true);
    fields_text(out, "jail", held.length > 0 ? buffer_string(&held) : "not known");
    if (lacking.length > 0)
        fields_text(out, "jail lacks", buffer_string(&lacking));
    buffer_clear(&held);
    buffer_clear(&lacking);
}

static void print_json(struct context *context, json_t *profiles, size_t kept)
{
    struct store_options options = context_store_options(context);
    char jail[JAILED_SIZE];
    json_t *value;

    jail_status_ask(jail);
    value = json_pack("{s:s, s:s, s:s, s:o, s:I, s:o}", "store", context->paths.store,
                      "unlocked_by", store_unlocked_by(context->store), "jail", jail, "unlock",
                      protection_json(context->store, &options), "kept", (json_int_t)kept,
                      "profiles", profiles);

    json_print(&context->out, STATUS_FORMAT, "status", value);
}

static void print_heading(struct context *context, size_t kept, size_t hosts)
{
    struct store_options options = context_store_options(context);

    buffer_format(&context->out, "store %s\n", context->paths.store);
    protection_text(&context->out, context->store, &options);
    jail_text(&context->out);
    foreign_text(&context->out, kept, hosts);
}

enum status command_status(struct context *context)
{
    const char *name = context->options.profile;
    enum status status = context_open(context, false);
    size_t kept = 0, hosts = 0;
    json_t *array;

    if (status == STATUS_OK)
        status = foreign_count(&kept, &hosts, context->store, &context->fault);
    if (status != STATUS_OK)
        return status;
    array = context->options.json ? json_array() : NULL;
    if (context->options.json && array == NULL)
        return fault_set(&context->fault, STATUS_NO_MEMORY, 0, context->paths.store, NULL);
    if (array == NULL)
        print_heading(context, kept, hosts);
    status = name != NULL ? profile_show(context, name, array) : show_all(context, array);
    if (status == STATUS_NOT_FOUND && name == NULL && hosts > 0)
        status = STATUS_OK;
    if (array != NULL)
        print_json(context, array, kept);
    return status;
}
