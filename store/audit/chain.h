/* chain.h: what chains the log's records, and what the store knows of the log.
 *
 * The hash of a record is BLAKE2b(32) under the log's key of the hash before it and all bytes
 * since that one's last digit, up to its own first: so it covers the lines between, too.
 */
#pragma once

#include <sodium.h>

#include "store/audit/audit.h"
#include "store/keyslot.h"
#include "store/records.h"

#define AUDIT_MAC_SIZE 32
#define AUDIT_MAC_HEX  (2 * AUDIT_MAC_SIZE)
#define AUDIT_KEY_SIZE 32

/* The name of a file of the log, and of the folder. */
#define AUDIT_FOLDER    "audit"
#define AUDIT_NAME_SIZE 32
void audit_file_name(char out[AUDIT_NAME_SIZE], int64_t number);

/* The number in the name of a file of the log, AUDIT_FILE_MOST at most; 0 when it isn't one. */
#define AUDIT_FILE_MOST INT64_C(999999999999)
int64_t audit_file_number(const char *name);

/* A file of the log, and where in the chain it begins. */
struct audit_file {
    int64_t number;                    /* of the file */
    int64_t count;                     /* records before it */
    unsigned char mac[AUDIT_MAC_SIZE]; /* of the last of them; of the first file, random */
};

/* What the store knows of its log, sealed. Holds a key: to be kept in guarded memory. */
struct audit_head {
    unsigned char key[AUDIT_KEY_SIZE];
    int64_t count;                     /* records in the chain */
    int64_t end;                       /* offset after the last one's hash in the last file */
    unsigned char mac[AUDIT_MAC_SIZE]; /* that hash */
    struct audit_file file[AUDIT_KEEP_MAX];
    size_t files; /* at least 1 */
};

/* Loads key and head. STATUS_NOT_FOUND when one of them isn't there, STATUS_DAMAGED. A key that
 * could be read is in `head` all the same; else that is zero. */
enum status audit_head_load(struct audit_head *head, const struct records *records,
                            struct fault *fault);

/* Begins a log with this file: a key, unless there is one, and a chain that goes on after
 * record head->count and has none yet, saved. */
enum status audit_head_begin(struct audit_head *head, int64_t file,
                             const struct records *records, struct fault *fault);

/* Saves the head, for a caller that holds the writers' lock. */
enum status audit_head_save(const struct audit_head *head, const struct records *records,
                            struct fault *fault);

/* What `keys` knows of the log: so many records at least, or one of these: it is of version 1,
 * or what stands there doesn't authenticate. Statuses of keyslots_load(). */
#define AUDIT_BOUND_NONE   (-2)
#define AUDIT_BOUND_FORGED (-1)
enum status audit_bound_load(int64_t *bound, const struct folder *store,
                             const struct records *records, struct fault *fault);

/* Has `keys` know of that many, for a caller that holds the writers' lock. */
enum status audit_bound_raise(int64_t count, const struct folder *store,
                              const struct records *records, struct fault *fault);

/* A walk along the chain. To be wiped. */
struct audit_chain {
    crypto_generichash_state state;
    const unsigned char *key;
    unsigned char mac[AUDIT_MAC_SIZE]; /* of the last record */
    int64_t count;                     /* its number */
};

/* Starts after record `count` with that hash. `key` is borrowed. */
void audit_chain_start(struct audit_chain *chain, const unsigned char key[AUDIT_KEY_SIZE],
                       int64_t count, const unsigned char mac[AUDIT_MAC_SIZE]);

/* Goes on over bytes that aren't a chained record. */
void audit_chain_cover(struct audit_chain *chain, const char *bytes, size_t length);

/* Goes on over a record whose line, up to "mac=", was covered, and appends its hash to `out`.
 */
void audit_chain_seal(struct audit_chain *chain, struct buffer *out);

/* Reads a file in pieces: what stands between LFs, in two or more where that is longer than a
 * record can be. */
struct audit_reader {
    int fd;
    off_t at; /* of the next byte to read */
    size_t next, used;
    bool is_after_line, is_in_line, has_ended, is_done;
    int error; /* errno */
    char data[2 * AUDIT_LINE_MAX];
};

struct audit_piece {
    char *text; /* may be changed; one byte after it, too */
    size_t length;
    bool follows; /* an LF stands before it */
    bool is_line; /* it is all of a line, and not too long */
};

/* Starts at an offset. */
void audit_reader_start(struct audit_reader *reader, int fd, off_t at);

/* False at the end, or when reading failed: reader->error. An empty file has one empty piece,
 * and one that ends with LF ends with such a piece. */
bool audit_reader_next(struct audit_reader *reader, struct audit_piece *piece);

/* Covers a piece, with the LF before it. */
void audit_chain_cover_piece(struct audit_chain *chain, const struct audit_piece *piece);

/* Whether the piece is the chain's next record; then goes on over it. Else the chain is where
 * it was. */
bool audit_chain_accepts(struct audit_chain *chain, const struct audit_piece *piece);
