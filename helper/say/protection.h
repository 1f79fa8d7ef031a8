/* protection.h: how the store was opened, and against whom that protects: the module whose slot
 * opened, the required ones, the other slots, and the caches. For `status` and `doctor`.
 * `store` is open, and opened with `options`.
 */
#ifndef HELPER_PROTECTION_H
#define HELPER_PROTECTION_H

#include <jansson.h>

#include "store/store.h"

/* Against whom the module protects, and against whom not, to follow its name; of one that
 * isn't known, or NULL, that it isn't. */
const char *protection_of(const struct unlock_module *module);

/* Writes "passphrase", "keyring, a cache of passphrase", with what is required beside. */
#define PROTECTION_SIZE 256
void protection_opened_by(char out[PROTECTION_SIZE], const struct store *store,
                          const struct store_options *options);

/* Appends "unlocked by", "protects" and the like as labelled lines. */
void protection_text(struct buffer *out, const struct store *store,
                     const struct store_options *options);

/* {"slot": {"number","module","protects"}, "required": […], "other_slots": […], "caches": […]};
 * NULL when memory is short. */
json_t *protection_json(const struct store *store, const struct store_options *options);

#endif
