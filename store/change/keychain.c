/* keychain.c: opening slots one by one. */
#include "store/change/keychain.h"

#include <stdio.h>
#include <string.h>

#include "protocol/secret.h"
#include "store/lock.h"
#include "store/store_internal.h"

enum status keychain_find(struct keychain *chain, const struct store_options *options,
                          struct fault *fault)
{
    enum status status = folder_open(&chain->folder, options->directory, FOLDER_PRIVATE, fault);

    if (status == STATUS_OK)
        status = keyslots_load(&chain->slots, &chain->folder, fault);
    if (status == STATUS_NOT_FOUND)
        return fault_set(fault, STATUS_NO_STORE, 0, options->directory, NULL);
    chain->context = (struct unlock_context){ .key_file = options->key_file,
                                              .program = options->program,
                                              .conversation = options->conversation };
    chain->stack.origin = options->stack_origin;
    chain->options = options;
    return status == STATUS_OK ? unlock_stack_parse(&chain->stack, options->stack, fault)
                               : status;
}

enum status keychain_begin(struct keychain *chain, struct fault *fault)
{
    chain->walk = walk_new(&chain->stack, &chain->context, &chain->slots);
    if (chain->walk == NULL)
        return fault_set(fault, STATUS_NO_MEMORY, 0, "unlock", NULL);
    if (!walk_policy_holds(chain->walk))
        return fault_because(fault, STATUS_LOCKED, CAUSE_POLICY, "policy", NULL);
    if (store_policy_judge(chain->options, &chain->slots, fault) != STATUS_OK)
        return STATUS_LOCKED;
    return walk_required(chain->walk) && !chain->walk->failed ? STATUS_OK
                                                              : walk_end(chain->walk, fault);
}

static size_t slots_of(const struct keyslots *slots, const struct unlock_module *module)
{
    size_t i, count = 0;

    for (i = 0; i < slots->count; i++)
        count += strcmp(slots->slot[i].module, module->name) == 0;
    return count;
}

/* Says which of several slots a person will be asked for. */
static void slot_announce(const struct keychain *chain, const struct unlock_line *line,
                          const struct keyslot *slot)
{
    const struct conversation *conversation = chain->context.conversation;
    char text[64];

    if (conversation == NULL || line->module->rounds == NULL ||
        slots_of(&chain->slots, line->module) < 2)
        return;
    snprintf(text, sizeof text, "Key slot %lld:\n", (long long)slot->number);
    conversation->ask(conversation->context, CONVERSATION_TELL, text, NULL);
}

static enum status slot_try(struct keychain *chain, const struct unlock_line *line,
                            const struct keyslot *slot,
                            unsigned char secret[UNLOCK_SECRET_SIZE], struct fault *fault)
{
    struct walk *walk = chain->walk;
    enum status status;

    if (walk_reveal(walk, line, slot->parameters, fault) != UNLOCK_YES)
        return fault->status;
    memcpy(secret, walk->secret, UNLOCK_SECRET_SIZE);
    status = walk_kek(walk) ? keyslot_unwrap(&chain->slots, slot, walk->kek, chain->tried)
                            : STATUS_NO_MEMORY;
    secret_wipe(walk->kek, sizeof walk->kek);
    if (status == STATUS_OK) {
        memcpy(chain->key, chain->tried, sizeof chain->key);
        chain->opened = slot;
        return STATUS_OK;
    }
    secret_wipe(secret, UNLOCK_SECRET_SIZE);
    walk_wrong(walk, line, status, fault);
    return STATUS_NOT_FOUND;
}

/* What a person has answered for another slot is tried first. STATUS_NOT_FOUND of a try means
 * that there was a secret, and that it is another slot's. */
static enum status line_regain(struct keychain *chain, const struct unlock_line *line,
                               const struct keyslot *slot,
                               unsigned char secret[UNLOCK_SECRET_SIZE], struct fault *fault)
{
    unsigned rounds = line->module->rounds != NULL ? line->module->rounds(line) : 1;
    enum status status = STATUS_NOT_FOUND;

    if (chain->walk->answer.length > 0)
        status = slot_try(chain, line, slot, secret, fault);
    if (status == STATUS_NOT_FOUND) {
        buffer_clear(&chain->walk->answer);
        slot_announce(chain, line, slot);
    }
    while (rounds-- > 0 && status == STATUS_NOT_FOUND) {
        buffer_clear(&chain->walk->answer);
        status = slot_try(chain, line, slot, secret, fault);
    }
    return status == STATUS_NOT_FOUND ? STATUS_LOCKED : status;
}

enum status keychain_regain(struct keychain *chain, const struct keyslot *slot,
                            unsigned char secret[UNLOCK_SECRET_SIZE], struct fault *fault)
{
    size_t i;

    fault_because(fault, STATUS_LOCKED, CAUSE_NO_LINE, slot->module, NULL);
    for (i = 0; i < chain->stack.count; i++) {
        const struct unlock_line *line = &chain->stack.line[i];
        struct fault why = { 0 };

        if (line->control != UNLOCK_SUFFICIENT || strcmp(line->module->name, slot->module) != 0)
            continue;
        if (line_regain(chain, line, slot, secret, &why) == STATUS_OK)
            return STATUS_OK;
        if (fault->cause == CAUSE_NO_LINE || why.cause == CAUSE_KEY ||
            why.cause == CAUSE_PASSPHRASE)
            *fault = why;
    }
    return fault->status;
}

/* STATUS_BUSY when the two wouldn't be written alike. */
static enum status compare_slots(const struct keyslots *slots, const struct keyslots *others)
{
    struct buffer one = BUFFER(KEYSLOT_FILE_MAX), other = BUFFER(KEYSLOT_FILE_MAX);
    enum status status;

    keyslots_write(slots, &one);
    keyslots_write(others, &other);
    status = buffer_status(&one);
    if (status == STATUS_OK)
        status = buffer_status(&other);
    if (status == STATUS_OK &&
        (one.length != other.length || memcmp(one.data, other.data, one.length) != 0))
        status = STATUS_BUSY;
    buffer_clear(&one);
    buffer_clear(&other);
    return status;
}

/* STATUS_BUSY when `keys` isn't any more what we read, but for what the audit log has counted
 * since, which we take over. */
static enum status expect_unchanged(struct keychain *chain, struct fault *fault)
{
    struct keyslots now = KEYSLOTS_EMPTY;
    enum status status = keyslots_load(&now, &chain->folder, fault);

    if (status == STATUS_OK && now.log != NULL && chain->slots.log != NULL)
        memcpy((char *)chain->slots.log, now.log, SEAL_COUNT_HEX - 1);
    if (status == STATUS_OK) {
        status = compare_slots(&chain->slots, &now);
        if (status != STATUS_OK)
            folder_fault(fault, status, 0, &chain->folder, "keys");
    }
    if (status == STATUS_NOT_FOUND || status == STATUS_BUSY)
        status = folder_fault_because(fault, STATUS_BUSY, CAUSE_SLOTS_CHANGED, &chain->folder,
                                      "keys");
    keyslots_clear(&now);
    return status;
}

enum status keychain_lock(struct keychain *chain, struct fault *fault)
{
    struct folder records = FOLDER_CLOSED;
    enum status status =
        lock_take_writers(&chain->folder, LOCK_WRITERS_DEADLINE, &chain->writers, fault);

    if (status == STATUS_OK)
        status = expect_unchanged(chain, fault);
    if (status != STATUS_OK)
        return status;
    status = folder_open_in(&records, &chain->folder, chain->slots.records, fault);
    folder_close(&records);
    if (status == STATUS_NOT_FOUND)
        /* unreached: the records go while we look */
        return folder_fault(fault, STATUS_DAMAGED, 0, &chain->folder, chain->slots.records);
    return status == STATUS_OK ? finish_rekey(&chain->slots, &chain->folder, fault) : status;
}

/* The module's own name outlives the chain. */
struct store *keychain_store(struct keychain *chain, const char *records,
                             const unsigned char key[SEAL_KEY_SIZE])
{
    struct created *held = &chain->held;
    struct store_options unattended;
    struct store *store = NULL;

    if (chain->opened == NULL)
        return NULL;
    unattended = *chain->options;
    unattended.conversation = NULL;
    unattended.notice = NULL;
    snprintf(held->records, sizeof held->records, "%s", records);
    memcpy(held->key, key, sizeof held->key);
    held->module = unlock_module_find(chain->opened->module)->name;
    held->slot = chain->opened->number;
    store_open_with(&store, &unattended, held, NULL);
    return store;
}

void keychain_close(struct keychain *chain)
{
    lock_release(&chain->writers);
    if (chain->walk != NULL)
        walk_free(chain->walk);
    chain->walk = NULL;
    secret_wipe(chain->key, sizeof chain->key);
    secret_wipe(chain->tried, sizeof chain->tried);
    secret_wipe(&chain->held, sizeof chain->held);
    keyslots_clear(&chain->slots);
    unlock_stack_clear(&chain->stack);
    folder_close(&chain->folder);
}
