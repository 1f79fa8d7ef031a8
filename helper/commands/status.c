/* status.c: `status`: what is recorded, when it expires, what unlocks it; `list` and `show` are
 * parts of it. Never a secret. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/account/health.h"
#include "helper/commands.h"
#include "helper/commands/status.h"
#include "helper/say/fields.h"
#include "helper/say/say.h"
#include "helper/say/times.h"
#include "helper/token/broker_client.h"
#include "helper/token/foreign.h"
#include "helper/token/rotation/rotation_run.h"

/* What is recorded of the profile at hand, as lines or into an object. */
static void put_recorded(struct context *context, json_t *object)
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
    fields_put(&context->out, object, details, sizeof details / sizeof details[0]);
}

/* The token, and what became of asking for one; lines only of what there is. */
static void put_token(struct context *context, json_t *object, const struct health *health)
{
    const struct token *token = &health->token;
    const struct backoff *backoff = &health->backoff;
    bool has_token = token->access_token != NULL, failed = backoff->status != NULL;
    int64_t expires_at = has_token ? token_expiry(token, moment_now()) : 0;
    int64_t wait = backoff_wait(backoff, health->binding, moment_now());

    fields_put(
        &context->out, object,
        (const struct field[]){
            { "token", "token", FIELD_TEXT, health_token_word(health) },
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
static void verification_text(struct buffer *out, const struct verification *verification,
                              const char *host)
{
    char at[FORMAT_TIME_SIZE], relative[FORMAT_TIME_SIZE], line[1024];

    if (verification->proved_at == 0 && verification->failure == NULL) {
        snprintf(line, sizeof line, "%s: not verified", host);
        fields_text(out, "verified", line);
        return;
    }
    if (verification->proved_at != 0) {
        format_time_utc(at, verification->proved_at);
        format_time_relative(relative, verification->proved_at, moment_now().wall);
        snprintf(line, sizeof line, "%s: %s (%s), %s, %s", host, at, relative,
                 verification->access_level != NULL ? verification->access_level
                                                    : "access level not told",
                 verification->is_admin ? "administrator" : "not an administrator");
        fields_text(out, "verified", line);
    }
    if (verification->failure != NULL) {
        format_time_relative(relative, verification->failed_at, moment_now().wall);
        snprintf(line, sizeof line, "%s: %s (%s): %s", host, verification->failure, relative,
                 verification->detail != NULL ? verification->detail : "");
        fields_text(out, "verify failed", line);
    }
}

static enum status put_verified(struct context *context, json_t *object)
{
    const struct string_list *hosts = &context->profile.host;
    json_t *array = object != NULL ? json_array() : NULL;
    struct verification verification = VERIFICATION;
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; status == STATUS_OK && i < hosts->count; i++) {
        status = verification_load(&verification, context->store, context->profile.name,
                                   hosts->item[i], &context->fault);
        if (status == STATUS_OK && object == NULL)
            verification_text(&context->out, &verification, hosts->item[i]);
        else if (status == STATUS_OK)
            json_add(&context->out, array, verification_json(&verification, hosts->item[i]));
    }
    if (object != NULL)
        json_member(&context->out, object, "verified", array);
    verification_clear(&verification);
    return status;
}

/* Opens the store; `json` is what the answer is collected in, where that was asked for. Who
 * asks a broker needs none. */
static enum status open_for(struct context *context, const json_t *json)
{
    enum status status;
    const char *broker;

    if (context->options.json && json == NULL)
        return fault_set(&context->fault, STATUS_NO_MEMORY, 0, "the answer", NULL);
    status = context_open(context, false);
    broker = status == STATUS_NO_STORE ? broker_instead(context, status) : NULL;
    return broker != NULL ? fault_because(&context->fault, status, CAUSE_BROKER_INSTEAD,
                                          context->paths.store, broker)
                          : status;
}

/* What goes through the profiles: how each is printed, as lines or into an object of `array`.
 */
struct overview {
    struct context *context;
    enum status (*print)(struct overview *overview, json_t *object, bool is_default);
    json_t *array;
    struct glance glance;
};

static enum status print_glance(struct overview *overview, json_t *object, bool is_default)
{
    (void)object;
    (void)is_default;
    return glance_profile(&overview->glance);
}

/* Of an object the lines that people see first are a member. */
static enum status put_glance(struct overview *overview, json_t *object)
{
    struct glance *glance = &overview->glance;
    enum status status;

    if (object == NULL)
        return STATUS_OK;
    glance->json = json_array();
    status = glance_profile(glance);
    json_member(&overview->context->out, object, "glance", glance->json);
    return status;
}

static enum status print_status(struct overview *overview, json_t *object, bool is_default)
{
    struct context *context = overview->context;
    struct health health = HEALTH;
    enum status status = put_glance(overview, object);

    (void)is_default;
    if (status == STATUS_OK)
        status = health_load(&health, context->store, &context->profile, &context->fault);
    if (status == STATUS_OK) {
        put_recorded(context, object);
        put_token(context, object, &health);
        status = put_verified(context, object);
    }
    health_clear(&health);
    return status;
}

/* What stands before a name: no name has a star or a blank in it. */
static const char *mark_of(bool is_default)
{
    return is_default ? "* " : "  ";
}

static enum status print_line(struct overview *overview, json_t *object, bool is_default)
{
    struct context *context = overview->context;
    const struct profile *profile = &context->profile;

    if (object != NULL) {
        json_member(&context->out, object, "name", json_string(profile->name));
        json_member(&context->out, object, "default", json_boolean(is_default));
        json_member(&context->out, object, "hosts", json_words(&profile->host));
        return STATUS_OK;
    }
    buffer_format(&context->out, "%s%s%s", mark_of(is_default), profile->name,
                  profile->host.count > 0 ? ": " : "");
    fields_words(&context->out, &profile->host);
    buffer_text(&context->out, "\n");
    return STATUS_OK;
}

static enum status print_profile(struct overview *overview, const char *name, bool is_default)
{
    struct context *context = overview->context;
    json_t *object = overview->array != NULL ? json_object() : NULL;
    enum status status = profile_load(&context->profile, context->store, name, &context->fault);

    if (status == STATUS_OK && overview->array != NULL && object == NULL)
        status = fault_set(&context->fault, STATUS_NO_MEMORY, 0, name, NULL);
    if (status == STATUS_OK)
        status = overview->print(overview, object, is_default);
    if (status != STATUS_OK)
        json_decref(object);
    else if (overview->array != NULL && json_array_append_new(overview->array, object) != 0)
        status = fault_set(&context->fault, STATUS_NO_MEMORY, 0, name, NULL);
    return status;
}

static void print_damaged(struct overview *overview, const char *name, bool is_default)
{
    if (overview->print == print_glance)
        glance_line(&overview->glance, VERDICT_FAILED, name, "damaged");
    else
        buffer_format(&overview->context->out, "%s%s: damaged\n", mark_of(is_default), name);
    overview->context->prints_always = true;
}

/* A damaged profile doesn't hide the others from people. */
static enum status print_all(struct overview *overview, const struct string_list *names)
{
    struct fault of_damaged = { 0 };
    struct fault *fault = &overview->context->fault;
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; status == STATUS_OK && i < names->count; i++) {
        status = print_profile(overview, names->item[i], i == 0);
        if (status != STATUS_DAMAGED || overview->array != NULL)
            continue;
        print_damaged(overview, names->item[i], i == 0);
        of_damaged = *fault;
        status = STATUS_OK;
    }
    if (status != STATUS_OK || of_damaged.status == STATUS_OK)
        return status;
    *fault = of_damaged;
    return of_damaged.status;
}

/* What is kept beside the profiles, for any host. Nothing kept is nothing said. */
static void foreign_line(struct glance *glance, size_t credentials, size_t hosts)
{
    char text[96];

    snprintf(text, sizeof text, "%zu other credential%s, for %zu host%s", credentials,
             credentials == 1 ? "" : "s", hosts, hosts == 1 ? "" : "s");
    if (hosts > 0)
        glance_line(glance, VERDICT_NONE, "any-host", text);
}

/* The profiles that are asked about, of which there may be none. */
static enum status list_names(struct context *context, struct string_list *names,
                              struct buffer *text)
{
    enum status status;

    if (context->options.profile != NULL) {
        names->item[names->count++] = context->options.profile;
        return STATUS_OK;
    }
    status = profile_names(names, text, context->store, PROFILE_ALL, &context->fault);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* For people all that is recorded only with -v; then what is wrong isn't told once more. */
static enum status print_prose(struct overview *overview, const struct string_list *names,
                               size_t kept, size_t hosts)
{
    struct context *context = overview->context;
    enum status status, more = STATUS_OK;

    overview->print = print_glance;
    status = print_all(overview, names);
    if (names->count == 0 || say_is_verbose())
        foreign_line(&overview->glance, kept, hosts);
    if (say_is_verbose()) {
        status_print_store(context, kept, NULL);
        overview->print = print_status;
        more = print_all(overview, names);
    }
    if (overview->glance.wrong.status != STATUS_OK)
        buffer_text(&context->out, "what to do: workfront-credential doctor\n");
    return status != STATUS_OK ? status : more;
}

static enum status print_json(struct overview *overview, const struct string_list *names,
                              size_t kept)
{
    enum status status;

    overview->print = print_status;
    status = print_all(overview, names);
    status_print_store(overview->context, kept, overview->array);
    overview->array = NULL;
    return status;
}

/* What a line says is wrong is what the command ends with, and isn't said again. */
static enum status end_status(struct overview *overview, enum status status)
{
    struct context *context = overview->context;

    if (status != STATUS_OK || overview->glance.wrong.status == STATUS_OK)
        return status;
    context->prints_always = context->is_reported = true;
    context->fault = overview->glance.wrong;
    return context->fault.status;
}

enum status command_status(struct context *context)
{
    struct overview overview = { .context = context,
                                 .array = context->options.json ? json_array() : NULL,
                                 .glance = { .context = context,
                                             .style = style_for(STDOUT_FILENO) } };
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct string_list names = { .count = 0 };
    enum status status = open_for(context, overview.array);
    size_t kept = 0, hosts = 0;

    if (status == STATUS_OK)
        status = foreign_count(&kept, &hosts, context->store, &context->fault);
    if (status == STATUS_OK)
        status = list_names(context, &names, &text);
    if (status == STATUS_OK && names.count == 0 && hosts == 0)
        status = fault_set(&context->fault, STATUS_NOT_FOUND, 0, context->paths.store, NULL);
    if (status == STATUS_OK) {
        glance_measure(&overview.glance, &names);
        status = overview.array != NULL ? print_json(&overview, &names, kept)
                                        : print_prose(&overview, &names, kept, hosts);
    }
    json_decref(overview.array);
    buffer_clear(&text);
    return end_status(&overview, status);
}

/* For people: programs read lines of profiles. Nothing is told of what can't be read. */
static void tell_foreign(struct context *context)
{
    struct buffer names = BUFFER(1000);
    size_t hosts = 0;

    if (foreign_hosts(&names, &hosts, context->store, NULL) == STATUS_OK && hosts > 0)
        say_progress("kept as well, by --any-host, is what other hosts take: %s",
                     buffer_string(&names));
    buffer_clear(&names);
}

/* What people can do where no profile is recorded. */
static void tell_empty(struct context *context, enum status opened)
{
    const char *broker = broker_instead(context, opened);

    if (broker == NULL)
        say_progress(
            "nothing is recorded yet: workfront-credential setup records a credential");
    else
        say_progress("nothing is recorded here; the broker at %s is asked for tokens, as "
                     "workfront-credential token does. Its administrator knows which profiles "
                     "and hosts it gives you: workfront-credential explain broker --uid %lu "
                     "tells there",
                     broker, (unsigned long)geteuid());
}

enum status command_list(struct context *context)
{
    struct overview overview = { .context = context,
                                 .print = print_line,
                                 .array = context->options.json ? json_array() : NULL };
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct string_list names = { .count = 0 };
    enum status status = open_for(context, overview.array);
    bool is_empty;

    if (status == STATUS_OK)
        status = profile_names(&names, &text, context->store, PROFILE_ALL, &context->fault);
    if (status == STATUS_OK)
        status = print_all(&overview, &names);
    buffer_clear(&text);
    is_empty = status == STATUS_NOT_FOUND || status == STATUS_NO_STORE;
    if (overview.array != NULL)
        json_print(&context->out, STATUS_FORMAT, "profiles", overview.array);
    else if (is_empty)
        tell_empty(context, status);
    if (overview.array == NULL && context->store != NULL)
        tell_foreign(context);
    return is_empty ? STATUS_OK : status;
}

enum status command_show(struct context *context)
{
    json_t *object = context->options.json ? json_object() : NULL;
    enum status status = open_for(context, object);

    if (status == STATUS_OK)
        status = context_find_profile(context, NULL);
    if (status != STATUS_OK) {
        json_decref(object);
        return status;
    }
    put_recorded(context, object);
    if (object != NULL)
        json_print(&context->out, STATUS_FORMAT, "profile", object);
    return STATUS_OK;
}
