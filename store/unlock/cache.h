/* cache.h: what a walk has to do with the caches of its stack.
 *
 * A cache keeps, for one slot, the slot's key-encryption key, and never the store key. So what
 * it yields counts only if it opens that slot, which authenticates the required modules, and
 * it ends to be of use when the slot is removed or wrapped with another secret.
 *
 * A cache spares the lines after it and no line in front of it: over what it keeps lies a mask
 * that is made from the secrets of the required modules whose lines stand before its own. Where
 * there are none everybody can make the mask. FORMAT.md has both byte by byte.
 */
#pragma once

#include "store/keyslot.h"
#include "store/unlock/walk.h"

#define CACHE_NAME_SIZE (21 + 2 * SEAL_STORE_ID_SIZE + 1 + 20 + 1)

/* The name under which a slot's key is kept: "workfront-credential:STORE:SLOT". */
void cache_name(char name[CACHE_NAME_SIZE], const struct keyslots *slots,
                const struct keyslot *slot);

/* Lays the mask over a secret, or takes it off. `length` is that of walk->material when it was
 * the cache's turn. */
void cache_mask(const struct walk *walk, const struct keyslot *slot, size_t length,
                unsigned char secret[UNLOCK_SECRET_SIZE]);

/* Asks the line's cache for the key of any slot. Yes: that slot is open, and *slot points to
 * it. Not mine: nothing of use is kept, and it can be. No: the cache can't be used. */
enum unlock_verdict cache_open(struct walk *walk, const struct unlock_line *line,
                               unsigned char key[SEAL_KEY_SIZE], const struct keyslot **slot);

/* Has the line's cache keep walk->kek, which has opened the slot. */
void cache_keep(struct walk *walk, const struct unlock_line *line, size_t length,
                const struct keyslot *slot);
