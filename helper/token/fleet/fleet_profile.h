/* fleet_profile.h: which credential a fleet's tokens are of: what a minter says of its profile,
 * and the profile without a secret that a reader makes of it.
 */
#pragma once

#include "helper/token/fleet/fleet.h"

/* Describes the profile in the note, which borrows its strings. */
void fleet_profile_describe(struct fleet_note *note, const struct profile *profile);

/* Whether the note is of the same credential as the profile: client, endpoint and organization,
 * and for a minter the scopes. Yes when there is no profile (NULL, or an empty one). */
bool fleet_profile_fits(const struct profile *profile, const struct fleet_note *note,
                        bool mints);

/* Makes a reader's profile what the note says, unless it is so. STATUS_UNSUITABLE when the
 * store has a profile of that name with a secret of its own; profile_save()'s. */
enum status fleet_profile_keep(const struct fleet *fleet, const struct fleet_note *note);
