/* inspect.h: what can be said and done about a store's unlocking without its key. For the
 * commands that explain or end it.
 */
#pragma once

#include <stdint.h>

#include "protocol/status.h"
#include "store/keyslot.h"
#include "store/store.h"
#include "store/unlock/stack.h"

/* Reads the key slots, none of whose text is known to be printable. STATUS_NO_STORE, and what
 * keyslots_load() returns. To be cleared, also on failure. */
enum status inspect_slots(struct keyslots *slots, const struct store_options *options,
                          struct fault *fault);

/* What a cache keeps of a store. Yes: a key, until then (Unix seconds). No: it can't be used,
 * and the fault says why. */
struct inspected_cache {
    enum unlock_verdict verdict;
    int64_t until;
    struct fault fault;
};

/* Asks the line's cache, whose secret is wiped at once. Whether it opens the store isn't tried.
 * STATUS_NO_STORE, what keyslots_load() returns, and STATUS_NO_MEMORY. */
enum status inspect_cache(struct inspected_cache *cache, const struct unlock_line *line,
                          const struct store_options *options, struct fault *fault);

/* Has the module's cache forget what it keeps of the store: yes when there was something. */
enum status inspect_forget(struct inspected_cache *cache, const struct unlock_module *module,
                           const struct store_options *options, struct fault *fault);
