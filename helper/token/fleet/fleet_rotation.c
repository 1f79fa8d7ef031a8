/* fleet_rotation.c: a rotation, and the other minters. */
#include "helper/token/fleet/fleet_rotation.h"

#include <string.h>

#include "helper/say/say.h"
#include "helper/say/times.h"
#include "helper/token/fleet/fleet_secret.h"
#include "helper/token/rotation/rotation.h"

enum { LOCK_WAIT = 10000 /* milliseconds */ };

static bool is_proved(const struct profile *profile)
{
    enum rotation_state state = rotation_state_from_name(profile->rotation);

    return state == ROTATION_PROVED || state == ROTATION_DELETING;
}

void fleet_rotation_clear(struct fleet_rotation *rotation)
{
    fleet_clear(&rotation->fleet);
    rotation->is_shared = rotation->is_known = false;
    rotation->minters.count = 0;
}

static enum status give_up(struct fleet_rotation *rotation, const struct string_list *without,
                           struct fault *fault)
{
    size_t i;

    for (i = 0; i < without->count; i++)
        if (!rotation->is_shared || !fleet_minters_drop(&rotation->minters, without->item[i]))
            return fault_set(fault, STATUS_USAGE, 0, without->item[i],
                             "is no minter that is waited for: status -v names them");
    return STATUS_OK;
}

enum status fleet_rotation_begin(struct fleet_rotation *rotation, struct store *store,
                                 const struct settings_fleet *settings,
                                 const struct profile *profile,
                                 const struct string_list *without, struct fault *fault)
{
    struct fault engine = { 0 };
    enum status status =
        fleet_open_for(&rotation->fleet, store, settings, profile->name, fault);

    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    rotation->is_shared = status == STATUS_OK && rotation->fleet.mints;
    rotation->fleet.is_asked_for = true;
    if (rotation->is_shared) {
        fleet_minters_load(&rotation->minters, &rotation->fleet);
        status = fleet_minters_sync(&rotation->fleet, &rotation->minters, NULL, &engine);
        rotation->is_known = status == STATUS_OK;
        if (!rotation->is_known)
            say_warning_because("which minters have the new secret isn't known", &engine);
    }
    return give_up(rotation, without, fault);
}

bool fleet_rotation_awaits(const struct fleet_rotation *rotation, const struct profile *profile)
{
    char print[FLEET_PRINT] = "";
    size_t i;

    if (!rotation->is_shared)
        return false;
    if (!rotation->is_known)
        return true;
    if (is_proved(profile))
        fleet_secret_print(print, rotation->fleet.key, profile->client_secret.item[0]);
    for (i = 0; i < rotation->minters.count; i++)
        if (fleet_minter_is_behind(&rotation->fleet, &rotation->minters.minter[i], print))
            return true;
    return false;
}

static enum status tell_minters(struct fleet *fleet, struct fleet_minters *minters,
                                const struct profile *profile, struct fault *fault)
{
    char print[FLEET_PRINT];

    fleet_secret_print(print, fleet->key, profile->client_secret.item[0]);
    return fleet_minters_sync(fleet, minters, print, fault);
}

void fleet_rotation_end(struct fleet_rotation *rotation, const struct profile *profile)
{
    struct fault fault = { 0 };
    enum status status = STATUS_OK;

    if (!rotation->is_shared)
        return;
    if (is_proved(profile))
        status = fleet_secret_publish(&rotation->fleet, profile, &fault);
    if (status == STATUS_OK)
        status = tell_minters(&rotation->fleet, &rotation->minters, profile, &fault);
    if (status != STATUS_OK)
        say_warning_because("the other minters aren't told; fleet renew does that", &fault);
}

void fleet_rotation_behind(struct string_list *list, struct buffer *text,
                           const struct fleet *fleet, const struct fleet_minters *minters,
                           const struct profile *profile)
{
    enum { LINE = FLEET_NODE + FORMAT_TIME_SIZE + 16 };
    char print[FLEET_PRINT], utc[FORMAT_TIME_SIZE];
    char *line = buffer_room(text, RECORD_LIST_MAX * LINE);
    size_t i;

    list->count = 0;
    fleet_secret_print(print, fleet->key, profile->client_secret.item[0]);
    for (i = 0; line != NULL && i < minters->count; i++, line += LINE) {
        const struct fleet_minter *minter = &minters->minter[i];

        if (!fleet_minter_is_behind(fleet, minter, print))
            continue;
        format_time_utc(utc, minter->said_at);
        snprintf(line, LINE, "%s (seen %s)", minter->node, utc);
        list->item[list->count++] = line;
    }
}

/* ## Each renewal */

static void take_secret(struct fleet *fleet)
{
    struct store_lock lock = STORE_UNLOCKED;
    struct token token = TOKEN;

    if (store_lock(fleet->store, STORE_TOKEN, fleet->membership.profile, LOCK_WAIT, &lock,
                   NULL) == STATUS_OK &&
        fleet_secret_take(fleet, false, &token) == FLEET_SECRET_TAKEN)
        say_detail("a new secret of the fleet's is proved and recorded");
    token_clear(&token);
    store_unlock(&lock);
}

void fleet_rotation_share(struct fleet *fleet, const struct profile *profile)
{
    struct fault fault = { 0 };

    if (!is_proved(profile))
        take_secret(fleet);
    else if (fleet_secret_publish(fleet, profile, &fault) != STATUS_OK)
        say_warning_because("the new secret isn't published", &fault);
}

enum status fleet_rotation_tell(struct fleet *fleet, const struct profile *profile,
                                struct fault *fault)
{
    struct fleet_minters minters;

    fleet_minters_load(&minters, fleet);
    return tell_minters(fleet, &minters, profile, fault);
}

enum status fleet_rotation_leave(struct fleet *fleet, struct fault *fault)
{
    struct fleet_minters minters;

    fleet_minters_load(&minters, fleet);
    return fleet_minters_sync(fleet, &minters, FLEET_LEFT, fault);
}
