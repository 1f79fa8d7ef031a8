/* rekey.c: a new store key, as a list of steps; FORMAT.md, "Changing the store key".
 *
 * What else is kept under a key that comes from the store key is a step of its own between
 * `fill` and `switch_over`: both keys are at hand there, nobody writes, and until the switch
 * the former one counts.
 */
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "protocol/secret.h"
#include "store/change/keychain.h"
#include "store/change/keys.h"
#include "store/change/reseal.h"
#include "store/create.h"
#include "store/lock.h"
#include "store/unlock/enroll.h"

enum { RECORDS_DEADLINE = 60000 /* milliseconds */ };

/* A change under way. Holds keys. */
struct rekey {
    const struct store_options *options;
    const struct store_change *change;
    struct store_changed *changed;
    struct keychain chain; /* the former key and slots */
    int records_lock;      /* of every record's name, or −1 */
    bool is_announced;     /* `keys` names the new folder as a leftover */
    struct keyslots fresh; /* what `keys` is to be; its strings belong to others here */
    struct keyslots gone;  /* what is to be discarded elsewhere; the same */
    unsigned char key[SEAL_KEY_SIZE];
    unsigned char secret[KEYSLOT_MAX][UNLOCK_SECRET_SIZE]; /* of the fresh slots */
    char box[KEYSLOT_MAX][KEYSLOT_BOX_HEX];
    char records[KEYSLOT_RECORDS_SIZE], prints[SEAL_PRINTS_HEX], log[SEAL_COUNT_HEX];
    int64_t count; /* of the audit log's records, at least */
    struct records from, to;
    struct seal from_seal, to_seal;
    struct unlock_stack policy;
    struct unlock_enrollment enrollment; /* of new required modules */
    struct walk *enrolling;              /* their secrets; NULL = the policy stays */
};

static bool is_dropped(const struct rekey *rekey, int64_t number)
{
    size_t i;

    for (i = 0; i < rekey->change->drops; i++)
        if (rekey->change->drop[i] == number)
            return true;
    return false;
}

static enum status drops_check(const struct rekey *rekey, struct fault *fault)
{
    const struct keyslots *slots = &rekey->chain.slots;
    char number[24];
    size_t i, j;

    for (i = 0; i < rekey->change->drops; i++) {
        for (j = 0; j < slots->count && slots->slot[j].number != rekey->change->drop[i]; j++)
            continue;
        if (j < slots->count)
            continue;
        snprintf(number, sizeof number, "%lld", (long long)rekey->change->drop[i]);
        return fault_because(fault, STATUS_USAGE, CAUSE_SLOT_NUMBER, number, NULL);
    }
    for (i = 0; i < slots->count; i++)
        if (!is_dropped(rekey, slots->slot[i].number))
            return STATUS_OK;
    return fault_because(fault, STATUS_USAGE, CAUSE_LAST_SLOT, "key slots", NULL);
}

/* What a slot that goes names elsewhere is believed once the slot has opened. */
static void dropped_regain(struct rekey *rekey, const struct keyslot *slot)
{
    const struct unlock_module *module = unlock_module_find(slot->module);
    const struct keyslot *opened = rekey->chain.opened;
    unsigned char *secret = rekey->secret[rekey->fresh.count];
    struct fault why = { 0 };

    if (module == NULL || module->discard == NULL)
        return;
    if (keychain_regain(&rekey->chain, slot, secret, &why) == STATUS_OK)
        rekey->gone.slot[rekey->gone.count++] = *slot;
    else
        rekey->changed->left = why;
    secret_wipe(secret, UNLOCK_SECRET_SIZE);
    rekey->chain.opened = opened;
}

/* Gathers the slots that stay. Where none of all opens, the store is locked as ever. */
static enum status slots_regain(struct rekey *rekey, struct fault *fault)
{
    struct keychain *chain = &rekey->chain;
    char closed[sizeof fault->subject] = "";
    struct fault first = { 0 };
    size_t i, used = 0;

    for (i = 0; i < chain->slots.count; i++) {
        const struct keyslot *slot = &chain->slots.slot[i];
        struct keyslots *fresh = &rekey->fresh;
        struct fault why = { 0 }, *at = used == 0 ? &first : &why;

        if (is_dropped(rekey, slot->number))
            dropped_regain(rekey, slot);
        else if (keychain_regain(chain, slot, rekey->secret[fresh->count], at) == STATUS_OK)
            fresh->slot[fresh->count++] = *slot;
        else if (used < sizeof closed)
            used += (size_t)snprintf(closed + used, sizeof closed - used, "%s%lld (%s)",
                                     used > 0 ? ", " : "key slot ", (long long)slot->number,
                                     slot->module);
    }
    buffer_clear(&chain->walk->answer);
    if (used == 0)
        return STATUS_OK;
    if (rekey->fresh.count > 0 || rekey->change->drops > 0)
        return fault_because(fault, STATUS_LOCKED, CAUSE_SLOTS_CLOSED, closed, NULL);
    *fault = first;
    return fault->status;
}

/* Opens the store by the policy and the slots that it has, without any lock: a person may have
 * to be asked. */
static enum status open_slots(struct rekey *rekey, struct fault *fault)
{
    enum status status = keychain_find(&rekey->chain, rekey->options, fault);

    if (status == STATUS_OK)
        status = drops_check(rekey, fault);
    if (status == STATUS_OK)
        status = keychain_begin(&rekey->chain, fault);
    if (status != STATUS_OK)
        return status;
    rekey->fresh = rekey->chain.slots;
    rekey->fresh.count = 0;
    return slots_regain(rekey, fault);
}

/* Whether the list has "name" or "name=value" of the setting's name. */
static bool is_among(const struct string_list *list, const char *setting)
{
    size_t length = strcspn(setting, "="), i;

    for (i = 0; i < list->count; i++)
        if (strcspn(list->item[i], "=") == length &&
            strncmp(list->item[i], setting, length) == 0)
            return true;
    return false;
}

/* The slots that have opened authenticate what was sealed so far. */
static enum status settings_seal(struct rekey *rekey, struct fault *fault)
{
    const struct store_change *change = rekey->change;
    const struct string_list *sealed = &rekey->chain.slots.sealed;
    struct string_list *fresh = &rekey->fresh.sealed;
    size_t i;

    fresh->count = 0;
    for (i = 0; i < sealed->count; i++)
        if (!is_among(&change->seal, sealed->item[i]) &&
            !is_among(&change->unseal, sealed->item[i]))
            fresh->item[fresh->count++] = sealed->item[i];
    if (fresh->count + change->seal.count > RECORD_LIST_MAX)
        return fault_set(fault, STATUS_TOO_LONG, 0, "policy", NULL);
    for (i = 0; i < change->seal.count; i++)
        fresh->item[fresh->count++] = change->seal.item[i];
    return STATUS_OK;
}

/* Whether the new lines could open a slot that stays. */
static bool policy_opens(const struct rekey *rekey)
{
    size_t i, j;

    for (i = 0; i < rekey->policy.count; i++)
        for (j = 0; j < rekey->fresh.count; j++)
            if (rekey->policy.line[i].control == UNLOCK_SUFFICIENT &&
                strcmp(rekey->policy.line[i].module->name, rekey->fresh.slot[j].module) == 0)
                return true;
    return false;
}

/* Has the new required modules enroll. */
static enum status enroll_modules(struct rekey *rekey, struct fault *fault)
{
    const struct store_change *change = rekey->change;
    enum status status;

    if (change->policy == NULL)
        return STATUS_OK;
    rekey->policy.origin = change->policy_origin;
    status = unlock_stack_parse(&rekey->policy, change->policy, fault);
    if (status != STATUS_OK)
        return status;
    if (!policy_opens(rekey))
        return fault_because(fault, STATUS_USAGE, CAUSE_POLICY_OPENS_NOTHING, "unlock", NULL);
    rekey->enrolling = walk_new(&rekey->policy, &rekey->chain.context, &rekey->fresh);
    if (rekey->enrolling == NULL)
        /* unreached: memory is short */
        return fault_set(fault, STATUS_NO_MEMORY, 0, "unlock", NULL);
    return enroll_required(rekey->enrolling, &rekey->fresh, &rekey->enrollment, fault);
}

/* Waits until nobody fetches a token, and then for the writers: who holds a record's lock may
 * still have to write. Whoever comes later for a record's lock waits until we are done. */
static enum status lock_all(struct rekey *rekey, struct fault *fault)
{
    enum status status =
        lock_take_records(&rekey->chain.folder, RECORDS_DEADLINE, &rekey->records_lock, fault);

    return status == STATUS_OK ? keychain_lock(&rekey->chain, fault) : status;
}

static enum status open_records(struct rekey *rekey, struct fault *fault)
{
    const struct keyslots *slots = &rekey->chain.slots;

    rekey->fresh.leftover = NULL;
    seal_init(&rekey->from_seal, rekey->chain.key, slots->store_id);
    if (slots->prints != NULL)
        seal_prints_open(&rekey->from_seal, rekey->chain.key, slots->prints);
    if (slots->log != NULL && !seal_count_open(&rekey->from_seal, slots->log, &rekey->count))
        return folder_fault(fault, STATUS_DAMAGED, 0, &rekey->chain.folder, "keys");
    return folder_open_in(&rekey->from.folder, &rekey->chain.folder, slots->records, fault);
}

/* From here on `keys` knows the new folder, so that it goes if we die. */
static enum status announce_records(struct rekey *rekey, struct fault *fault)
{
    keyslots_name_records(rekey->records);
    rekey->chain.slots.leftover = rekey->records;
    rekey->is_announced = true;
    return keyslots_save(&rekey->chain.slots, &rekey->chain.folder, fault);
}

static enum status records_fill(struct rekey *rekey, struct fault *fault)
{
    enum status status = folder_make_in(&rekey->chain.folder, rekey->records, fault);

    randombytes_buf(rekey->key, sizeof rekey->key);
    seal_init(&rekey->to_seal, rekey->key, rekey->fresh.store_id);
    memcpy(rekey->to_seal.fingerprints, rekey->from_seal.fingerprints, SEAL_KEY_SIZE);
    if (status == STATUS_OK)
        status = folder_open_in(&rekey->to.folder, &rekey->chain.folder, rekey->records, fault);
    return status == STATUS_OK
               ? reseal(&rekey->from, &rekey->to, &rekey->changed->records, fault)
               : status;
}

static enum status slot_wrap(struct rekey *rekey, size_t i, struct fault *fault)
{
    struct walk *walk = rekey->enrolling != NULL ? rekey->enrolling : rekey->chain.walk;
    struct keyslot *slot = &rekey->fresh.slot[i];
    bool done;

    memcpy(walk->secret, rekey->secret[i], UNLOCK_SECRET_SIZE);
    secret_wipe(rekey->secret[i], UNLOCK_SECRET_SIZE);
    done = walk_kek(walk) &&
           keyslot_wrap(&rekey->fresh, slot, walk->kek, rekey->key, rekey->box[i]) == STATUS_OK;
    secret_wipe(walk->kek, sizeof walk->kek);
    return done ? STATUS_OK : fault_set(fault, STATUS_NO_MEMORY, 0, slot->module, NULL);
}

static enum status wrap_slots(struct rekey *rekey, struct fault *fault)
{
    enum status status = STATUS_OK;
    size_t i;

    rekey->fresh.leftover = rekey->chain.slots.records;
    rekey->fresh.records = rekey->records;
    seal_prints_close(&rekey->to_seal, rekey->key, rekey->prints);
    rekey->fresh.prints = rekey->prints;
    seal_count_close(&rekey->to_seal, rekey->count, rekey->log);
    rekey->fresh.log = rekey->log;
    rekey->fresh.version = 2;
    for (i = 0; i < rekey->fresh.count && status == STATUS_OK; i++)
        status = slot_wrap(rekey, i, fault);
    return status;
}

/* The one moment in which the new key takes the former one's place. */
static enum status switch_over(struct rekey *rekey, struct fault *fault)
{
    return keyslots_save(&rekey->fresh, &rekey->chain.folder, fault);
}

static enum status clean_up(struct rekey *rekey, struct fault *fault)
{
    enum status status = finish_rekey(&rekey->fresh, &rekey->chain.folder, fault);

    rekey->is_announced = status != STATUS_OK;
    return status;
}

/* What is left elsewhere opens nothing any more. */
static enum status discard_gone(struct rekey *rekey, struct fault *fault)
{
    struct fault why = { 0 };

    (void)fault;
    rekey->gone.required = rekey->chain.slots.required;
    if (!enroll_discard_all(&rekey->chain.context, &rekey->gone, &rekey->fresh, &why))
        rekey->changed->left = why;
    return STATUS_OK;
}

static enum status (*const steps[])(struct rekey *rekey, struct fault *fault) = {
    open_slots,   settings_seal, enroll_modules, lock_all, open_records, announce_records,
    records_fill, wrap_slots,    switch_over,    clean_up, discard_gone,
};

/* After a failure what is on the disk decides: it is made good, and says whether the change was
 * made all the same. */
static bool recover_rekey(struct rekey *rekey)
{
    struct keyslots slots = KEYSLOTS_EMPTY;
    bool changed = false;

    if (keyslots_load(&slots, &rekey->chain.folder, NULL) == STATUS_OK && !slots.is_copy)
        changed = finish_rekey(&slots, &rekey->chain.folder, NULL) == STATUS_OK &&
                  strcmp(slots.records, rekey->records) == 0;
    keyslots_clear(&slots);
    return changed;
}

static enum status steps_run(struct rekey *rekey, struct fault *fault)
{
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; i < sizeof steps / sizeof steps[0] && status == STATUS_OK; i++)
        status = steps[i](rekey, fault);
    if (status != STATUS_OK && rekey->is_announced && recover_rekey(rekey))
        status = STATUS_OK;
    if (status != STATUS_OK && rekey->enrolling != NULL)
        /* unreached: a disk that fails meets a required keyring */
        enroll_discard_all(&rekey->chain.context, &rekey->fresh, &rekey->chain.slots, NULL);
    rekey->changed->slots = rekey->fresh.count;
    return status;
}

static struct rekey *rekey_new(void)
{
    struct rekey *rekey = secret_init() ? secret_alloc(sizeof *rekey) : NULL;

    if (rekey == NULL)
        return NULL;
    rekey->chain = (struct keychain)KEYCHAIN;
    rekey->policy = (struct unlock_stack)UNLOCK_STACK_EMPTY;
    rekey->records_lock = -1;
    rekey->from = (struct records){ .folder.fd = -1, .seal = &rekey->from_seal };
    rekey->to = (struct records){ .folder.fd = -1, .seal = &rekey->to_seal };
    return rekey;
}

static void rekey_free(struct rekey *rekey)
{
    folder_close(&rekey->from.folder);
    folder_close(&rekey->to.folder);
    if (rekey->enrolling != NULL)
        walk_free(rekey->enrolling);
    unlock_enrollment_clear(&rekey->enrollment);
    unlock_stack_clear(&rekey->policy);
    keychain_close(&rekey->chain);
    lock_release(&rekey->records_lock);
    secret_free(rekey);
}

static struct store *store_of(struct rekey *rekey, bool is_changed)
{
    struct keychain *chain = &rekey->chain;

    return is_changed ? keychain_store(chain, rekey->records, rekey->key)
                      : keychain_store(chain, chain->slots.records, chain->key);
}

enum status store_rekey(const struct store_options *options, const struct store_change *change,
                        struct store_changed *changed, struct fault *fault)
{
    struct rekey *rekey = rekey_new();
    struct fault why = { .status = STATUS_OK };
    enum status status;

    *changed = (struct store_changed){ .records = 0 };
    if (rekey == NULL)
        return fault_set(fault, STATUS_NO_MEMORY, 0, options->directory, NULL);
    rekey->options = options;
    rekey->change = change;
    rekey->changed = changed;
    status = steps_run(rekey, &why);
    changed->store = store_of(rekey, status == STATUS_OK);
    rekey_free(rekey);
    if (status != STATUS_OK && fault != NULL)
        *fault = why;
    return status;
}
