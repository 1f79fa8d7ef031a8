/* rotation.c: which step follows which. */
#include "helper/token/rotation/rotation.h"

#include <stdio.h>
#include <string.h>

enum { MINUTE = 60 };

static const char *const names[ROTATION_STATES] = { NULL, "adding", "added", "proved",
                                                    "deleting" };

const char *rotation_state_name(enum rotation_state state)
{
    return names[state];
}

enum rotation_state rotation_state_from_name(const char *name)
{
    int state = ROTATION_IDLE;

    if (name != NULL)
        for (state = ROTATION_ADDING; state < ROTATION_STATES; state++)
            if (strcmp(names[state], name) == 0)
                break;
    return (enum rotation_state)state;
}

static enum rotation_action stop_with(struct rotation_run *run, enum rotation_verdict verdict)
{
    run->verdict = verdict;
    return ROTATION_STOP;
}

static enum rotation_action stop_until(struct rotation_run *run, enum rotation_verdict verdict,
                                       int64_t until)
{
    run->until = until;
    return stop_with(run, verdict);
}

/* Publishes, and nothing more. */
static enum rotation_action end_with(struct rotation_run *run, enum rotation_verdict verdict)
{
    run->is_ending = true;
    run->verdict = verdict;
    return ROTATION_PUBLISH;
}

static enum rotation_action end_idle(struct rotation *rotation, struct rotation_run *run,
                                     enum rotation_verdict verdict)
{
    rotation->state = ROTATION_IDLE;
    return end_with(run, verdict);
}

static const struct rotation_secret *find_secret(const struct rotation_run *run,
                                                 const char *uuid)
{
    size_t i;

    for (i = 0; i < run->count; i++)
        if (strcmp(run->list[i].uuid, uuid) == 0)
            return &run->list[i];
    return NULL;
}

/* One that is listed and isn't `known`. */
static const struct rotation_secret *find_other(const struct rotation_run *run,
                                                const char *known)
{
    size_t i;

    for (i = 0; i < run->count; i++)
        if (strcmp(run->list[i].uuid, known) != 0)
            return &run->list[i];
    return NULL;
}

/* One that is still listed afterwards was not deleted. */
static enum rotation_action delete_secret(struct rotation_run *run, const char *uuid)
{
    if (strcmp(run->deleted, uuid) == 0)
        return stop_with(run, ROTATION_STRANGE);
    memmove(run->uuid, uuid, strlen(uuid) + 1);
    memcpy(run->deleted, run->uuid, ROTATION_UUID_SIZE);
    return ROTATION_DELETE;
}

/* Of two secrets the one that a person named, unless it is in use here, or may be. */
static enum rotation_action drop_named(struct rotation_run *run)
{
    const struct rotation_secret *named = find_secret(run, run->drop);

    if (named == NULL)
        return stop_with(run, *run->deleted != '\0' ? ROTATION_DROPPED : ROTATION_CHOICE);
    if (run->count < ROTATION_SECRETS || strcmp(named->uuid, run->ours) == 0 ||
        (find_secret(run, run->ours) == NULL && named->used_at > run->now - ROTATION_GRACE))
        return stop_with(run, ROTATION_OURS);
    return delete_secret(run, named->uuid);
}

static enum rotation_action begin_rotation(struct rotation *rotation, struct rotation_run *run)
{
    *rotation = (struct rotation){ .state = ROTATION_ADDING, .added_at = run->now };
    memcpy(rotation->old_uuid, run->list[0].uuid, ROTATION_UUID_SIZE);
    return ROTATION_PUBLISH;
}

static enum rotation_action decide_idle(struct rotation *rotation, struct rotation_run *run)
{
    if (run->aborts || (!run->is_due && run->drop == NULL))
        return stop_with(run, ROTATION_NOT_DUE);
    if (run->is_manual && run->drop == NULL)
        return ROTATION_ADD;
    if (!run->is_listed)
        return ROTATION_LIST;
    if (run->drop != NULL)
        return drop_named(run);
    if (run->count == 0)
        return stop_with(run, ROTATION_STRANGE);
    return run->count == ROTATION_SECRETS ? stop_with(run, ROTATION_CHOICE)
                                          : begin_rotation(rotation, run);
}

/* A secret that appeared after we had asked for one. It is ours if it was made at that time and
 * nobody uses it: only the answer that was lost has told its value. */
static enum rotation_action decide_newcomer(struct rotation *rotation, struct rotation_run *run,
                                            const struct rotation_secret *newcomer)
{
    bool is_seen = strcmp(rotation->seen_uuid, newcomer->uuid) == 0;

    if (run->drop != NULL && strcmp(run->drop, newcomer->uuid) == 0)
        return delete_secret(run, newcomer->uuid);
    if (newcomer->used_at != 0 || newcomer->created_at < rotation->added_at - MINUTE ||
        newcomer->created_at > rotation->added_at + ROTATION_REQUEST)
        return end_idle(rotation, run, ROTATION_CHOICE);
    if (!is_seen) {
        memcpy(rotation->seen_uuid, newcomer->uuid, ROTATION_UUID_SIZE);
        rotation->seen_at = run->now;
        run->until = run->now + ROTATION_ORPHAN;
        return end_with(run, ROTATION_MAY_BE_LOST);
    }
    if (run->now < rotation->seen_at + ROTATION_ORPHAN)
        return stop_until(run, ROTATION_MAY_BE_LOST, rotation->seen_at + ROTATION_ORPHAN);
    return delete_secret(run, newcomer->uuid);
}

static enum rotation_action decide_adding(struct rotation *rotation, struct rotation_run *run)
{
    const struct rotation_secret *newcomer;

    if (!run->is_listed)
        return ROTATION_LIST;
    newcomer = find_other(run, rotation->old_uuid);
    if (find_secret(run, rotation->old_uuid) == NULL)
        return end_idle(rotation, run, ROTATION_STRANGE);
    if (newcomer != NULL)
        return decide_newcomer(rotation, run, newcomer);
    if (run->aborts)
        return end_idle(rotation, run, ROTATION_ABORTED);
    if (run->now <= rotation->added_at + MINUTE)
        return ROTATION_ADD;
    rotation->added_at = run->now; /* or what is lost now would be too young to be ours */
    return ROTATION_PUBLISH;
}

static enum rotation_action decide_added(struct rotation *rotation, struct rotation_run *run)
{
    bool is_listed;

    if (!run->aborts && !run->is_tried)
        return ROTATION_PROVE;
    if (rotation->is_manual && (run->aborts || run->is_doubtful))
        return end_idle(rotation, run, run->aborts ? ROTATION_ABORTED : ROTATION_OUTDATED);
    if (rotation->is_manual)
        return stop_with(run, ROTATION_NOT_TAKEN);
    if (!run->is_listed)
        return ROTATION_LIST;
    is_listed = find_secret(run, rotation->new_uuid) != NULL;
    if (run->aborts)
        return is_listed ? delete_secret(run, rotation->new_uuid)
                         : end_idle(rotation, run, ROTATION_ABORTED);
    return is_listed ? stop_with(run, ROTATION_NOT_TAKEN)
                     : end_idle(rotation, run, ROTATION_VANISHED);
}

/* That somebody still uses the old secret is news, which is kept. */
static enum rotation_action wait_for_use(struct rotation *rotation, struct rotation_run *run,
                                         int64_t since)
{
    bool is_new_use = since > rotation->proved_at + MINUTE && rotation->used_at != since;
    enum rotation_verdict verdict = since <= rotation->proved_at + MINUTE ? ROTATION_WAITS
                                    : run->now - rotation->proved_at > ROTATION_PATIENCE
                                        ? ROTATION_LONG_IN_USE
                                        : ROTATION_IN_USE;

    run->until = since + run->grace;
    if (!is_new_use)
        return stop_with(run, verdict);
    rotation->used_at = since;
    return end_with(run, verdict);
}

static enum rotation_action wait_for_others(const struct rotation *rotation,
                                            struct rotation_run *run)
{
    return stop_with(run, run->now - rotation->proved_at > ROTATION_PATIENCE
                              ? ROTATION_LONG_AWAITS
                              : ROTATION_AWAITS);
}

/* Whether the old secret may go by what Adobe lists; else the run ends as *action says. */
static bool may_delete(struct rotation *rotation, struct rotation_run *run,
                       enum rotation_action *action)
{
    const struct rotation_secret *old = find_secret(run, rotation->old_uuid);
    int64_t since = rotation->proved_at;

    if (find_secret(run, rotation->new_uuid) == NULL) {
        *action = stop_with(run, ROTATION_STRANGE);
    } else if (old == NULL) {
        *action = end_idle(rotation, run, ROTATION_FINISHED);
    } else {
        run->used_at = old->used_at;
        if (old->used_at > since)
            since = old->used_at;
        if (run->is_leak || run->now >= since + run->grace) {
            if (!run->is_awaited)
                return true;
            *action = wait_for_others(rotation, run);
        } else {
            *action = wait_for_use(rotation, run, since);
        }
    }
    return false;
}

static enum rotation_action decide_proved(struct rotation *rotation, struct rotation_run *run)
{
    int64_t until = rotation->proved_at + run->grace;
    enum rotation_action action;

    if (run->aborts)
        return stop_with(run, ROTATION_TOO_LATE);
    if (!run->is_leak && run->now < until)
        return stop_until(run, ROTATION_WAITS, until);
    if (rotation->is_manual)
        return run->is_awaited ? wait_for_others(rotation, run) : ROTATION_TRY_OLD;
    if (!run->is_listed)
        return ROTATION_LIST;
    if (!may_delete(rotation, run, &action))
        return action;
    rotation->state = ROTATION_DELETING;
    run->is_listed = false;
    return ROTATION_PUBLISH;
}

/* The list that it judges by was asked for with the new secret, in this run. */
static enum rotation_action decide_deleting(struct rotation *rotation, struct rotation_run *run)
{
    enum rotation_action action;

    if (run->aborts)
        return stop_with(run, ROTATION_TOO_LATE);
    if (!run->is_listed)
        return ROTATION_LIST;
    return may_delete(rotation, run, &action) ? delete_secret(run, rotation->old_uuid) : action;
}

static enum rotation_action decide_next(struct rotation *rotation, struct rotation_run *run)
{
    static enum rotation_action (*const rows[ROTATION_STATES])(
        struct rotation *, struct rotation_run *) = { decide_idle, decide_adding, decide_added,
                                                      decide_proved, decide_deleting };

    return rows[rotation->state](rotation, run);
}

static enum rotation_action after_list(struct rotation *rotation, struct rotation_run *run)
{
    if (run->outcome != ROTATION_DONE)
        return stop_with(run, ROTATION_FAILED);
    run->is_listed = true;
    return decide_next(rotation, run);
}

static enum rotation_action after_publish(struct rotation *rotation, struct rotation_run *run)
{
    if (run->outcome != ROTATION_DONE)
        return stop_with(run, ROTATION_FAILED);
    return run->is_ending ? ROTATION_STOP : decide_next(rotation, run);
}

static enum rotation_action after_add(struct rotation *rotation, struct rotation_run *run)
{
    if (run->outcome == ROTATION_REFUSED && rotation->state == ROTATION_ADDING)
        return end_idle(rotation, run, ROTATION_FAILED);
    if (run->outcome != ROTATION_DONE)
        return stop_with(run, ROTATION_FAILED);
    if (rotation->state == ROTATION_IDLE)
        *rotation = (struct rotation){ .is_manual = true, .added_at = run->now };
    rotation->state = ROTATION_ADDED;
    memcpy(rotation->new_uuid, run->uuid, ROTATION_UUID_SIZE);
    run->is_listed = false;
    return ROTATION_PUBLISH;
}

static enum rotation_action after_prove(struct rotation *rotation, struct rotation_run *run)
{
    run->is_tried = true;
    if (run->outcome == ROTATION_REFUSED)
        return decide_next(rotation, run);
    if (run->outcome != ROTATION_DONE)
        return stop_with(run, ROTATION_FAILED);
    rotation->state = ROTATION_PROVED;
    rotation->proved_at = run->now;
    return ROTATION_PUBLISH;
}

static enum rotation_action after_delete(struct rotation *rotation, struct rotation_run *run)
{
    if (run->outcome != ROTATION_DONE)
        return stop_with(run, ROTATION_FAILED);
    run->is_listed = false;
    return decide_next(rotation, run);
}

static enum rotation_action after_try_old(struct rotation *rotation, struct rotation_run *run)
{
    if (run->outcome == ROTATION_REFUSED)
        return end_idle(rotation, run, ROTATION_FINISHED);
    return stop_with(run, run->outcome == ROTATION_DONE ? ROTATION_OLD_WORKS : ROTATION_FAILED);
}

enum rotation_action rotation_next(struct rotation *rotation, struct rotation_run *run)
{
    static enum rotation_action (*const rows[])(struct rotation *, struct rotation_run *) = {
        [ROTATION_BEGIN] = decide_next,     [ROTATION_LIST] = after_list,
        [ROTATION_PUBLISH] = after_publish, [ROTATION_ADD] = after_add,
        [ROTATION_PROVE] = after_prove,     [ROTATION_DELETE] = after_delete,
        [ROTATION_TRY_OLD] = after_try_old,
    };

    return rows[run->action](rotation, run);
}

bool rotation_ids_from_page(char org[ROTATION_ID_SIZE], char credential[ROTATION_ID_SIZE],
                            const char *url)
{
    const char *place = strstr(url, "/console/projects/"), *end = strstr(url, "/credentials/");

    return place != NULL && end != NULL &&
           sscanf(place, "/console/projects/%18[0-9]/", org) == 1 &&
           sscanf(end, "/credentials/%18[0-9]", credential) == 1;
}
