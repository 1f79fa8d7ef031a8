/* seal.h: one record, sealed: XChaCha20-Poly1305-IETF under a key of the store.
 *
 * What is sealed is bound to where it lies. A record's file is named by a keyed hash of its
 * kind and name, and that hash, the store's id and the format's version are authenticated with
 * the content: a record that was copied from another store, or to the place of another kind or
 * name, doesn't open. The content carries kind, name and generation, so that a store can be
 * listed, and zeros after the record, so that its size doesn't tell its kind. FORMAT.md has the
 * bytes.
 *
 * Sources: libsodium, "XChaCha20-Poly1305-IETF construction", "Key derivation" (crypto_kdf),
 * "Short-input hashing", "Generic hashing" (keyed BLAKE2b).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "protocol/buffer.h"
#include "protocol/status.h"

#define SEAL_KEY_SIZE      32
#define SEAL_STORE_ID_SIZE 16
#define SEAL_FILE_SIZE     16 /* of the hash that names a record's file */
#define SEAL_NAME_MAX      1024
#define SEAL_OVERHEAD      (8 + 24 + 16 + 11) /* bytes of a file beside name and record */
#define SEAL_PADDING       256 /* name and record are filled up to a multiple of so many */

/* The keys derived from a store key, one a purpose. To be kept in guarded memory, and wiped. */
struct seal {
    unsigned char store_id[SEAL_STORE_ID_SIZE];
    unsigned char names[16];
    unsigned char records[SEAL_KEY_SIZE];
    unsigned char fingerprints[SEAL_KEY_SIZE];
};

/* Derives the keys. The store key itself isn't kept. */
void seal_init(struct seal *seal, const unsigned char key[SEAL_KEY_SIZE],
               const unsigned char store_id[SEAL_STORE_ID_SIZE]);

/* Takes exactly `size` bytes in hexadecimal. False for anything else, and NULL. */
bool hex_decode(const char *text, unsigned char *bytes, size_t size);

/* A few bytes, SEAL_TEXT_MAX at most, sealed as text: a fresh random nonce, the ciphertext and
 * its tag as hexadecimal digits and a NUL. `bound` is authenticated with them. Opening is false
 * when they don't authenticate, and for what isn't such a text of so many bytes. */
#define SEAL_TEXT_MAX        SEAL_KEY_SIZE
#define SEAL_TEXT_SIZE(size) (2 * (24 + (size) + 16) + 1)
void seal_text_close(char *out, const unsigned char *bytes, size_t size, const void *bound,
                     size_t bound_length, const unsigned char key[SEAL_KEY_SIZE]);
bool seal_text_open(unsigned char *bytes, size_t size, const char *text, const void *bound,
                    size_t bound_length, const unsigned char key[SEAL_KEY_SIZE]);

/* The key of fingerprints outlives a store key, so that a new one doesn't make all that was
 * remembered strange: it is kept, sealed with the store key. Where it doesn't open, the seal's
 * own key stays. */
#define SEAL_PRINTS_HEX SEAL_TEXT_SIZE(SEAL_KEY_SIZE)
void seal_prints_close(const struct seal *seal, const unsigned char key[SEAL_KEY_SIZE],
                       char out[SEAL_PRINTS_HEX]);
bool seal_prints_open(struct seal *seal, const unsigned char key[SEAL_KEY_SIZE],
                      const char *prints);

/* What the store knows of the number of its audit log's records, for `keys`: sealed with the
 * key of records. */
#define SEAL_COUNT_HEX SEAL_TEXT_SIZE(8)
void seal_count_close(const struct seal *seal, int64_t count, char out[SEAL_COUNT_HEX]);
bool seal_count_open(const struct seal *seal, const char *sealed, int64_t *count);

/* The keyed hash that stands for a record outside the seal. `length` is at most
 * SEAL_NAME_MAX. */
void seal_file(const struct seal *seal, unsigned kind, const char *name, size_t length,
               unsigned char file[SEAL_FILE_SIZE]);

/* A record in the clear. */
struct sealed {
    unsigned kind;
    uint64_t generation;
    const char *name; /* `name_length` bytes, without a NUL when opened from a file */
    size_t name_length;
    const char *record; /* doesn't end with a zero byte */
    size_t length;
};

/* Appends the sealed file of `content` to `out`, with a fresh random nonce. The buffer's status
 * tells failure; a name beyond SEAL_NAME_MAX is STATUS_TOO_LONG. */
void seal_close(const struct seal *seal, const struct sealed *content, struct buffer *out);

/* Opens the sealed `bytes` of the file named `file` in place: on success `content` points into
 * them. STATUS_NEWER for a newer format; STATUS_DAMAGED when anything is wrong, and then
 * nothing of the plaintext is there. */
enum status seal_open(const struct seal *seal, const unsigned char file[SEAL_FILE_SIZE],
                      struct buffer *bytes, struct sealed *content);

/* A keyed fingerprint of `data` as 32 hexadecimal digits and a NUL. */
void seal_fingerprint(const struct seal *seal, const void *data, size_t length, char out[33]);
