/* create.h: making a store's keys, once. */
#ifndef STORE_CREATE_H
#define STORE_CREATE_H

#include "protocol/status.h"
#include "store/folder.h"
#include "store/store.h"

/* Says what a store's folder without `keys` is: STATUS_NO_STORE when it holds no record,
 * STATUS_DAMAGED when it has lost its keys: then they must be put back, never made anew. */
enum status create_judge(const struct folder *folder, struct fault *fault);

/* Makes a random store key, a folder for records and the first slot, and publishes `keys`.
 * STATUS_DAMAGED as above, and what unlock_enroll() and keyslots_save() return; on failure no
 * store is there. The caller holds the writers' lock, under which it has found no `keys`. */
enum status create_keys(const struct folder *folder, const struct store_options *options,
                        struct fault *fault);

#endif
