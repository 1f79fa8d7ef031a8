/* rotation_record.c: how a rotation is recorded. */
#include <stdio.h>
#include <string.h>

#include "helper/say/say.h"
#include "helper/token/rotation/rotation_acts.h"

void rotation_copy_uuid(char out[ROTATION_UUID_SIZE], const char *uuid)
{
    memset(out, 0, ROTATION_UUID_SIZE);
    snprintf(out, ROTATION_UUID_SIZE, "%s", uuid != NULL ? uuid : "");
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

static void journal_state(struct rotator *rotator, struct profile *profile)
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

        rotation_copy_uuid(rotator->run.ours, kept);
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

/* After a leak the former one stays until it is revoked, also by a next run. */
static enum status save_token(struct rotator *rotator, const struct profile *profile)
{
    struct context *context = rotator->context;
    enum status status;

    if (rotator->token.access_token == NULL || rotator->run.is_leak)
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
    if (status == STATUS_OK && !profile_has_same_secrets(&next, &context->profile))
        status =
            fault_because(&context->fault, STATUS_BUSY, CAUSE_ROTATION_CHANGED, name, NULL);
    if (status == STATUS_OK) {
        bool is_proved = rotator->rotation.state == ROTATION_PROVED &&
                         rotation_state_from_name(next.rotation) == ROTATION_ADDED;

        journal_state(rotator, &next);
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

enum status rotator_act_publish(struct rotator *rotator)
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
