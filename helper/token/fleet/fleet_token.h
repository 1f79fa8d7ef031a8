/* fleet_token.h: a token from the fleet: taken from the engine, or asked for at Adobe by one of
 * all machines and published.
 *
 * The engine only saves requests. What it answers is taken when a minter has sealed and signed
 * it for this fleet and credential, when fleet_seen_admits() it, and when it is of
 * use. Where the engine fails, minters ask Adobe as if there were no fleet, and readers keep
 * what they have.
 */
#pragma once

#include "helper/token/exchange.h"
#include "helper/token/fleet/fleet.h"

/* What is wanted. */
struct fleet_want {
    const char *binding;    /* token_binding() of the profile */
    int64_t min_validity;   /* as renewal.h */
    int64_t least_left;     /* permille of its life that a token must have left: who renews
                               before it's needed wants a young one */
    bool publishes_present; /* the one at hand is young: others get it, none is asked for */
    bool can_fall_back;     /* waits no longer than exchange->end */
    bool is_from_fleet;     /* set when it wasn't asked for here */
};

/* A reader's token is due at so many permille of its life, and up to FLEET_DUE_SPREAD more:
 * what it has when the engine goes away is good for seven hours, also where it is asked for
 * every ten minutes and waits for a splay of ten. */
#define FLEET_DUE        570
#define FLEET_DUE_SPREAD 100

/* How long a lock on asking Adobe holds, and how much of it the asking may take; milliseconds.
 */
#define FLEET_LOCK_TTL 30000
#define FLEET_LOCK_USE 20000

/* Yields a token for the exchange's profile, which a reader may lack: it is then made of what
 * the token's record says, and kept. `token` is replaced on success and left alone otherwise;
 * its binding is the caller's to set. STATUS_UNREACHABLE with CAUSE_ENGINE_GONE or
 * CAUSE_FLEET_EMPTY where only the fleet could give one, with CAUSE_FLEET_BUSY when another
 * machine asks Adobe for too long; what Adobe says to a minter, as exchange_token(). */
enum status fleet_token_obtain(struct fleet *fleet, struct fleet_want *want,
                               struct exchange *exchange, struct token *token,
                               struct fault *fault);

/* Remembers that this token doesn't work or was revoked: whoever publishes it, it isn't taken.
 * fleet_token_obtain() does so by itself with a suspect. */
void fleet_token_bury(struct fleet *fleet, const char *access_token);

/* Takes the token away from the engine, whichever it is, under both keys: it was revoked. */
enum status fleet_token_withdraw(struct fleet *fleet, struct fault *fault);

/* What the engine holds: `note` is empty where that can't be used, and *claimed the generation
 * that the engine says, 0 = nothing. Statuses of fleet_call_make(). */
enum status fleet_token_look(struct fleet *fleet, struct fleet_note *note, int64_t *claimed,
                             struct fault *fault);
