/* keyslot.h: the file `keys`: a random store key, wrapped once for each enrolled module.
 *
 * Its text is records of record.h's grammar, FORMAT.md has it line by line: a header with the
 * store's id, the folder of the records and the required modules, then one record a slot. A
 * slot holds the store key under XChaCha20-Poly1305-IETF with a key-encryption key made from
 * the secrets of all required modules and of the slot's own module; the header, the slot's
 * number, its module and the module's parameters are authenticated with it. So nobody can leave
 * a required module out, move a slot, or turn back its parameters, without the slot refusing to
 * open. The idea is LUKS's; a store key outlives every passphrase that opens it.
 *
 * In a file of version 2 what the store's policy seals of the configuration is authenticated
 * too, and a lower bound of the audit log's count is there, without which the file is damaged.
 * Version 1 has neither, and is read as ever; who changes the store key writes version 2.
 *
 * The file is kept twice, as `keys` and `keys.copy`, since all records are lost without it. The
 * copy has a line more, so that programs that link equal files don't make the two one.
 * A plain checksum tells damage from a wrong key.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "protocol/buffer.h"
#include "protocol/record.h"
#include "protocol/status.h"
#include "store/file.h"
#include "store/seal.h"

#define KEYSLOT_MAX      16           /* slots a file may have */
#define KEYSLOT_NUMBER   999999999    /* the highest number of one */
#define KEYSLOT_FILE_MAX (64u * 1024) /* bytes of the file */
#define KEYSLOT_BOX_HEX  SEAL_TEXT_SIZE(SEAL_KEY_SIZE)

#define KEYSLOT_RECORDS_PREFIX "records-"
#define KEYSLOT_RECORDS_SIZE   (8 + 16 + 1) /* "records-", 16 hexadecimal digits, NUL */

/* One slot. Strings belong to the text it was read from, or to whoever filled it in. */
struct keyslot {
    int64_t
        number; /* 1 to KEYSLOT_NUMBER, ascending; never used again within a store key's life */
    const char *module;     /* the unlock module that yields the slot's secret */
    const char *parameters; /* the module's public parameters: name=value words; may be "" */
    const char *box;        /* nonce and wrapped store key, hexadecimal */
    int64_t added;          /* when, in Unix seconds, for people; 0 = not known */
};

/* The file. The zeroed struct with KEYSLOTS_EMPTY's buffer is the empty value. */
struct keyslots {
    struct buffer text; /* what the strings point into */
    struct file_stamp stamp;
    int64_t version;             /* 2; or 1, as 0 is too */
    const char *store;           /* the store's id, hexadecimal */
    const char *records;         /* the folder of the records */
    struct string_list required; /* required modules in order: "MODULE name=value…" */
    struct string_list sealed;   /* settings that mustn't be weaker: "name=value" */
    const char *leftover; /* a folder of records that isn't in use; NULL = there is none */
    const char *prints;   /* the key of fingerprints, hexadecimal, sealed with the store key;
                             NULL = it is the store key's own */
    const char *log; /* the audit log's count at least, by seal_count_close(); of version 2 */
    struct keyslot slot[KEYSLOT_MAX];
    size_t count;
    unsigned char store_id[SEAL_STORE_ID_SIZE];
    bool is_copy; /* it was read from `keys.copy` */
};
#define KEYSLOTS_EMPTY                                                                         \
    {                                                                                          \
        .text = BUFFER(KEYSLOT_FILE_MAX)                                                       \
    }

/* Wipes and releases the text. */
void keyslots_clear(struct keyslots *slots);

/* Reads the file from the store's folder into the empty `slots`: `keys`, or when that is
 * missing or damaged `keys.copy`. STATUS_NOT_FOUND when neither is there; STATUS_DAMAGED when
 * neither is whole; STATUS_NEWER; STATUS_UNSAFE; STATUS_IO. */
enum status keyslots_load(struct keyslots *slots, const struct folder *folder,
                          struct fault *fault);

/* Publishes both. The caller holds the writers' lock. */
enum status keyslots_save(const struct keyslots *slots, const struct folder *folder,
                          struct fault *fault);

/* Writes a new name for a folder of records. */
void keyslots_name_records(char out[KEYSLOT_RECORDS_SIZE]);

/* Removes both copies of a store that couldn't be made; false when one may still be there. */
bool keyslots_remove(const struct folder *folder);

/* Whether `keys` is still the file that the stamp was taken of. */
bool keyslots_are_current(const struct file_stamp *stamp, const struct folder *folder);

/* Parses the file's text, which is changed and pointed into. STATUS_DAMAGED, STATUS_NEWER. */
enum status keyslots_parse(struct keyslots *slots);

/* Appends the file's text. */
void keyslots_write(const struct keyslots *slots, struct buffer *out);

/* What a key-encryption key is made of begins with this label; the secrets (32 bytes each) of
 * the required modules follow in order, then that of the slot's module. */
extern const char keyslot_label[];

/* Makes the key-encryption key. */
void keyslot_kek(const struct keyslots *slots, const struct buffer *material,
                 unsigned char kek[SEAL_KEY_SIZE]);

/* Wraps the store key into slot->box, for which `box` has room. The slot's other members and
 * the header must be final. */
enum status keyslot_wrap(const struct keyslots *slots, struct keyslot *slot,
                         const unsigned char kek[SEAL_KEY_SIZE],
                         const unsigned char key[SEAL_KEY_SIZE], char box[KEYSLOT_BOX_HEX]);

/* Unwraps the store key: STATUS_OK; STATUS_LOCKED when `kek` isn't the slot's. */
enum status keyslot_unwrap(const struct keyslots *slots, const struct keyslot *slot,
                           const unsigned char kek[SEAL_KEY_SIZE],
                           unsigned char key[SEAL_KEY_SIZE]);
