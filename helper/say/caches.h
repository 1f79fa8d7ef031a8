/* caches.h: what the caches of the unlock stack hold, for `unlock`, `stack`, `status` and
 * `doctor`.
 */
#ifndef HELPER_CACHES_H
#define HELPER_CACHES_H

#include <jansson.h>

#include "store/unlock/inspect.h"

/* Parses the configured stack into the empty `stack`. Statuses of unlock_stack_parse(). */
enum status caches_stack(struct unlock_stack *stack, const struct store_options *options,
                         struct fault *fault);

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

#endif
