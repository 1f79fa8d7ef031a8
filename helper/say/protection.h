/* protection.h: how the store was opened, and against whom that protects: the module whose slot
 * opened, the required ones, the other slots, and the caches. For `status` and `doctor`.
 */
#ifndef HELPER_PROTECTION_H
#define HELPER_PROTECTION_H

#include <jansson.h>

#include "helper/command.h"

/* Writes "passphrase", "keyring, a cache of passphrase", with what is required beside. */
#define PROTECTION_SIZE 256
void protection_opened_by(char out[PROTECTION_SIZE], struct context *context);

/* Appends "unlocked by", "protects" and the like as labelled lines. Needs an open store. */
void protection_text(struct context *context);

/* {"slot": {"number","module","protects"}, "required": […], "other_slots": […], "caches": […]};
 * NULL when memory is short. */
json_t *protection_json(struct context *context);

#endif
