/* fleet_secret.h: a new client secret on its way from the minter that rotates to the others.
 *
 * It lies in the engine as a record of the kind FLEET_SECRET, which only minters can open, for
 * FLEET_SECRET_LIFE. It is sealed under the present epoch alone: a minter that has only the key
 * before isn't given it.
 */
#pragma once

#include "helper/token/fleet/fleet.h"

#define FLEET_SECRET_NAME "secret"
#define FLEET_SECRET_LIFE (30 * 86400) /* seconds; written again after half of it */

enum fleet_secret_taken {
    FLEET_SECRET_NONE,    /* there is none, or none that is newer than the profile's */
    FLEET_SECRET_TAKEN,   /* proved and recorded; `token` is what it yielded */
    FLEET_SECRET_REFUSED, /* IMS doesn't take it (yet) */
    FLEET_SECRET_FAILED,  /* engine, Adobe or store; the next time may do better */
};

/* Publishes the profile's first secret for the other minters, unless it is there: for a profile
 * whose rotation is proved. A later one, by another minter, is left alone. Statuses of
 * fleet_call_make(), STATUS_BUSY when another minter was faster. */
enum status fleet_secret_publish(struct fleet *fleet, const struct profile *profile,
                                 struct fault *fault);

/* Looks for a secret that another minter published, asks for a token with it alone, and records
 * it as the fleet's profile's first one, in both generations. With the token's lock held.
 * `insists`: Adobe knows none of the profile's secrets, which are dropped then; else a profile
 * whose own rotation is under way, or whose secret was recorded after that rotation, keeps its
 * own, and a secret that was looked at before isn't again. What isn't a minter's, or is older
 * than what was seen, is refused as fleet_value_refuse() tells. */
enum fleet_secret_taken fleet_secret_take(struct fleet *fleet, bool insists,
                                          struct token *token);
