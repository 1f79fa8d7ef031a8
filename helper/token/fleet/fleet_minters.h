/* fleet_minters.h: which minters a fleet has, and which client secret each of them uses.
 *
 * All minters keep one list in the engine, sealed with K_secret and signed: a line for each,
 *
 *     NODE SP PRINT SP TIME
 *
 * its own name for itself, a keyed hash of the secret that it tries first ("left" once it left
 * the fleet, or was given up), and when it said so, in Unix seconds. `fleet renew` writes its
 * own line when that changed or is FLEET_MINTERS_AGE old. Of two lines of one minter the later
 * one counts, so that an older list brings nothing back. The store keeps what it has ever seen
 * as the record STORE_FLEET named FLEET_MINTERS: what the engine loses is written again, and a
 * minter that is silent isn't forgotten. It has RECORD_LIST_MAX lines at most, of which those
 * of minters that left are given to new ones; one that finds none is warned of.
 */
#pragma once

#include "helper/token/fleet/fleet.h"

#define FLEET_MINTERS_AGE (6 * 3600)
#define FLEET_PRINT       33 /* 32 hexadecimal digits and a NUL */
#define FLEET_LEFT        "left"

struct fleet_minter {
    char node[FLEET_NODE], print[FLEET_PRINT];
    int64_t said_at;
};

struct fleet_minters {
    struct fleet_minter minter[RECORD_LIST_MAX];
    size_t count;
};

/* Writes BLAKE2b(16, K_secret, secret) in hexadecimal. */
void fleet_secret_print(char out[FLEET_PRINT], const struct fleet_key *key, const char *secret);

/* Fills the list with what the store remembers; none where it can't be read. */
void fleet_minters_load(struct fleet_minters *minters, const struct fleet *fleet);

/* Brings the list, the engine's and the store's together, after it was loaded. `print` is what
 * this minter says of itself; NULL = nothing. Statuses of fleet_call_make(), stored_save(), and
 * STATUS_BUSY when others were faster too often. The list has what is known in any case. */
enum status fleet_minters_sync(struct fleet *fleet, struct fleet_minters *minters,
                               const char *print, struct fault *fault);

/* Gives up a minter: it counts as one that left, until it says something itself. False when it
 * isn't known, or has left. */
bool fleet_minters_drop(struct fleet_minters *minters, const char *node);

/* Whether the minter is another than this store's, and hasn't said that it uses the secret with
 * that print. */
bool fleet_minter_is_behind(const struct fleet *fleet, const struct fleet_minter *minter,
                            const char *print);
