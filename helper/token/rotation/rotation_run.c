/* rotation_run.c: the run of a rotation. */
#include "helper/token/rotation/rotation_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "helper/say/times.h"
#include "helper/token/rotation/rotation_acts.h"

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
    rotation_copy_uuid(rotator->rotation.old_uuid, profile->rotation_old);
    rotation_copy_uuid(rotator->rotation.new_uuid, profile->rotation_new);
    rotation_copy_uuid(rotator->rotation.seen_uuid, profile->rotation_seen);
    rotation_copy_uuid(rotator->run.ours, profile->secret_uuid);
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
        [ROTATION_LIST] = rotator_act_list,     [ROTATION_PUBLISH] = rotator_act_publish,
        [ROTATION_ADD] = rotator_act_add,       [ROTATION_PROVE] = rotator_act_prove,
        [ROTATION_DELETE] = rotator_act_delete, [ROTATION_TRY_OLD] = rotator_act_try_old,
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
