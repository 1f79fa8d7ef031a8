/* store.c: what an open store does: records, locks, lists. */
#include "store/store.h"

#include <string.h>

#include "store/lock.h"
#include "store/seal.h"
#include "store/store_internal.h"

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

/* Takes the writers' lock, follows a change of keys: first without it, since unlocking may have
 * to wait for a person, and removes what a writer that died has left. */
static enum status write_begin(struct store *store, int *fd, struct fault *fault)
{
    enum status status = store_refresh(store, fault);

    if (status == STATUS_OK)
        status = lock_take_writers(&store->folder, LOCK_WRITERS_DEADLINE, fd, fault);
    if (status != STATUS_OK)
        return status;
    status = store_refresh(store, fault);
    if (status != STATUS_OK) {
        lock_release(fd); /* unreached: a change of keys fails just now */
        return status;
    }
    file_sweep(&store->folder);
    file_sweep(&store->records.folder);
    if (store->is_rekeying)
        store_finish_rekey(store); /* unreached: a writer died since we opened */
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
        return status; /* unreached: callers give names that can be */
    status = write_begin(store, &fd, fault);
    if (status == STATUS_OK)
        status = records_delete(&store->records, kind, name, fault);
    lock_release(&fd);
    return status;
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
    for (tries = 0; tries < STORE_FOLLOW_TRIES && status == STATUS_OK; tries++) {
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
        status = STATUS_OK; /* unreached: it was removed since it was listed */
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

/* The byte of the lock file that stands for a record: after the writers' byte, spread so far
 * that two records share one only by a miracle. */
static off_t lock_byte(const struct store *store, enum store_kind kind, const char *name)
{
    unsigned char file[SEAL_FILE_SIZE];
    uint64_t hash;

    seal_file(store->records.seal, kind, name, strlen(name), file);
    memcpy(&hash, file, sizeof hash);
    return LOCK_RECORDS + (off_t)(hash >> 2);
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
            status = lock_take_record(&store->folder, lock_byte(store, kind, name), deadline,
                                      &lock->fd, fault);
        if (status != STATUS_OK || keyslots_are_current(&store->stamp, &store->folder) ||
            ++tries == STORE_FOLLOW_TRIES)
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
            continue; /* unreached: a store that is open has each of them */
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
