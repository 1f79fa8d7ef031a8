/* fleet.h: this store's part in a fleet: machines that share one credential's tokens through an
 * engine that they needn't trust.
 *
 * The engine is that of the configuration: Redis, or a program. A *minter* has the client
 * secret and the minter key, and publishes tokens; a *reader* has the reader key alone, and no
 * secret. What the store knows of the fleet is the record STORE_FLEET named FLEET_RECORD; what
 * it remembers of the engine is the record STORE_STATE named FLEET_STATE, which no profile's
 * can be called. A fleet shares one profile.
 */
#pragma once

#include "helper/settings.h"
#include "helper/token/engine.h"
#include "helper/token/fleet/fleet_record.h"
#include "helper/token/profile.h"
#include "helper/token/token.h"

#define FLEET_RECORD    "fleet"
#define FLEET_STATE     "/fleet"
#define FLEET_MINTERS   "minters" /* fleet_minters.h: the record STORE_FLEET of that name */
#define FLEET_PATIENCE  2500      /* milliseconds for a call to the engine */
#define FLEET_PLACE_MAX 65536u
#define FLEET_NODE      17 /* 16 hexadecimal digits and a NUL */

/* After a failure the engine is left alone for so many seconds. */
#define FLEET_BREAK 30

#define FLEET_DEAD 8 /* tokens that don't come back, the last ones */

/* What the store keeps. A view. */
struct fleet_membership {
    const char *key, *former;   /* of the fleet; of the epoch before, while minters change */
    const char *password;       /* of the engine, or NULL; for it and no other: */
    const char *origin;         /* where the engine was when it was given */
    const char *node, *profile; /* how this minter is called; the profile that is shared */
    int64_t joined_at;          /* Unix seconds */
};

/* How far a name's records have come. Generations rise one by one, until the only store that
 * counted them is lost together with what the engine held: then they begin anew, with a record
 * that was made later than all before. Unix seconds, 0 = none. */
struct fleet_seen {
    int64_t generation; /* of the newest record */
    int64_t made_at;    /* the latest that a record was made */
    int64_t begun_at;   /* made_at when the generations last began anew */
};

/* What is remembered of the engine. A view. */
struct fleet_state {
    struct fleet_seen token, secret; /* the secret's: of one that was looked at */
    int64_t seen_at;                 /* when the engine last answered; Unix seconds */
    int64_t published, published_at; /* the generation that this store published last; when */
    int64_t broken_at, broken_boot;  /* when it last failed, unless it has answered since */
    const char *broken;              /* what was said then, or NULL */
    int64_t newest_epoch;            /* that a minter told of; 0 = none beyond ours */
    const char *dead; /* fingerprints of the last FLEET_DEAD tokens that were found not to work
                         here, or revoked; or NULL */
};

struct fleet {
    struct store *store;
    const struct settings_fleet *settings;
    struct engine engine;
    struct fleet_key *key, *former; /* `former` may be NULL */
    struct fleet_membership membership;
    struct fleet_state state;
    bool mints;        /* the key, and the configuration's role */
    bool is_asked_for; /* a person's command: the breaker doesn't count */
    char broken[512];  /* what state.broken points to after a failure */
    char dead[FLEET_DEAD * STORE_FINGERPRINT_SIZE]; /* state.dead, after a change */
    struct buffer text, state_text, addresses;
};

#define FLEET                                                                                  \
    {                                                                                          \
        .text = BUFFER(STORE_RECORD_MAX), .state_text = BUFFER(STORE_RECORD_MAX),              \
        .addresses = BUFFER(FLEET_PLACE_MAX)                                                   \
    }

/* Loads what the store knows. STATUS_NOT_FOUND with CAUSE_FLEET_OUT when the configuration
 * names no engine, or the store belongs to no fleet; STATUS_DAMAGED; STATUS_UNSUITABLE with
 * CAUSE_FLEET_MOVED when there is a password for another engine; store_get()'s. The strings of
 * `settings` must outlive it. */
enum status fleet_open(struct fleet *fleet, struct store *store,
                       const struct settings_fleet *settings, struct fault *fault);

/* The same for a fleet that shares the profile of that name: STATUS_NOT_FOUND for another. */
enum status fleet_open_for(struct fleet *fleet, struct store *store,
                           const struct settings_fleet *settings, const char *profile,
                           struct fault *fault);

/* Makes the fleet one of `key` (and `former`), which it owns from then on, and saves what the
 * store shall know of it: membership's other members are the caller's. */
enum status fleet_save(struct fleet *fleet, struct fault *fault);

/* Removes what the store knows of its fleet, and the profile and token that came from it. */
enum status fleet_forget(struct fleet *fleet, struct fault *fault);

void fleet_clear(struct fleet *fleet);

/* Saves what is remembered; that it couldn't be is no matter. */
void fleet_remember(const struct fleet *fleet);

/* Whether a record that a minter has signed is none that was there before: of the same
 * generation or a later one; or made later than whatever was seen, where that is known. Of what
 * was made before the generations began anew none is. */
bool fleet_seen_admits(const struct fleet_seen *seen, int64_t generation, int64_t made_at);

/* Takes down a record that is admitted, or was written here. */
void fleet_seen_take(struct fleet_seen *seen, int64_t generation, int64_t made_at);

/* Makes a call of protocol/fleet.h, unless the engine failed less than FLEET_BREAK seconds ago:
 * then that failure is repeated. Remembers failures, and that they are over. Statuses of
 * engine_ask(), but that it is STATUS_OK to have found nothing. */
enum status fleet_call_make(struct fleet *fleet, const struct fleet_call *call,
                            struct engine_reply *reply, struct fault *fault);

/* Seconds during which nobody asks the engine; 0 = it may be asked. */
int64_t fleet_pause(const struct fleet *fleet);

/* What people call the engine: its first address without a user, or the program. */
const char *fleet_place(const struct fleet *fleet);

/* Says where the engine is, for fleet_call_make(); what fleet_open() does, too. */
void fleet_locate(struct fleet *fleet, const struct settings_fleet *settings);

/* Writes a new name for a minter. */
void fleet_node_make(char out[FLEET_NODE]);
