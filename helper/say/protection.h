/* protection.h: how the store was opened, and against whom that protects: the module whose slot
 * opened, the required ones, the other slots, and the caches. For `status`, `doctor`,
 * `unlock` and `stack`. `store` is open, and opened with `options`.
 */
#pragma once

#include <limits.h>

#include <jansson.h>

#include "store/store.h"
#include "store/unlock/inspect.h"

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

/* Parses the configured stack into the empty `stack`. Statuses of unlock_stack_parse(). */
enum status caches_stack(struct unlock_stack *stack, const struct store_options *options,
                         struct fault *fault);

/* Whether a line of the configured stack reads a key file: the first such, and its path. One
 * that can't be parsed names none. */
bool caches_key_file(char path[PATH_MAX], const struct store_options *options);

/* Calls visit(to, line, cache) for each line of the configured stack that is a cache.
 * STATUS_NO_STORE and the other statuses of inspect_cache(), and those of caches_stack(). */
typedef void caches_visit(void *to, const struct unlock_line *line,
                          const struct inspected_cache *cache);
enum status caches_walk(const struct store_options *options, caches_visit *visit, void *to,
                        struct fault *fault);

/* "your keyring in the kernel" and the like, for a line that is a cache. */
const char *caches_place(const struct unlock_line *line);

/* Writes "keeps the key in your keyring in the kernel until … (in 8 h)", or that it doesn't and
 * why. */
#define CACHES_TEXT_SIZE 900
void caches_say(char out[CACHES_TEXT_SIZE], const struct unlock_line *line,
                const struct inspected_cache *cache);

/* {"module","where","holds","until","why"}: "until" 0 where nothing is kept, "why" where the
 * cache can't be used. */
json_t *caches_json(const struct unlock_line *line, const struct inspected_cache *cache);
