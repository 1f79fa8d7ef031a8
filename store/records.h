/* records.h: the folder of sealed records, one file each, under one store key.
 *
 * It knows kinds and names, generations and damage, and nothing of locks, key slots or which
 * folder is the current one: that is store.c's. So a new folder can be filled under a new key
 * while the old one still serves.
 *
 * A fault's subject is the path of the sealed file.
 */
#ifndef STORE_RECORDS_H
#define STORE_RECORDS_H

#include "protocol/buffer.h"
#include "protocol/status.h"
#include "store/file.h"
#include "store/seal.h"
#include "store/store.h"

#define RECORDS_FILE_MAX (STORE_RECORD_MAX + STORE_NAME_MAX + SEAL_OVERHEAD) /* bytes */

/* An open folder of records. Holds keys: to be kept in guarded memory. */
struct records {
    struct folder folder;
    struct seal seal;
};

/* As store_get(), store_delete() and store_list(). */
enum status records_get(const struct records *records, enum store_kind kind, const char *name,
                        struct buffer *record, bool *restored, struct fault *fault);
enum status records_list(const struct records *records, enum store_kind kind,
                         store_visit *visit, void *context, struct fault *fault);

/* As store_put() and store_delete(), for a caller that holds the writers' lock. */
enum status records_put(const struct records *records, enum store_kind kind, const char *name,
                        const struct buffer *record, struct fault *fault);
enum status records_delete(const struct records *records, enum store_kind kind,
                           const char *name, struct fault *fault);

#endif
