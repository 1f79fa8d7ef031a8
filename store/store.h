/* store.h: the sealed store. FORMAT.md has the files byte by byte.
 *
 * A store is a folder: a file `keys` with the key slots, a file `lock`, and a folder of sealed
 * records, one file each. Records are bytes of record.h's grammar to everyone but the store,
 * which doesn't look inside. A record has a kind and a name; on disk its file name is a keyed
 * hash of both.
 *
 * Readers take no lock and never see half a record. Each put or delete happens whole or not at
 * all, and is on the disk when it returns STATUS_OK; only tokens and remembered outcomes, which
 * Adobe gives again, and the audit log's head don't wait for the disk. All paths are used by
 * descriptor; anything of another owner, of a looser mode, or a link is refused with
 * STATUS_UNSAFE and the path as the subject.
 *
 * Every function that can fail takes a `struct fault *` (may be NULL) and returns its status.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "protocol/buffer.h"
#include "protocol/conversation.h"
#include "protocol/status.h"
#include "store/unlock/stack.h"

#define STORE_RECORD_MAX (1024u * 1024u) /* bytes of one record, before sealing */
#define STORE_NAME_MAX   1024u           /* bytes of a record's name */

enum store_kind {
    STORE_PROFILE, /* a recorded credential; keeps its previous generation */
    STORE_TOKEN,   /* a profile's access token; damaged = absent */
    STORE_HOST,    /* host → profiles */
    STORE_ENTRY,   /* foreign credentials of one host (any-host) */
    STORE_STATE,   /* remembered outcomes: refusals, back-off, proofs; damaged = absent */
    STORE_AUDIT,   /* the audit log's key and head: audit.h */
    STORE_FLEET,   /* the keys of a fleet; keeps its previous generation */
    STORE_KINDS
};

/* Where things lie, and how to unlock. All strings are borrowed until store_close(). */
struct store_options {
    const char *directory; /* absolute path of the store */
    const char *key_file;  /* absolute path of the default keyfile module's key */
    const char *stack; /* text of the `unlock` lines of the configuration; NULL = the default:
                          one sufficient keyfile */
    const char *stack_origin;       /* the file of that text, for faults; may be NULL */
    unlock_program_finder *program; /* finds our programs in libexec; NULL = nobody does */
    const struct conversation *conversation; /* for modules that must ask; NULL = nobody */
    unlock_notice *notice; /* told of each unlock line that was asked; NULL = nobody listens */
    bool create;           /* make the store, its key and the folders when there is none */

    /* Whether the configuration is as strong as a setting that the store's policy seals,
     * "name=value", or stronger. No for one that isn't known. NULL = nobody judges. */
    bool (*holds)(const void *configuration, const char *sealed);
    const void *configuration;
};

struct store; /* opened; opaque */

/* Opens (or, with options->create, makes) the store and unlocks it. On success *store is the
 * caller's, for store_close(). STATUS_NO_STORE when there is none and create is false;
 * STATUS_LOCKED when no module opens a slot, and with CAUSE_SEALED when options->holds() says
 * no; STATUS_NEWER, STATUS_UNSAFE, STATUS_DAMAGED, STATUS_IO, STATUS_NO_MEMORY. A store whose
 * key file is gone is locked, never made anew. */
enum status store_open(struct store **store, const struct store_options *options,
                       struct fault *fault);

/* Wipes the keys and closes everything; NULL is a no-op. */
void store_close(struct store *store);

/* Appends the record to `record`, whose maximum should be STORE_RECORD_MAX. STATUS_NOT_FOUND
 * when there is none; STATUS_DAMAGED when it doesn't authenticate, save that a damaged profile
 * whose previous generation is whole yields that one with STATUS_OK and *restored = true
 * (`restored` may be NULL). */
enum status store_get(struct store *store, enum store_kind kind, const char *name,
                      struct buffer *record, bool *restored, struct fault *fault);

/* Seals and publishes the record. Waits at most ten seconds for other writers, then
 * STATUS_BUSY. */
enum status store_put(struct store *store, enum store_kind kind, const char *name,
                      const struct buffer *record, struct fault *fault);

/* Removes the record and any previous generation of it; STATUS_NOT_FOUND when there was none.
 */
enum status store_delete(struct store *store, enum store_kind kind, const char *name,
                         struct fault *fault);

/* Calls visit(context, name, record) for each record of the kind, in byte order of the names,
 * until it returns something else than STATUS_OK, and returns that. Damaged records are passed
 * with record = NULL and name = their file name. The buffer is the store's and wiped after the
 * call. */
typedef enum status store_visit(void *context, const char *name, struct buffer *record);
enum status store_list(struct store *store, enum store_kind kind, store_visit *visit,
                       void *context, struct fault *fault);

/* An advisory lock on one record's name, for read-fetch-write across processes. It isn't needed
 * for store_get() or store_put(), and dies with its holder. */
struct store_lock {
    int fd; /* −1 when not held; initialise with STORE_UNLOCKED */
};
#define STORE_UNLOCKED                                                                         \
    {                                                                                          \
        .fd = -1                                                                               \
    }

enum { STORE_LOCK_WAIT = 10000 /* milliseconds: as long as anybody waits */ };

/* Waits until the lock is had or `deadline` (milliseconds from now; 0 = try once) is over:
 * STATUS_BUSY. */
enum status store_lock(struct store *store, enum store_kind kind, const char *name,
                       int64_t deadline, struct store_lock *lock, struct fault *fault);

/* Releases the lock; nothing happens when it isn't held. */
void store_unlock(struct store_lock *lock);

/* Closes every descriptor of the process from 3 on but the store's and the lock's: for a child
 * that goes on with both alone. */
void store_close_others(const struct store *store, const struct store_lock *lock);

/* A keyed fingerprint of `data` under the store's key: tells whether two secrets are the same
 * without keeping either. Writes 32 hexadecimal digits and a NUL. */
#define STORE_FINGERPRINT_SIZE 33
void store_fingerprint(struct store *store, const void *data, size_t length,
                       char out[STORE_FINGERPRINT_SIZE]);

/* The name of the unlock module that opened the store ("keyfile"), which may be a cache, and
 * the number of the slot that it opened. */
const char *store_unlocked_by(const struct store *store);
int64_t store_unlocked_slot(const struct store *store);
