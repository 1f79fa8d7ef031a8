/* unlock.h: the unlock stack: which modules yield the store key, in which order, and what each
 * may decide: for the grammar see stack.h. The control flags are those of pam.conf(5), their
 * meaning is exact in terms of key slots:
 *
 *   required    its secret is part of every slot's key, so it can't be left out; when it fails,
 *               the others still run, and nothing opens
 *   requisite   the same, and failing ends the walk at once
 *   sufficient  owns slots of its own: the first whose slot opens wins, failing is no harm
 *   optional    never decides: a cache, which keeps a slot's key (cache.h)
 *
 * Lines are asked in order, with one exception: the required ones all come before the first
 * sufficient one, since without them no slot opens. A cache spares the lines after it, also
 * required ones, and none in front of it. When a slot's own module has opened the store, each
 * cache that was asked and had nothing keeps that slot's key; a cache that opens it gives its
 * key to no other, so that two of them can't keep each other alive.
 *
 * A walk starts at "no". A module's yes counts only if the key then opens a slot. A cache that
 * can't be used is passed over.
 */
#pragma once

#include "protocol/status.h"
#include "store/keyslot.h"
#include "store/seal.h"
#include "store/unlock/stack.h"

/* What opened the store. */
struct unlocked {
    const struct unlock_line *line; /* of the stack: whose module did */
    int64_t slot;                   /* the slot's number */
};

/* Walks the stack for the store key, and on success fills *unlocked in.
 *
 * STATUS_LOCKED when nothing opens. The fault is that of the first module that said no; where
 * none did, of the first that wasn't concerned; its subject is a path, or the module's name,
 * with CAUSE_KEY or CAUSE_PASSPHRASE when a secret was had and opens nothing. CAUSE_POLICY
 * means that the stack's required modules aren't those that the store was made with. A module's
 * own fault may have another status: STATUS_UNSAFE, STATUS_DAMAGED, STATUS_IO,
 * STATUS_NO_MEMORY. */
enum status unlock_open(const struct unlock_stack *stack, const struct unlock_context *context,
                        const struct keyslots *slots, unsigned char key[SEAL_KEY_SIZE],
                        struct unlocked *unlocked, struct fault *fault);
