/* unlock.h: the unlock stack: which modules yield the store key, in which order, and what each
 * may decide. The words are those of pam.conf(5), their meaning is exact in terms of key slots:
 *
 *     unlock CONTROL MODULE [name=value…]
 *
 *   required    its secret is part of every slot's key, so it can't be left out; when it fails,
 *               the others still run, and nothing opens
 *   requisite   the same, and failing ends the walk at once
 *   sufficient  owns slots of its own: the first whose slot opens wins, failing is no harm
 *   optional    never decides: for caches of a slot's key
 *
 * Blank lines and lines that start with "#" are skipped. Anything else that doesn't parse, a
 * module that isn't known, or an argument that the module doesn't take, fails closed.
 *
 * A walk starts at "no". A module's yes counts only if the key then opens a slot.
 */
#ifndef STORE_UNLOCK_H
#define STORE_UNLOCK_H

#include "protocol/status.h"
#include "store/keyslot.h"
#include "store/seal.h"
#include "store/stack.h"

/* Walks the stack for the store key; on success `module` is the name of the one that opened it.
 *
 * STATUS_LOCKED when nothing opens. The fault is that of the first module that said no; where
 * none did, of the first that wasn't concerned; its subject is a path, or the module's name
 * with the detail "key" when a secret was had and opens nothing. The subject "policy" means
 * that the stack's required modules aren't those that the store was made with. A module's own
 * fault may have another status: STATUS_UNSAFE, STATUS_DAMAGED, STATUS_IO, STATUS_NO_MEMORY. */
enum status unlock_open(const struct unlock_stack *stack, const struct unlock_context *context,
                        const struct keyslots *slots, unsigned char key[SEAL_KEY_SIZE],
                        const char **module, struct fault *fault);

#endif
