/* open.c: a store's way in: its folder, its keys, the current folder of records, and out again.
 */
#include "store/store_internal.h"

#include <string.h>

#include "protocol/secret.h"
#include "store/create.h"
#include "store/lock.h"
#include "store/seal.h"
#include "store/unlock/descriptor.h"
#include "store/unlock/unlock.h"

static enum status key_unlock(struct store *store, const struct keyslots *slots,
                              unsigned char key[SEAL_KEY_SIZE], struct fault *fault)
{
    const struct unlock_context context = { .key_file = store->options.key_file,
                                            .program = store->options.program,
                                            .conversation = store->options.conversation,
                                            .notice = store->options.notice };
    struct unlocked unlocked = { .slot = 0 };
    struct unlock_stack stack = UNLOCK_STACK_EMPTY;
    enum status status;

    stack.origin = store->options.stack_origin;
    status = unlock_stack_parse(&stack, store->options.stack, fault);
    if (status == STATUS_OK)
        status = unlock_open(&stack, &context, slots, key, &unlocked, fault);
    if (status == STATUS_OK) {
        store->unlocked_by = unlocked.line->module->name;
        store->unlocked_slot = unlocked.slot;
    }
    unlock_stack_clear(&stack);
    descriptor_close_all();
    return status;
}

enum status store_policy_judge(const struct store_options *options,
                               const struct keyslots *slots, struct fault *fault)
{
    size_t i;

    for (i = 0; i < slots->sealed.count; i++)
        if (options->holds != NULL &&
            !options->holds(options->configuration, slots->sealed.item[i]))
            return fault_because(fault, STATUS_LOCKED, CAUSE_SEALED, slots->sealed.item[i],
                                 NULL);
    return STATUS_OK;
}

/* The key of a store that we have just made, or changed, is at hand, once. */
static enum status key_get(struct store *store, const struct keyslots *slots,
                           unsigned char key[SEAL_KEY_SIZE], struct fault *fault)
{
    bool is_ours = strcmp(store->created.records, slots->records) == 0;

    if (is_ours) {
        memcpy(key, store->created.key, SEAL_KEY_SIZE);
        store->unlocked_by = store->created.module;
        store->unlocked_slot = store->created.slot;
    }
    secret_wipe(&store->created, sizeof store->created);
    return is_ours ? STATUS_OK : key_unlock(store, slots, key, fault);
}

static enum status records_open(struct records *records, const struct store *store,
                                const struct keyslots *slots, const unsigned char *key,
                                struct fault *fault)
{
    struct seal *seal = secret_alloc(sizeof *seal);
    enum status status;

    *records = (struct records){ .folder = FOLDER_CLOSED, .seal = seal };
    if (seal == NULL)
        return folder_fault(fault, STATUS_NO_MEMORY, 0, &store->folder, NULL);
    seal_init(seal, key, slots->store_id);
    if (slots->prints != NULL)
        seal_prints_open(seal, key, slots->prints);
    status = folder_open_in(&records->folder, &store->folder, slots->records, fault);
    if (status != STATUS_NOT_FOUND)
        return status;
    return folder_fault_because(fault, STATUS_DAMAGED, CAUSE_RECORDS_GONE, &store->folder,
                                slots->records);
}

static void records_close(struct records *records)
{
    folder_close(&records->folder);
    secret_free(records->seal);
    records->seal = NULL;
}

/* Unlocks the store and changes to the folder of records that `slots` name. On failure all
 * stays as it was. */
static enum status records_enter(struct store *store, const struct keyslots *slots,
                                 struct fault *fault)
{
    struct {
        struct records records;
        unsigned char key[SEAL_KEY_SIZE];
    } *next = secret_alloc(sizeof *next);
    enum status status;

    if (next == NULL)
        /* unreached: memory is short */
        return folder_fault(fault, STATUS_NO_MEMORY, 0, &store->folder, NULL);
    status = key_get(store, slots, next->key, fault);
    next->records = (struct records){ .folder = FOLDER_CLOSED };
    if (status == STATUS_OK)
        status = store_policy_judge(&store->options, slots, fault);
    if (status == STATUS_OK)
        status = records_open(&next->records, store, slots, next->key, fault);
    if (status == STATUS_OK) {
        records_close(&store->records);
        store->records = next->records;
        memcpy(store->records_name, slots->records, sizeof store->records_name);
    } else {
        records_close(&next->records);
    }
    secret_free(next);
    return status;
}

/* Publishes `keys` again after it was read from its copy. What can't be mended now is mended
 * another time. */
static void keys_mend(struct store *store)
{
    struct keyslots slots = KEYSLOTS_EMPTY;
    int fd;

    if (lock_take_writers(&store->folder, 0, &fd, NULL) != STATUS_OK)
        return;
    if (keyslots_load(&slots, &store->folder, NULL) == STATUS_OK && slots.is_copy)
        keyslots_save(&slots, &store->folder, NULL);
    keyslots_clear(&slots);
    lock_release(&fd);
}

/* Makes the store's current state ours; `stamp` is that of the file that was read. */
static enum status keys_follow(struct store *store, struct file_stamp *stamp,
                               struct fault *fault)
{
    struct keyslots slots = KEYSLOTS_EMPTY;
    enum status status = keyslots_load(&slots, &store->folder, fault);

    if (status == STATUS_OK &&
        (store->records.folder.fd < 0 || strcmp(slots.records, store->records_name) != 0))
        status = records_enter(store, &slots, fault);
    *stamp = slots.stamp;
    store->is_rekeying = status == STATUS_OK && slots.leftover != NULL;
    if (status == STATUS_OK && slots.is_copy)
        keys_mend(store);
    keyslots_clear(&slots);
    return status;
}

/* Follows a change of keys by another process. Another change that comes in between may have
 * removed the records that were found named. */
static enum status store_follow(struct store *store, struct fault *fault)
{
    struct file_stamp stamp;
    enum status status;
    int tries = 0;

    if (store->records.folder.fd >= 0 && keyslots_are_current(&store->stamp, &store->folder))
        return STATUS_OK;
    do
        status = keys_follow(store, &stamp, fault);
    while (status == STATUS_DAMAGED && ++tries < STORE_FOLLOW_TRIES &&
           !keyslots_are_current(&stamp, &store->folder));
    if (status == STATUS_OK)
        store->stamp = stamp;
    return status;
}

/* Makes the store's keys, unless another process has been faster. */
static enum status store_make(struct store *store, struct fault *fault)
{
    struct keyslots slots = KEYSLOTS_EMPTY;
    enum status status;
    int fd;

    status = lock_take_writers(&store->folder, LOCK_WRITERS_DEADLINE, &fd, fault);
    if (status != STATUS_OK)
        return status;
    status = keyslots_load(&slots, &store->folder, fault);
    keyslots_clear(&slots);
    if (status == STATUS_NOT_FOUND)
        status = create_keys(&store->folder, &store->options, &store->created, fault);
    lock_release(&fd);
    return status;
}

enum status store_refresh(struct store *store, struct fault *fault)
{
    enum status status = store_follow(store, fault);

    return status == STATUS_NOT_FOUND
               ? folder_fault(fault, STATUS_NO_STORE, 0, &store->folder, NULL)
               : status;
}

/* Judges a folder in which no `keys` were found; they may have been published since. */
static enum status store_miss(struct store *store, struct fault *fault)
{
    struct fault judgement;
    enum status judged = create_judge(&store->folder, &judgement);
    enum status status = store_follow(store, fault);

    if (status != STATUS_NOT_FOUND)
        return status; /* unreached: keys were published just now */
    if (fault != NULL)
        *fault = judgement;
    return judged;
}

void store_finish_rekey(struct store *store)
{
    struct keyslots slots = KEYSLOTS_EMPTY;

    if (keyslots_load(&slots, &store->folder, NULL) == STATUS_OK && !slots.is_copy &&
        strcmp(slots.records, store->records_name) == 0 &&
        finish_rekey(&slots, &store->folder, NULL) == STATUS_OK)
        store->is_rekeying = false;
    keyslots_clear(&slots);
}

/* Ends what a writer that died has begun; a live one would hold the lock. */
static void store_mend(struct store *store)
{
    int fd;

    if (!store->is_rekeying || lock_take_writers(&store->folder, 0, &fd, NULL) != STATUS_OK)
        return;
    file_sweep(&store->folder);
    store_finish_rekey(store);
    lock_release(&fd);
}

static enum status store_enter(struct store *store, struct fault *fault)
{
    const struct store_options *options = &store->options;
    enum status status = (options->create ? folder_make : folder_open)(
        &store->folder, options->directory, FOLDER_PRIVATE, fault);

    if (status == STATUS_NOT_FOUND)
        return fault_set(fault, STATUS_NO_STORE, 0, options->directory, NULL);
    if (status == STATUS_OK)
        status = store_follow(store, fault);
    if (status == STATUS_NOT_FOUND && options->create) {
        status = store_make(store, fault);
        if (status == STATUS_OK)
            status = store_follow(store, fault);
    }
    return status == STATUS_NOT_FOUND ? store_miss(store, fault) : status;
}

enum status store_open_with(struct store **out, const struct store_options *options,
                            const struct created *held, struct fault *fault)
{
    struct store *store = secret_init() ? secret_alloc(sizeof *store) : NULL;
    enum status status;

    *out = NULL;
    if (store == NULL)
        return fault_set(fault, STATUS_NO_MEMORY, 0, options->directory, NULL);
    store->options = *options;
    if (held != NULL)
        store->created = *held;
    store->folder.fd = -1;
    store->records.folder.fd = -1;
    status = store_enter(store, fault);
    if (status == STATUS_OK) {
        store_mend(store);
        *out = store;
    } else {
        store_close(store);
    }
    return status;
}

enum status store_open(struct store **store, const struct store_options *options,
                       struct fault *fault)
{
    return store_open_with(store, options, NULL, fault);
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    records_close(&store->records);
    folder_close(&store->folder);
    secret_free(store);
}
