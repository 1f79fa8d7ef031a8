/* records.h: the folder of sealed records, one file each, under one store key.
 *
 * It knows kinds and names, generations and damage, and nothing of locks, key slots or which
 * folder is the current one: that is store.c's. So a new folder can be filled under a new key
 * while the old one still serves.
 *
 * A fault's subject is the path of the sealed file.
 */
#pragma once

#include "protocol/buffer.h"
#include "protocol/status.h"
#include "store/file.h"
#include "store/seal.h"
#include "store/store.h"

#define RECORDS_FILE_MAX                                                                       \
    (STORE_RECORD_MAX + STORE_NAME_MAX + SEAL_PADDING + SEAL_OVERHEAD) /* bytes */

/* An open folder of records. Holds keys: to be kept in guarded memory. */
struct records {
    struct folder folder;
    struct seal *seal; /* whoever opened the records owns it */
};

/* The names of a record's files: its hash, and after that nothing, or RECORDS_PREVIOUS for the
 * generation before. */
#define RECORDS_HASH_HEX  (2 * SEAL_FILE_SIZE)
#define RECORDS_PREVIOUS  ".old"
#define RECORDS_NAME_SIZE (RECORDS_HASH_HEX + sizeof RECORDS_PREVIOUS)
bool records_name_parse(const char *name, unsigned char file[SEAL_FILE_SIZE]);
void records_name_make(char out[RECORDS_NAME_SIZE], const unsigned char file[SEAL_FILE_SIZE],
                       const char *suffix);

/* Reads and opens the file `name` of the record with that hash. `bytes` must be empty; what
 * `content` points to is in there. */
enum status records_load(const struct records *records, const char *name,
                         const unsigned char file[SEAL_FILE_SIZE], struct buffer *bytes,
                         struct sealed *content, struct fault *fault);

/* As store_get(). */
enum status records_get(const struct records *records, enum store_kind kind, const char *name,
                        struct buffer *record, bool *restored, struct fault *fault);

/* The names of all records of a kind, in the order of store_list(). A listing stays good when
 * the folder goes. listing_make() sets *out to what listing_free() releases, on failure too.
 * A damaged record has the name NULL, and its file's name in *file. */
struct listing;
enum status listing_make(struct listing **out, const struct records *records,
                         enum store_kind kind, struct fault *fault);
size_t listing_count(const struct listing *listing);
const char *listing_name(const struct listing *listing, size_t i, const char **file);
void listing_free(struct listing *listing);

/* As store_put() and store_delete(), for a caller that holds the writers' lock. */
enum status records_put(const struct records *records, enum store_kind kind, const char *name,
                        const struct buffer *record, struct fault *fault);
enum status records_delete(const struct records *records, enum store_kind kind,
                           const char *name, struct fault *fault);
