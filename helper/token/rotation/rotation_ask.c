/* rotation_ask.c: what a rotation asks Adobe. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "helper/say/say.h"
#include "helper/say/waiting.h"
#include "helper/token/exchange.h"
#include "helper/token/rotation/rotation_acts.h"
#include "helper/token/scopes.h"
#include "protocol/clock.h"
#include "protocol/identifiers.h"

enum { REQUEST_TIME = 30000, FIRST_PAUSE = 2000 /* milliseconds */ };

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

enum status rotator_act_list(struct rotator *rotator)
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

enum status rotator_act_add(struct rotator *rotator)
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
    rotation_copy_uuid(rotator->run.uuid, told.uuid);
    network_reply_clear(&rotator->added);
    rotator->added = rotator->reply;
    rotator->reply = (struct network_reply)NETWORK_REPLY;
    rotator->given = rotator->added.answer.client_secret.item[0];
    rotator->has_told_secret = true;
    return STATUS_OK;
}

enum status rotator_act_delete(struct rotator *rotator)
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
    waiting_begin("Adobe to take the secret", patience + REQUEST_TIME);
    for (;; pause *= 2) {
        struct exchange exchange = { .profile = &alone, .end = end };

        status = exchange_token(&exchange, &rotator->token, &context->fault);
        if (status != STATUS_REFUSED || clock_milliseconds() + pause > last)
            break;
        say_detail("Adobe doesn't take the new secret yet; again in %" PRId64 " s",
                   pause / 1000);
        waiting_sleep(pause);
    }
    waiting_end();
    rotator->run.now = moment_now().wall + rotator->clock_offset;
    rotator->run.outcome = status == STATUS_OK        ? ROTATION_DONE
                           : status == STATUS_REFUSED ? ROTATION_REFUSED
                                                      : ROTATION_UNKNOWN;
    return status;
}

/* Shows the token to Workfront, which must know whose it is; a secret that leaked doesn't wait
 * for a Workfront that is away. ROTATION_REFUSED would be IMS's word on the secret; that one
 * was good. */
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

    if (rotator->reply.answer.session_user_id != NULL ||
        (status == STATUS_UNREACHABLE && rotator->run.is_leak))
        status = STATUS_OK;
    else if (status == STATUS_ACCOUNT)
        status = fault_because(&context->fault, status, CAUSE_ROTATION_HOST,
                               profile->host.item[0], context->fault.detail);
    rotator->run.outcome = status == STATUS_OK           ? ROTATION_DONE
                           : status == STATUS_UNEXPECTED ? ROTATION_DAMAGED
                                                         : ROTATION_UNKNOWN;
    return status;
}

enum status rotator_act_prove(struct rotator *rotator)
{
    enum status status =
        try_secret(rotator, 1, rotator->run.is_doubtful ? 0 : rotator->prove_for);

    return status == STATUS_OK && rotator->context->profile.host.count > 0 ? show_token(rotator)
                                                                           : status;
}

enum status rotator_act_try_old(struct rotator *rotator)
{
    return try_secret(rotator, 1, 0);
}
