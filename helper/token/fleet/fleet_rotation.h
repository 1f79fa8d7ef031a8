/* fleet_rotation.h: what a rotation has to do with the other minters of a fleet: they are given
 * the new secret, and the old one stays until each of them uses the new one.
 */
#pragma once

#include "helper/token/fleet/fleet_minters.h"

struct fleet_rotation {
    struct fleet fleet;
    struct fleet_minters minters;
    bool is_shared; /* the profile is a fleet's, and this store a minter */
    bool is_known;  /* the engine told which minters there are */
};

#define FLEET_ROTATION                                                                         \
    {                                                                                          \
        .fleet = FLEET                                                                         \
    }

/* Asks the engine which minters there are, and gives up those named in `without`. STATUS_OK
 * also for a profile that is no fleet's, unless some are named: STATUS_USAGE, as for one that
 * isn't known. An engine that fails is no failure: fleet_rotation_awaits() holds then. Else as
 * fleet_open(). */
enum status fleet_rotation_begin(struct fleet_rotation *rotation, struct store *store,
                                 const struct settings_fleet *settings,
                                 const struct profile *profile,
                                 const struct string_list *without, struct fault *fault);

/* Whether the profile's former secret has to stay: another minter hasn't said that it uses the
 * profile's first one, or that isn't a new one yet, or nobody could be asked. */
bool fleet_rotation_awaits(const struct fleet_rotation *rotation,
                           const struct profile *profile);

/* Gives the new secret to the others once it is proved, and says in the list that it is used
 * here. What the engine doesn't do is told by a warning; `fleet renew` does it again. */
void fleet_rotation_end(struct fleet_rotation *rotation, const struct profile *profile);

/* Fills `list` with the names of minters that haven't said that they use the profile's first
 * secret, with when they last said something; `text` holds the bytes. */
void fleet_rotation_behind(struct string_list *list, struct buffer *text,
                           const struct fleet *fleet, const struct fleet_minters *minters,
                           const struct profile *profile);

void fleet_rotation_clear(struct fleet_rotation *rotation);

/* For `fleet renew`, before and after the token: takes a secret that another minter published
 * or publishes this one's again; and says in the list which one is used here. */
void fleet_rotation_share(struct fleet *fleet, const struct profile *profile);
enum status fleet_rotation_tell(struct fleet *fleet, const struct profile *profile,
                                struct fault *fault);

/* Says in the list that this minter has left the fleet. */
enum status fleet_rotation_leave(struct fleet *fleet, struct fault *fault);
