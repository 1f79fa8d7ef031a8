/* keys.h: a store's key slots, for helper/: who can open the store, one more, and one less.
 *
 * A store that is open elsewhere goes on; FORMAT.md, "Changing the folder of records". Faults
 * are those of store_open(). Options as there; options->create is ignored.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/record.h"
#include "protocol/status.h"
#include "store/keyslot.h"
#include "store/store.h"

#define STORE_SLOTS_MAX KEYSLOT_MAX

/* One slot, or one required module, which has no number and no time. Strings are the list's. */
struct store_slot {
    int64_t number;
    int64_t added; /* Unix seconds; 0 = not known */
    const char *module, *parameters;
    bool is_ready;    /* a line of the stack could yield its secret here, as far as can be told
                         without asking anybody; one that only reads a file is tried */
    struct fault why; /* when it isn't */
};

struct store_slots {
    struct store_slot slot[STORE_SLOTS_MAX], required[STORE_SLOTS_MAX];
    size_t count, required_count;
    bool policy_holds;                /* the stack requires what the store was made with */
    const struct string_list *sealed; /* settings that the policy seals, "name=value" */
    struct keychain *chain;
};

/* Reads the slots; the store isn't opened. To be cleared, also on failure. */
enum status store_slots_read(struct store_slots *slots, const struct store_options *options,
                             struct fault *fault);
void store_slots_clear(struct store_slots *slots);

/* What came of adding a slot. `line` is the line of the stack that the slot needs. */
struct store_added {
    int64_t number;
    char line[1024];
    const char *module;
    struct store *store; /* as of struct store_changed */
};

/* Opens the store with a slot that it has, and gives a module one more: `module`, or with NULL
 * the first sufficient one of the stack that has none. It is enrolled as the stack's line says,
 * save for the `words` "name=value", which come first. STATUS_USAGE when the stack has no such
 * line, or the module can have no slot; STATUS_TOO_LONG when there are STORE_SLOTS_MAX. */
enum status store_slot_add(const struct store_options *options, const char *module,
                           const struct string_list *words, struct store_added *added,
                           struct fault *fault);

/* What is to be changed with a new store key. */
struct store_change {
    int64_t drop[STORE_SLOTS_MAX]; /* numbers of slots that are to go */
    size_t drops;
    const char *policy;        /* text of `unlock` lines whose required modules replace those of
                                  the store; NULL = they stay */
    const char *policy_origin; /* the file of that text, for faults */
    struct string_list seal;   /* settings "name=value" that the policy seals from now on, in
                                  place of what it seals of the same name; borrowed */
    struct string_list unseal; /* names of settings that it doesn't seal any more; borrowed */
};

struct store_changed {
    size_t records;      /* files that were sealed again */
    size_t slots;        /* that the store has now */
    struct store *store; /* opened, for store_close(), with the key that was had for the change,
                            also when that wasn't made; NULL when there was none */
    struct fault left; /* unless STATUS_OK: why what a module keeps elsewhere for a slot that is
                        gone stays there: it couldn't be removed, or the slot didn't open and
                        may name what isn't its own; the change was made all the same */
};

/* Makes a new store key, seals every record again in a new folder and wraps the key for every
 * slot that stays; then the former folder goes. Each of those slots' modules must yield its
 * secret now. Killed at any point, the store is as before or as afterwards, and the next
 * process that opens it removes the rest.
 *
 * The policy's settings are part of what each slot authenticates, so they go only this way.
 *
 * STATUS_USAGE with CAUSE_SLOT_NUMBER for a slot that isn't there, and with CAUSE_LAST_SLOT
 * when none would be left; STATUS_BUSY when a token is being fetched for longer than a
 * minute, or the slots are changed meanwhile; STATUS_LOCKED with
 * CAUSE_SLOTS_CLOSED and the subject "key slot NUMBER (MODULE), …" when some that stay can't be
 * opened now, and as store_open() when none can. */
enum status store_rekey(const struct store_options *options, const struct store_change *change,
                        struct store_changed *changed, struct fault *fault);
