/* store_internal.h: an open store from the inside, for store/ alone. */
#pragma once

#include "store/create.h"
#include "store/file.h"
#include "store/keyslot.h"
#include "store/records.h"
#include "store/store.h"

struct store {
    struct store_options options;
    struct folder folder;
    struct file_stamp stamp; /* of `keys`, when it was last read */
    char records_name[KEYSLOT_RECORDS_SIZE];
    struct records records;
    struct created created; /* by us, or whose key is at hand; until it is entered */
    bool is_rekeying;       /* a change of the store key is under way, or died */
    const char *unlocked_by;
    int64_t unlocked_slot;
};

/* Opens a store as store_open(), with a key that is at hand: `held` as create.h says. */
enum status store_open_with(struct store **store, const struct store_options *options,
                            const struct created *held, struct fault *fault);

/* Whether the options hold what the policy of `slots` seals: STATUS_LOCKED with CAUSE_SEALED
 * and the first setting that they don't. */
enum status store_policy_judge(const struct store_options *options,
                               const struct keyslots *slots, struct fault *fault);

/* How often a change of keys that goes on meanwhile is followed. */
#define STORE_FOLLOW_TRIES 3

/* Follows a change of keys on behalf of an opened store, which may have been removed since:
 * STATUS_NO_STORE. It may ask a person, so no lock should be held that isn't needed. */
enum status store_refresh(struct store *store, struct fault *fault);

/* Ends a change of the store key whose process has died. The caller holds the writers' lock. */
void store_finish_rekey(struct store *store);

/* Does `work` with the store's folder and its current records, with the writers' lock held. */
typedef enum status store_work(void *context, const struct folder *folder,
                               const struct records *records, struct fault *fault);
enum status store_do(struct store *store, store_work *work, void *context, struct fault *fault);

/* The same without the lock, for what only reads. */
enum status store_look(struct store *store, store_work *work, void *context,
                       struct fault *fault);
