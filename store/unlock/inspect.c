/* inspect.c: key slots and caches from the outside. */
#include "store/unlock/inspect.h"

#include "protocol/secret.h"
#include "store/unlock/walk.h"

enum status inspect_slots(struct keyslots *slots, const struct store_options *options,
                          struct fault *fault)
{
    struct folder folder = FOLDER_CLOSED;
    enum status status = folder_open(&folder, options->directory, FOLDER_PRIVATE, fault);

    if (status == STATUS_OK)
        status = keyslots_load(slots, &folder, fault);
    folder_close(&folder);
    return status == STATUS_NOT_FOUND
               ? fault_set(fault, STATUS_NO_STORE, 0, options->directory, NULL)
               : status;
}

enum status inspect_cache(struct inspected_cache *cache, const struct unlock_line *line,
                          const struct store_options *options, struct fault *fault)
{
    unsigned char *secret = secret_alloc(UNLOCK_SECRET_SIZE);
    struct keyslots slots = KEYSLOTS_EMPTY;
    enum status status = secret != NULL ? inspect_slots(&slots, options, fault)
                                        : fault_set(fault, STATUS_NO_MEMORY, 0, "unlock", NULL);
    char name[CACHE_NAME_SIZE];
    size_t i;

    *cache = (struct inspected_cache){ .verdict = UNLOCK_NOT_MINE };
    for (i = 0; i < slots.count && cache->verdict == UNLOCK_NOT_MINE; i++) {
        cache_name(name, &slots, &slots.slot[i]);
        cache->verdict =
            line->module->cache->recall(line, name, secret, &cache->until, &cache->fault);
    }
    secret_free(secret);
    keyslots_clear(&slots);
    return status;
}

enum status inspect_forget(struct inspected_cache *cache, const struct unlock_module *module,
                           const struct store_options *options, struct fault *fault)
{
    struct keyslots slots = KEYSLOTS_EMPTY;
    enum status status = inspect_slots(&slots, options, fault);
    char name[CACHE_NAME_SIZE];
    size_t i;

    *cache = (struct inspected_cache){ .verdict = UNLOCK_NOT_MINE };
    for (i = 0; i < slots.count && cache->verdict != UNLOCK_NO; i++) {
        enum unlock_verdict verdict;

        cache_name(name, &slots, &slots.slot[i]);
        verdict = module->cache->forget(name, &cache->fault);
        if (verdict != UNLOCK_NOT_MINE)
            cache->verdict = verdict;
    }
    keyslots_clear(&slots);
    return status;
}
