/* finish_rekey.h: the end of a change of the store key, by who made it or by the next process
 * when that one died. `keys` is the journal: as long as it names a leftover, a folder of
 * records that isn't in use lies about, which may be the former one or one that was never
 * finished.
 */
#pragma once

#include "protocol/status.h"
#include "store/folder.h"
#include "store/keyslot.h"

/* Removes the leftover that `slots` name, if any, and publishes `keys` without it. The caller
 * holds the writers' lock, has loaded `slots` under it from `keys`, and has found the folder of
 * records in use. What fails is done another time. */
enum status finish_rekey(struct keyslots *slots, const struct folder *folder,
                         struct fault *fault);
