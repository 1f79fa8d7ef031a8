/* cache.c: asking caches, and telling them. */
#include "store/unlock/cache.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "protocol/secret.h"

static const char label[] = "workfront-credential cache v1";

void cache_name(char name[CACHE_NAME_SIZE], const struct keyslots *slots,
                const struct keyslot *slot)
{
    snprintf(name, CACHE_NAME_SIZE, "workfront-credential:%s:%lld", slots->store,
             (long long)slot->number);
}

void cache_mask(const struct walk *walk, const struct keyslot *slot, size_t length,
                unsigned char secret[UNLOCK_SECRET_SIZE])
{
    const size_t start = strlen(keyslot_label);
    unsigned char number[8], mask[UNLOCK_SECRET_SIZE];
    crypto_generichash_state state;
    size_t i;

    for (i = 0; i < sizeof number; i++)
        number[i] = (unsigned char)((uint64_t)slot->number >> (8 * i));
    crypto_generichash_init(&state, walk->slots->store_id, sizeof walk->slots->store_id,
                            sizeof mask);
    crypto_generichash_update(&state, (const unsigned char *)label, strlen(label));
    crypto_generichash_update(&state, number, sizeof number);
    crypto_generichash_update(&state, (const unsigned char *)walk->material.data + start,
                              length - start);
    crypto_generichash_final(&state, mask, sizeof mask);
    for (i = 0; i < sizeof mask; i++)
        secret[i] ^= mask[i];
    secret_wipe(mask, sizeof mask);
    secret_wipe(&state, sizeof state);
}

/* Yes if the slot is open. */
static enum unlock_verdict slot_recall(struct walk *walk, const struct unlock_line *line,
                                       const struct keyslot *slot,
                                       unsigned char key[SEAL_KEY_SIZE], struct fault *fault)
{
    char name[CACHE_NAME_SIZE];
    enum unlock_verdict verdict;
    int64_t until;

    cache_name(name, walk->slots, slot);
    verdict = line->module->cache->recall(line, name, walk->kek, &until, fault);
    if (verdict == UNLOCK_YES) {
        cache_mask(walk, slot, walk->material.length, walk->kek);
        if (keyslot_unwrap(walk->slots, slot, walk->kek, key) != STATUS_OK)
            verdict = UNLOCK_NOT_MINE;
    }
    secret_wipe(walk->kek, sizeof walk->kek);
    return verdict;
}

enum unlock_verdict cache_open(struct walk *walk, const struct unlock_line *line,
                               unsigned char key[SEAL_KEY_SIZE], const struct keyslot **slot)
{
    enum unlock_verdict verdict = UNLOCK_NOT_MINE;
    struct fault fault;
    size_t i;

    fault_set(&fault, STATUS_LOCKED, 0, line->module->name, NULL);
    if (buffer_status(&walk->material) != STATUS_OK)
        return UNLOCK_NO; /* unreached: memory is short */
    for (i = 0; i < walk->slots->count && verdict == UNLOCK_NOT_MINE; i++) {
        *slot = &walk->slots->slot[i];
        verdict = slot_recall(walk, line, *slot, key, &fault);
    }
    walk_tell(walk, line, verdict, &fault);
    return verdict;
}

void cache_keep(struct walk *walk, const struct unlock_line *line, size_t length,
                const struct keyslot *slot)
{
    char name[CACHE_NAME_SIZE];
    struct fault fault = { 0 };

    cache_name(name, walk->slots, slot);
    memcpy(walk->secret, walk->kek, sizeof walk->secret);
    cache_mask(walk, slot, length, walk->secret);
    if (line->module->cache->keep(line, name, walk->secret, &fault) != UNLOCK_YES)
        /* unreached: the kernel has no room for a key */
        walk_tell(walk, line, UNLOCK_NO, &fault);
    secret_wipe(walk->secret, sizeof walk->secret);
}
