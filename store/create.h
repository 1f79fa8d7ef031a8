/* create.h: making a store's keys, once, and ending what a change of them has left. */
#pragma once

#include "protocol/status.h"
#include "store/folder.h"
#include "store/keyslot.h"
#include "store/seal.h"
#include "store/store.h"

/* Says what a store's folder without `keys` is: STATUS_NO_STORE when it holds no record,
 * STATUS_DAMAGED when it has lost its keys: then they must be put back, never made anew. */
enum status create_judge(const struct folder *folder, struct fault *fault);

/* The key of a store that was made, so that who made it needn't unlock it at once: a person
 * would be asked twice. It fits while `keys` names this folder of records. To be kept in
 * guarded memory, and wiped. */
struct created {
    char records[KEYSLOT_RECORDS_SIZE]; /* "" = nothing was made */
    unsigned char key[SEAL_KEY_SIZE];
    const char *module; /* whose slot it is */
    int64_t slot;       /* its number */
};

/* Makes a random store key, a folder for records and the first slot, and publishes `keys`.
 * STATUS_DAMAGED as above, and what unlock_enroll() and keyslots_save() return; on failure no
 * store is there. The caller holds the writers' lock, under which it has found no `keys`. */
enum status create_keys(const struct folder *folder, const struct store_options *options,
                        struct created *created, struct fault *fault);

/* The end of a change of the store key, by who made it or by the next process when that one
 * died. `keys` is the journal: as long as it names a leftover, a folder of
 * records that isn't in use lies about, which may be the former one or one that was never
 * finished. Removes the leftover that `slots` name, if any, and publishes `keys` without it.
 * The caller holds the writers' lock, has loaded `slots` under it from `keys`, and has found
 * the folder of records in use. What fails is done another time. */
enum status finish_rekey(struct keyslots *slots, const struct folder *folder,
                         struct fault *fault);
