/* store.c: a store from opening to closing: keys, locks, and the current folder of records. */
#include "store/store.h"

#include <string.h>

#include "protocol/secret.h"
#include "store/create.h"
#include "store/file.h"
#include "store/inside.h"
#include "store/keyslot.h"
#include "store/lock.h"
#include "store/records.h"
#include "store/seal.h"
#include "store/settle.h"
#include "store/unlock.h"

enum { FOLLOW_TRIES = 3 };

struct store {
    struct store_options options;
    struct folder folder;
    struct file_stamp stamp; /* of `keys`, when it was last read */
    char records_name[KEYSLOT_RECORDS_SIZE];
    struct records records;
    struct created created; /* by us, until it is entered */
    bool is_unsettled;      /* a change of the store key is under way, or died */
    const char *unlocked_by;
    int64_t unlocked_slot;
};

static enum status writers_lock(const struct store *store, int64_t deadline, int *fd,
                                struct fault *fault)
{
    return lock_take(&store->folder, LOCK_FILE, LOCK_WRITERS, deadline, fd, fault);
}

static enum status unlock(struct store *store, const struct keyslots *slots,
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
    return status;
}

/* The key of a store that we have just made is at hand, once. */
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
    return is_ours ? STATUS_OK : unlock(store, slots, key, fault);
}

static enum status records_open(struct records *records, const struct store *store,
                                const struct keyslots *slots, const unsigned char *key,
                                struct fault *fault)
{
    struct seal *seal = secret_alloc_steady(sizeof *seal);
    enum status status;

    *records = (struct records){ .folder = FOLDER_CLOSED, .seal = seal };
    if (seal == NULL)
        return folder_fault(fault, STATUS_NO_MEMORY, 0, &store->folder, NULL, NULL);
    seal_init(seal, key, slots->store_id);
    if (slots->prints != NULL)
        seal_prints_open(seal, key, slots->prints);
    secret_steady(seal);
    status = folder_open_in(&records->folder, &store->folder, slots->records, fault);
    if (status != STATUS_NOT_FOUND)
        return status;
    return folder_fault(fault, STATUS_DAMAGED, 0, &store->folder, slots->records, NULL);
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
        return folder_fault(fault, STATUS_NO_MEMORY, 0, &store->folder, NULL, NULL);
    status = key_get(store, slots, next->key, fault);
    next->records = (struct records){ .folder = FOLDER_CLOSED };
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
    bool from_copy;
    int fd;

    if (writers_lock(store, 0, &fd, NULL) != STATUS_OK)
        return;
    if (keyslots_load(&slots, &store->folder, &from_copy, NULL) == STATUS_OK && from_copy)
        keyslots_save(&slots, &store->folder, NULL);
    keyslots_clear(&slots);
    lock_release(&fd);
}

/* Makes the store's current state ours; `stamp` is that of the file that was read. */
static enum status keys_follow(struct store *store, struct file_stamp *stamp,
                               struct fault *fault)
{
    struct keyslots slots = KEYSLOTS_EMPTY;
    bool from_copy = false;
    enum status status = keyslots_load(&slots, &store->folder, &from_copy, fault);

    if (status == STATUS_OK &&
        (store->records.folder.fd < 0 || strcmp(slots.records, store->records_name) != 0))
        status = records_enter(store, &slots, fault);
    *stamp = slots.stamp;
    store->is_unsettled = status == STATUS_OK && slots.leftover != NULL;
    keyslots_clear(&slots);
    if (status == STATUS_OK && from_copy)
        keys_mend(store);
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
    while (status == STATUS_DAMAGED && ++tries < FOLLOW_TRIES &&
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
    bool from_copy;
    int fd;

    status = writers_lock(store, LOCK_WRITERS_DEADLINE, &fd, fault);
    if (status != STATUS_OK)
        return status;
    status = keyslots_load(&slots, &store->folder, &from_copy, fault);
    keyslots_clear(&slots);
    if (status == STATUS_NOT_FOUND)
        status = create_keys(&store->folder, &store->options, &store->created, fault);
    lock_release(&fd);
    return status;
}

/* Follows on behalf of an opened store, which may have been removed since. */
static enum status store_refresh(struct store *store, struct fault *fault)
{
    enum status status = store_follow(store, fault);

    return status == STATUS_NOT_FOUND
               ? folder_fault(fault, STATUS_NO_STORE, 0, &store->folder, NULL, NULL)
               : status;
}

/* Judges a folder in which no `keys` were found; they may have been published since. */
static enum status store_miss(struct store *store, struct fault *fault)
{
    struct fault judgement;
    enum status judged = create_judge(&store->folder, &judgement);
    enum status status = store_follow(store, fault);

    if (status != STATUS_NOT_FOUND)
        return status;
    if (fault != NULL)
        *fault = judgement;
    return judged;
}

/* Ends a change of the store key whose process has died. The caller holds the writers' lock. */
static void store_settle(struct store *store)
{
    struct keyslots slots = KEYSLOTS_EMPTY;
    bool from_copy;

    if (keyslots_load(&slots, &store->folder, &from_copy, NULL) == STATUS_OK && !from_copy &&
        strcmp(slots.records, store->records_name) == 0 &&
        settle(&slots, &store->folder, NULL) == STATUS_OK)
        store->is_unsettled = false;
    keyslots_clear(&slots);
}

/* Removes what a writer that died has left; a live one's temporary is behind the lock. */
static void store_sweep(struct store *store)
{
    int fd;

    if (!store->is_unsettled && !file_is_littered(&store->folder) &&
        !file_is_littered(&store->records.folder))
        return;
    if (writers_lock(store, 0, &fd, NULL) != STATUS_OK)
        return;
    file_sweep(&store->folder);
    file_sweep(&store->records.folder);
    if (store->is_unsettled)
        store_settle(store);
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

enum status store_open(struct store **out, const struct store_options *options,
                       struct fault *fault)
{
    struct store *store = secret_init() ? secret_alloc(sizeof *store) : NULL;
    enum status status;

    *out = NULL;
    if (store == NULL)
        return fault_set(fault, STATUS_NO_MEMORY, 0, options->directory, NULL);
    store->options = *options;
    store->folder.fd = -1;
    store->records.folder.fd = -1;
    status = store_enter(store, fault);
    if (status == STATUS_OK) {
        store_sweep(store);
        *out = store;
    } else {
        store_close(store);
    }
    return status;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    records_close(&store->records);
    folder_close(&store->folder);
    secret_free(store);
}

static enum status name_check(enum store_kind kind, const char *name, struct fault *fault)
{
    size_t length = strlen(name);

    if ((unsigned)kind >= STORE_KINDS || length == 0)
        return fault_set(fault, STATUS_INTERNAL, 0, name, NULL);
    return length > STORE_NAME_MAX ? fault_set(fault, STATUS_TOO_LONG, 0, name, NULL)
                                   : STATUS_OK;
}

enum status store_get(struct store *store, enum store_kind kind, const char *name,
                      struct buffer *record, bool *restored, struct fault *fault)
{
    enum status status = name_check(kind, name, fault);

    if (status != STATUS_OK)
        return status;
    status = records_get(&store->records, kind, name, record, restored, fault);
    if (status != STATUS_NOT_FOUND || keyslots_are_current(&store->stamp, &store->folder))
        return status;
    status = store_refresh(store, fault);
    return status != STATUS_OK
               ? status
               : records_get(&store->records, kind, name, record, restored, fault);
}

/* Takes the writers' lock, and follows a change of keys: first without it, since unlocking may
 * have to wait for a person. */
static enum status write_begin(struct store *store, int *fd, struct fault *fault)
{
    enum status status = store_refresh(store, fault);

    if (status == STATUS_OK)
        status = writers_lock(store, LOCK_WRITERS_DEADLINE, fd, fault);
    if (status != STATUS_OK)
        return status;
    status = store_refresh(store, fault);
    if (status != STATUS_OK)
        lock_release(fd);
    else if (store->is_unsettled)
        store_settle(store);
    return status;
}

enum status store_put(struct store *store, enum store_kind kind, const char *name,
                      const struct buffer *record, struct fault *fault)
{
    enum status status = name_check(kind, name, fault);
    int fd = -1;

    if (status == STATUS_OK)
        status = buffer_status(record);
    if (status == STATUS_OK && record->length == 0)
        status = STATUS_INTERNAL;
    if (status == STATUS_OK && record->length > STORE_RECORD_MAX)
        status = STATUS_TOO_LONG;
    if (status != STATUS_OK)
        return fault_set(fault, status, 0, name, NULL);
    status = write_begin(store, &fd, fault);
    if (status == STATUS_OK)
        status = records_put(&store->records, kind, name, record, fault);
    lock_release(&fd);
    return status;
}

enum status store_delete(struct store *store, enum store_kind kind, const char *name,
                         struct fault *fault)
{
    enum status status = name_check(kind, name, fault);
    int fd = -1;

    if (status != STATUS_OK)
        return status;
    status = write_begin(store, &fd, fault);
    if (status == STATUS_OK)
        status = records_delete(&store->records, kind, name, fault);
    lock_release(&fd);
    return status;
}

enum status store_lock_writers(const struct folder *folder, int *fd, struct fault *fault)
{
    return lock_take(folder, LOCK_FILE, LOCK_WRITERS, LOCK_WRITERS_DEADLINE, fd, fault);
}

enum status store_do(struct store *store, store_work *work, void *context, struct fault *fault)
{
    int fd = -1;
    enum status status = write_begin(store, &fd, fault);

    if (status == STATUS_OK)
        status = work(context, &store->folder, &store->records, fault);
    lock_release(&fd);
    return status;
}

enum status store_look(struct store *store, store_work *work, void *context,
                       struct fault *fault)
{
    enum status status = store_refresh(store, fault);

    return status == STATUS_OK ? work(context, &store->folder, &store->records, fault) : status;
}

/* A folder of records that goes while it is listed may have gone in part before it was seen. */
static enum status list_names(struct store *store, enum store_kind kind, struct listing **out,
                              struct fault *fault)
{
    enum status status = STATUS_OK;
    int tries;

    *out = NULL;
    for (tries = 0; tries < FOLLOW_TRIES && status == STATUS_OK; tries++) {
        status = store_refresh(store, fault);
        listing_free(*out);
        *out = NULL;
        if (status == STATUS_OK)
            status = listing_make(out, &store->records, kind, fault);
        if (keyslots_are_current(&store->stamp, &store->folder))
            break;
    }
    return status;
}

static enum status list_visit(struct store *store, enum store_kind kind, const char *name,
                              const char *file, store_visit *visit, void *context)
{
    struct buffer record = BUFFER(STORE_RECORD_MAX);
    enum status status = STATUS_DAMAGED;

    if (name != NULL)
        status = store_get(store, kind, name, &record, NULL, NULL);
    if (status == STATUS_OK)
        status = visit(context, name, &record);
    else if (status == STATUS_NOT_FOUND)
        status = STATUS_OK;
    else if (status != STATUS_NO_MEMORY)
        status = visit(context, file, NULL);
    buffer_clear(&record);
    return status;
}

enum status store_list(struct store *store, enum store_kind kind, store_visit *visit,
                       void *context, struct fault *fault)
{
    struct listing *listing;
    enum status status = list_names(store, kind, &listing, fault);
    const char *name, *file;
    size_t i;

    for (i = 0; status == STATUS_OK && i < listing_count(listing); i++) {
        name = listing_name(listing, i, &file);
        status = list_visit(store, kind, name, file, visit, context);
    }
    listing_free(listing);
    return status;
}

/* The byte of the lock file that stands for a record: behind the writers' byte, spread so far
 * that two records share one only by a miracle. */
static off_t lock_byte(const struct store *store, enum store_kind kind, const char *name)
{
    unsigned char file[SEAL_FILE_SIZE];
    uint64_t hash;

    seal_file(store->records.seal, kind, name, strlen(name), file);
    memcpy(&hash, file, sizeof hash);
    return 1 + (off_t)(hash >> 2);
}

/* A change of the store key gives the names other bytes, and waits for who holds one: whoever
 * has got one looks again. */
enum status store_lock(struct store *store, enum store_kind kind, const char *name,
                       int64_t deadline, struct store_lock *lock, struct fault *fault)
{
    enum status status = name_check(kind, name, fault);
    int tries = 0;

    while (status == STATUS_OK) {
        status = store_refresh(store, fault);
        if (status == STATUS_OK)
            status = lock_take(&store->folder, LOCK_FILE, lock_byte(store, kind, name),
                               deadline, &lock->fd, fault);
        if (status != STATUS_OK || keyslots_are_current(&store->stamp, &store->folder) ||
            ++tries == FOLLOW_TRIES)
            break;
        lock_release(&lock->fd);
    }
    return status;
}

void store_unlock(struct store_lock *lock)
{
    lock_release(&lock->fd);
}

static int compare_descriptors(const void *one, const void *other)
{
    return *(const int *)one - *(const int *)other;
}

void store_close_others(const struct store *store, const struct store_lock *lock)
{
    int kept[] = { STDERR_FILENO, store->folder.fd, store->records.folder.fd, lock->fd };
    const size_t count = sizeof kept / sizeof kept[0];
    size_t i;

    qsort(kept, count, sizeof kept[0], compare_descriptors);
    for (i = 0; i < count; i++) {
        unsigned first = (unsigned)kept[i] + 1;

        if (kept[i] < STDERR_FILENO)
            continue;
        if (i + 1 == count)
            close_range(first, ~0U, 0);
        else if (kept[i + 1] > kept[i] + 1)
            close_range(first, (unsigned)kept[i + 1] - 1, 0);
    }
}

void store_fingerprint(struct store *store, const void *data, size_t length,
                       char out[STORE_FINGERPRINT_SIZE])
{
    seal_fingerprint(store->records.seal, data, length, out);
}

const char *store_unlocked_by(const struct store *store)
{
    return store->unlocked_by;
}

int64_t store_unlocked_slot(const struct store *store)
{
    return store->unlocked_slot;
}
