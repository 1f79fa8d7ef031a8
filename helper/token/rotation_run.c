/* rotation_run.c: the actions of a rotation. */
#include "helper/token/rotation_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "helper/say/say.h"
#include "helper/say/times.h"
#include "helper/token/exchange.h"
#include "helper/token/scopes.h"
#include "protocol/identifiers.h"

enum { REQUEST_TIME = 30000, FIRST_PAUSE = 2000 /* milliseconds */ };

static void copy_uuid(char out[ROTATION_UUID_SIZE], const char *uuid)
{
    memset(out, 0, ROTATION_UUID_SIZE);
    snprintf(out, ROTATION_UUID_SIZE, "%s", uuid != NULL ? uuid : "");
}

enum status rotator_load(struct rotator *rotator)
{
    const struct profile *profile = &rotator->context->profile;
    enum rotation_state state = rotation_state_from_name(profile->rotation);

    if (state == ROTATION_STATES)
        return fault_set(&rotator->context->fault, STATUS_NEWER, 0, profile->name, NULL);
    rotator->rotation = (struct rotation){ .state = state,
                                           .is_manual = profile->rotation_manual,
                                           .added_at = profile->rotation_at,
                                           .proved_at = profile->rotation_proved_at,
                                           .seen_at = profile->rotation_seen_at,
                                           .used_at = profile->rotation_used_at };
    copy_uuid(rotator->rotation.old_uuid, profile->rotation_old);
    copy_uuid(rotator->rotation.new_uuid, profile->rotation_new);
    copy_uuid(rotator->rotation.seen_uuid, profile->rotation_seen);
    copy_uuid(rotator->run.ours, profile->secret_uuid);
    rotator->run.now = moment_now().wall;
    return STATUS_OK;
}

void rotator_clear(struct rotator *rotator)
{
    network_reply_clear(&rotator->reply);
    network_reply_clear(&rotator->added);
    token_clear(&rotator->token);
}

bool rotation_notice(char out[ROTATION_NOTICE_SIZE], const struct profile *profile,
                     int64_t warn)
{
    int64_t age = moment_now().wall - profile->secret_at;
    char utc[FORMAT_TIME_SIZE];

    out[0] = '\0';
    format_time_utc(utc, profile->rotation_used_at);
    if (profile->rotation_used_at != 0)
        snprintf(out, ROTATION_NOTICE_SIZE,
                 "another machine still uses the old secret, last at %s", utc);
    else if (profile->rotation != NULL)
        snprintf(out, ROTATION_NOTICE_SIZE, "a rotation is under way: %s", profile->rotation);
    else if (profile->secret_at != 0 && warn > 0 && age > warn)
        snprintf(out, ROTATION_NOTICE_SIZE, "the secret is %" PRId64 " days old", age / 86400);
    return out[0] != '\0';
}

/* ## Asking */

/* With the credential, and the token that it asks for, of the profile. */
static enum status call_console(struct rotator *rotator, struct adobe_call call)
{
    struct context *context = rotator->context;
    const struct profile *profile = &context->profile;
    struct buffer scope = BUFFER(STORE_RECORD_MAX);
    enum status status;

    call.deadline = REQUEST_TIME;
    call.endpoint = profile->endpoint;
    call.client_id = profile->client_id;
    call.client_secret = profile->client_secret.item[rotator->secret];
    call.console_org = profile->console_org;
    call.console_credential = profile->console_credential;
    if (profile->rotate_scope != NULL)
        buffer_format(&scope, "%s,%s", profile->scope, profile->rotate_scope);
    else
        buffer_text(&scope, SCOPES_MANAGEMENT);
    call.scope = buffer_string(&scope);
    status = network_ask(&call, NULL, &rotator->reply, &context->fault);
    if (rotator->reply.answer.server_time > 0)
        rotator->clock_offset = rotator->reply.answer.server_time - moment_now().wall;
    rotator->run.now = moment_now().wall + rotator->clock_offset;
    if (status == STATUS_ACCOUNT || context->fault.cause == CAUSE_SCOPE)
        status = fault_because(&context->fault, STATUS_ACCOUNT, CAUSE_ROTATION_ACCESS,
                               profile->name, context->fault.detail);
    buffer_clear(&scope);
    return status;
}

static bool is_refused_secret(const struct rotator *rotator, enum status status)
{
    const char *error = rotator->reply.answer.error;

    return status == STATUS_REFUSED && error != NULL && strcmp(error, "invalid_client") == 0;
}

/* "UUID CREATED USED EXPIRES" in milliseconds. */
static bool read_secret(struct rotation_secret *secret, const char *line)
{
    char created[24], used[24];
    int64_t stamp;

    *secret = (struct rotation_secret){ .created_at = 0 };
    if (sscanf(line, "%64s %20s %20s", secret->uuid, created, used) != 3 ||
        !identifier_is_valid(IDENTIFIER_UUID, secret->uuid))
        return false;
    secret->created_at = record_number(created, &stamp) && stamp > 0 ? stamp / 1000 : 0;
    secret->used_at = record_number(used, &stamp) && stamp > 0 ? stamp / 1000 : 0;
    return true;
}

static bool read_list(struct rotator *rotator)
{
    const struct string_list *lines = &rotator->reply.answer.secret;
    struct rotation_run *run = &rotator->run;

    for (run->count = 0; run->count < lines->count; run->count++)
        if (run->count == ROTATION_SECRETS ||
            !read_secret(&run->list[run->count], lines->item[run->count]))
            return false;
    return run->count < 2 || strcmp(run->list[0].uuid, run->list[1].uuid) != 0;
}

/* While nothing is under way any of the secrets may be the one that is left. */
static enum status call_with_any_secret(struct rotator *rotator, struct adobe_call call)
{
    size_t count = rotator->context->profile.client_secret.count;
    enum status status;

    rotator->secret = 0;
    status = call_console(rotator, call);
    while (rotator->rotation.state <= ROTATION_ADDING && rotator->secret + 1 < count &&
           is_refused_secret(rotator, status)) {
        rotator->secret++;
        status = call_console(rotator, call);
    }
    return status;
}

enum status rotator_list(struct rotator *rotator)
{
    struct context *context = rotator->context;
    enum status status =
        call_with_any_secret(rotator, (struct adobe_call){ .call = "secrets" });

    if (status == STATUS_OK && !read_list(rotator))
        status = fault_because(&context->fault, STATUS_UNEXPECTED, CAUSE_ROTATION_STRANGE,
                               context->profile.name, NULL);
    return status;
}

/* Whether somebody else may know better: the Console answered, and not with the numbers. */
static bool has_no_ids(enum status status)
{
    return status == STATUS_ACCOUNT || status == STATUS_NOT_FOUND ||
           status == STATUS_UNSUITABLE || status == STATUS_UNEXPECTED;
}

enum status rotator_find_ids(struct rotator *rotator, char org[ROTATION_ID_SIZE],
                             char credential[ROTATION_ID_SIZE])
{
    struct context *context = rotator->context;
    const struct profile *profile = &context->profile;
    const struct adobe_answer *answer = &rotator->reply.answer;
    enum status status = STATUS_NOT_FOUND;

    if (profile->org_id != NULL)
        status = call_with_any_secret(
            rotator, (struct adobe_call){ .call = "console-find", .org_id = profile->org_id });
    if (status == STATUS_OK && answer->console_org != NULL &&
        answer->console_credential != NULL) {
        snprintf(org, ROTATION_ID_SIZE, "%s", answer->console_org);
        snprintf(credential, ROTATION_ID_SIZE, "%s", answer->console_credential);
        return STATUS_OK;
    }
    if (status == STATUS_OK || has_no_ids(status))
        status = fault_because(&context->fault, STATUS_USAGE, CAUSE_ROTATION_IDS, profile->name,
                               NULL);
    return status;
}

static enum rotation_outcome outcome_of(const struct rotator *rotator, enum status status)
{
    const struct adobe_answer *answer = &rotator->reply.answer;

    if (status == STATUS_OK)
        return ROTATION_DONE;
    if (answer->version == ADOBE_VERSION && !answer->sent)
        return ROTATION_REFUSED;
    return status == STATUS_UNEXPECTED ? ROTATION_DAMAGED : ROTATION_UNKNOWN;
}

static enum status act_list(struct rotator *rotator)
{
    enum status status = rotator_list(rotator);

    rotator->run.outcome = outcome_of(rotator, status);
    return status;
}

/* A secret that a person typed has no uuid that is known. */
static enum status act_add_given(struct rotator *rotator)
{
    struct context *context = rotator->context;

    rotator->run.outcome = rotator->given != NULL ? ROTATION_DONE : ROTATION_REFUSED;
    rotator->run.uuid[0] = '\0';
    return rotator->given != NULL ? STATUS_OK
                                  : fault_because(&context->fault, STATUS_UNSUITABLE,
                                                  CAUSE_ROTATION_PERSON, "--from", NULL);
}

static enum status act_add(struct rotator *rotator)
{
    struct context *context = rotator->context;
    const struct string_list *secrets = &rotator->reply.answer.client_secret;
    struct rotation_secret told = { .created_at = 0 };
    enum status status;

    if (rotator->rotation.state == ROTATION_IDLE)
        return act_add_given(rotator);
    status = call_console(rotator, (struct adobe_call){ .call = "secret-add" });
    if (status == STATUS_OK &&
        (secrets->count != 1 || rotator->reply.answer.secret.count != 1 ||
         !read_secret(&told, rotator->reply.answer.secret.item[0]) ||
         strcmp(told.uuid, rotator->rotation.old_uuid) == 0 ||
         string_list_contain(&context->profile.client_secret, secrets->item[0])))
        status = STATUS_UNEXPECTED;
    rotator->run.outcome = outcome_of(rotator, status);
    if (rotator->run.outcome == ROTATION_UNKNOWN || rotator->run.outcome == ROTATION_DAMAGED)
        return fault_because(&context->fault, status, CAUSE_ROTATION_LOST,
                             context->profile.name, context->fault.detail);
    if (status != STATUS_OK)
        return status;
    copy_uuid(rotator->run.uuid, told.uuid);
    network_reply_clear(&rotator->added);
    rotator->added = rotator->reply;
    rotator->reply = (struct network_reply)NETWORK_REPLY;
    rotator->given = rotator->added.answer.client_secret.item[0];
    rotator->has_told_secret = true;
    return STATUS_OK;
}

static enum status act_delete(struct rotator *rotator)
{
    enum status status = call_console(
        rotator, (struct adobe_call){ .call = "secret-delete", .uuid = rotator->run.uuid });

    if (status == STATUS_NOT_FOUND)
        status = STATUS_OK;
    rotator->run.outcome = outcome_of(rotator, status);
    return status;
}

/* A token with one of the two secrets alone, again for a while as long as IMS refuses it. */
static enum status try_secret(struct rotator *rotator, size_t secret, int64_t patience)
{
    struct context *context = rotator->context;
    struct profile alone = context->profile;
    int64_t end = clock_milliseconds() + REQUEST_TIME + patience, pause = FIRST_PAUSE;
    int64_t last = clock_milliseconds() + patience;
    enum status status;

    alone.client_secret =
        (struct string_list){ { context->profile.client_secret.item[secret] }, 1 };
    for (;; pause *= 2) {
        struct exchange exchange = { .profile = &alone, .end = end };

        status = exchange_token(&exchange, &rotator->token, &context->fault);
        if (status != STATUS_REFUSED || clock_milliseconds() + pause > last)
            break;
        say_detail("Adobe doesn't take the new secret yet; again in %" PRId64 " s",
                   pause / 1000);
        clock_sleep(pause);
    }
    rotator->run.now = moment_now().wall + rotator->clock_offset;
    rotator->run.outcome = status == STATUS_OK        ? ROTATION_DONE
                           : status == STATUS_REFUSED ? ROTATION_REFUSED
                                                      : ROTATION_UNKNOWN;
    return status;
}

/* Shows the token to Workfront, which must know whose it is. ROTATION_REFUSED would be IMS's
 * word on the secret; that one was good. */
static enum status show_token(struct rotator *rotator)
{
    struct context *context = rotator->context;
    const struct profile *profile = &context->profile;
    const struct adobe_call call = { .call = "account",
                                     .deadline = REQUEST_TIME,
                                     .host = profile->host.item[0],
                                     .access_token = rotator->token.access_token,
                                     .client_id = profile->client_id,
                                     .org_id = profile->org_id,
                                     .api_version = profile->api_version };
    enum status status = network_ask(&call, NULL, &rotator->reply, &context->fault);

    if (rotator->reply.answer.session_user_id != NULL)
        status = STATUS_OK;
    else if (status == STATUS_ACCOUNT)
        status = fault_because(&context->fault, status, CAUSE_ROTATION_HOST,
                               profile->host.item[0], context->fault.detail);
    rotator->run.outcome = status == STATUS_OK           ? ROTATION_DONE
                           : status == STATUS_UNEXPECTED ? ROTATION_DAMAGED
                                                         : ROTATION_UNKNOWN;
    return status;
}

static enum status act_prove(struct rotator *rotator)
{
    enum status status = try_secret(rotator, 1, rotator->prove_for);

    return status == STATUS_OK && rotator->context->profile.host.count > 0 ? show_token(rotator)
                                                                           : status;
}

static enum status act_try_old(struct rotator *rotator)
{
    return try_secret(rotator, 1, 0);
}

/* ## Recording */

/* Whether the record is still what this run has read, so that its step may be added. */
static bool is_unchanged(const struct profile *now, const struct profile *read)
{
    size_t i;

    if (rotation_state_from_name(now->rotation) != rotation_state_from_name(read->rotation) ||
        strcmp(now->client_id, read->client_id) != 0 ||
        now->client_secret.count != read->client_secret.count)
        return false;
    for (i = 0; i < now->client_secret.count; i++)
        if (strcmp(now->client_secret.item[i], read->client_secret.item[i]) != 0)
            return false;
    return true;
}

/* The one to use first comes first; which that is changes with the state. */
static void order_secrets(struct rotator *rotator, struct profile *profile)
{
    enum rotation_state before = rotation_state_from_name(profile->rotation);
    enum rotation_state after = rotator->rotation.state;
    struct string_list *secrets = &profile->client_secret;
    const char *first = secrets->item[before <= ROTATION_ADDING ? rotator->secret : 0];

    if (after == before)
        return;
    if (after == ROTATION_ADDING) {
        secrets->item[rotator->secret] = secrets->item[0];
        secrets->item[0] = first;
        rotator->secret = 0;
    } else if (after == ROTATION_ADDED) {
        *secrets = (struct string_list){ { first, rotator->given }, 2 };
    } else if (after == ROTATION_PROVED) {
        *secrets = (struct string_list){ { secrets->item[1], first }, 2 };
        profile->secret_at = moment_now().wall;
    } else if (after == ROTATION_IDLE && before != ROTATION_ADDING) {
        secrets->count = 1;
    }
}

static const char *text_or_null(const char *text)
{
    return *text != '\0' ? text : NULL;
}

static void journal(struct rotator *rotator, struct profile *profile)
{
    struct rotation *rotation = &rotator->rotation;
    enum rotation_state before = rotation_state_from_name(profile->rotation);

    if (profile->binding == NULL) {
        token_binding(rotator->binding, profile, rotator->context->store);
        profile->binding = rotator->binding;
    }
    order_secrets(rotator, profile);
    if (rotation->state == ROTATION_IDLE) {
        const char *kept = before >= ROTATION_PROVED ? rotation->new_uuid : rotation->old_uuid;

        copy_uuid(rotator->run.ours, kept);
        *rotation = (struct rotation){ .state = ROTATION_IDLE };
        profile->secret_uuid = text_or_null(rotator->run.ours);
    }
    profile->rotation = rotation_state_name(rotation->state);
    profile->rotation_old = text_or_null(rotation->old_uuid);
    profile->rotation_new = text_or_null(rotation->new_uuid);
    profile->rotation_seen = text_or_null(rotation->seen_uuid);
    profile->rotation_manual = rotation->is_manual;
    profile->rotation_at = rotation->added_at;
    profile->rotation_proved_at = rotation->proved_at;
    profile->rotation_seen_at = rotation->seen_at;
    profile->rotation_used_at = rotation->used_at;
}

static enum status save_token(struct rotator *rotator, const struct profile *profile)
{
    struct context *context = rotator->context;
    enum status status;

    if (rotator->token.access_token == NULL)
        return STATUS_OK;
    rotator->token.binding = profile->binding;
    status = token_save(&rotator->token, context->store, profile->name, NULL);
    rotator->token.binding = NULL;
    if (status != STATUS_OK)
        say_detail("the new token could not be kept");
    return STATUS_OK;
}

/* With the token lock. The next token may be asked for by whoever likes; what was remembered of
 * former secrets goes first. */
static enum status publish_locked(struct rotator *rotator)
{
    struct context *context = rotator->context;
    struct profile next = PROFILE;
    char name[PROFILE_NAME_MAX + 1];
    enum status status;

    snprintf(name, sizeof name, "%s", context->profile.name);
    status = profile_load(&next, context->store, name, &context->fault);
    if (status == STATUS_OK && !is_unchanged(&next, &context->profile))
        status =
            fault_because(&context->fault, STATUS_BUSY, CAUSE_ROTATION_CHANGED, name, NULL);
    if (status == STATUS_OK) {
        bool is_proved = rotator->rotation.state == ROTATION_PROVED &&
                         rotation_state_from_name(next.rotation) == ROTATION_ADDED;

        journal(rotator, &next);
        if (is_proved || next.rotation == NULL)
            store_delete(context->store, STORE_STATE, name, NULL);
        status = profile_save(&next, context->store, &context->fault);
        if (status == STATUS_OK && is_proved)
            status = save_token(rotator, &next);
    }
    profile_clear(&next);
    return status == STATUS_OK
               ? profile_load(&context->profile, context->store, name, &context->fault)
               : status;
}

static enum status act_publish(struct rotator *rotator)
{
    struct context *context = rotator->context;
    struct store_lock lock = STORE_UNLOCKED;
    enum status status = store_lock(context->store, STORE_TOKEN, context->profile.name,
                                    STORE_LOCK_WAIT, &lock, &context->fault);

    if (status == STATUS_OK)
        status = publish_locked(rotator);
    store_unlock(&lock);
    if (status == STATUS_OK)
        rotator->has_told_secret = false;
    rotator->run.outcome = status == STATUS_OK ? ROTATION_DONE : ROTATION_UNKNOWN;
    return status;
}

/* ## The run */

/* What is told of a step, by the state that it led to or left. */
static void audit_step(struct rotator *rotator, enum status outcome)
{
    static const char *const published[ROTATION_STATES] = { "end", "intend", "add", "promote",
                                                            "delete" };
    const struct rotation_run *run = &rotator->run;
    const struct rotation *rotation = &rotator->rotation;
    char detail[64];
    const struct audit_note note = {
        .event = AUDIT_EVENT_ROTATE,
        .outcome = outcome,
        .profile = rotator->context->profile.name,
        .detail = detail,
        .secret = run->action == ROTATION_PROVE && outcome == STATUS_OK
                      ? rotator->token.access_token
                      : NULL,
    };

    if (run->action == ROTATION_PROVE)
        snprintf(detail, sizeof detail, "prove %.8s", rotation->new_uuid);
    else if (run->action == ROTATION_DELETE)
        snprintf(detail, sizeof detail, "%s %.8s",
                 rotation->state == ROTATION_DELETING ? "deleted" : "drop-orphan", run->uuid);
    else if (run->action == ROTATION_PUBLISH)
        snprintf(detail, sizeof detail, "%s%s%.8s", published[rotation->state],
                 rotation->state > ROTATION_ADDING ? " " : "",
                 rotation->state == ROTATION_DELETING ? rotation->old_uuid
                                                      : rotation->new_uuid);
    else
        return;
    audit_log_take(rotator->context->store, &note, NULL);
}

enum status rotator_run(struct rotator *rotator)
{
    static enum status (*const acts[])(struct rotator *) = {
        [ROTATION_LIST] = act_list,     [ROTATION_PUBLISH] = act_publish,
        [ROTATION_ADD] = act_add,       [ROTATION_PROVE] = act_prove,
        [ROTATION_DELETE] = act_delete, [ROTATION_TRY_OLD] = act_try_old,
    };
    struct rotation_run *run = &rotator->run;
    enum status status = STATUS_OK,
                last = audit_log_can_append(rotator->context->store, &rotator->context->fault);

    if (last != STATUS_OK)
        return last;
    for (run->action = ROTATION_BEGIN;;) {
        run->action = rotation_next(&rotator->rotation, run);
        if (run->action == ROTATION_STOP)
            break;
        status = acts[run->action](rotator);
        audit_step(rotator, status);
        if (status != STATUS_OK)
            last = status;
        if (run->action == ROTATION_PUBLISH && status != STATUS_OK)
            break;
    }
    return run->verdict == ROTATION_FAILED || status != STATUS_OK ? last : STATUS_OK;
}
