/* inspect.c: key slots and caches from the outside. */
#include "store/unlock/inspect.h"

#include <string.h>

#include "protocol/secret.h"
#include "store/unlock/cache.h"

static enum status slots_load(struct keyslots *slots, const struct store_options *options,
                              struct fault *fault)
{
    struct folder folder = FOLDER_CLOSED;
    enum status status = folder_open(&folder, options->directory, FOLDER_PRIVATE, fault);
    bool from_copy;

    if (status == STATUS_OK)
        status = keyslots_load(slots, &folder, &from_copy, fault);
    folder_close(&folder);
    return status == STATUS_NOT_FOUND
               ? fault_set(fault, STATUS_NO_STORE, 0, options->directory, NULL)
               : status;
}

static void module_take(struct inspected_module *module, int64_t number, const char *name,
                        size_t length)
{
    char copy[INSPECT_NAME_SIZE];

    if (length >= sizeof copy)
        length = sizeof copy - 1; /* unreached: names of modules are shorter */
    memcpy(copy, name, length);
    copy[length] = '\0';
    module->number = number;
    fault_sanitise(module->name, sizeof module->name, copy);
}

static void slots_take(struct inspected *inspected, const struct keyslots *slots)
{
    size_t i;

    for (i = 0; i < slots->count; i++)
        module_take(&inspected->slot[inspected->slots++], slots->slot[i].number,
                    slots->slot[i].module, strlen(slots->slot[i].module));
    for (i = 0; i < slots->required.count && i < UNLOCK_LINES_MAX; i++)
        module_take(&inspected->required[inspected->required_count++], 0,
                    slots->required.item[i], strcspn(slots->required.item[i], " "));
}

enum status inspect_store(struct inspected *inspected, const struct store_options *options,
                          struct fault *fault)
{
    struct keyslots slots = KEYSLOTS_EMPTY;
    enum status status = slots_load(&slots, options, fault);

    *inspected = (struct inspected){ .slots = 0 };
    if (status == STATUS_OK)
        slots_take(inspected, &slots);
    keyslots_clear(&slots);
    return status;
}

enum status inspect_cache(struct inspected_cache *cache, const struct unlock_line *line,
                          const struct store_options *options, struct fault *fault)
{
    unsigned char *secret = secret_alloc(UNLOCK_SECRET_SIZE);
    struct keyslots slots = KEYSLOTS_EMPTY;
    enum status status = secret != NULL ? slots_load(&slots, options, fault)
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
    enum status status = slots_load(&slots, options, fault);
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
