/* keyslot.c: the file `keys`: grammar, checksum, and the wrapping of the store key. */
#include "store/keyslot.h"

#include <string.h>

#include <sodium.h>

#include "protocol/secret.h"

#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_SIZE   crypto_aead_xchacha20poly1305_ietf_ABYTES

enum {
    FORMAT_VERSION = 1,
    CHECK_SIZE = 16,
    CHECK_HEX = 2 * CHECK_SIZE + 1,
    BOX_SIZE = NONCE_SIZE + SEAL_KEY_SIZE + TAG_SIZE,
};

_Static_assert(KEYSLOT_BOX_HEX == 2 * BOX_SIZE + 1, "the header promises the size of a box");

static const char file_name[] = "keys", copy_name[] = "keys.copy";
static const char version_key[] = "workfront-credential-keys";
static const char kek_label[] = "workfront-credential kek v1";

static const struct record_rule header_rules[] = {
    { "store", offsetof(struct keyslots, store), RECORD_TEXT, true },
    { "records", offsetof(struct keyslots, records), RECORD_TEXT, true },
    { "required[]", offsetof(struct keyslots, required), RECORD_LIST, false },
};

/* The last line isn't part of what the box authenticates: it is the box. */
static const struct record_rule slot_rules[] = {
    { "slot", offsetof(struct keyslot, number), RECORD_NUMBER, false },
    { "module", offsetof(struct keyslot, module), RECORD_TEXT, true },
    { "parameters", offsetof(struct keyslot, parameters), RECORD_TEXT, true },
    { "box", offsetof(struct keyslot, box), RECORD_TEXT, true },
};
enum { SLOT_RULES = RECORD_RULES_COUNT(slot_rules), BOUND_RULES = SLOT_RULES - 1 };

void keyslots_clear(struct keyslots *slots)
{
    buffer_clear(&slots->text);
    *slots = (struct keyslots)KEYSLOTS_EMPTY;
}

/* BLAKE2b of everything but the check's own line. */
static void check_make(const char *before, size_t before_length, const char *after,
                       size_t after_length, char out[CHECK_HEX])
{
    unsigned char hash[CHECK_SIZE];
    crypto_generichash_state state;

    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    crypto_generichash_update(&state, (const unsigned char *)before, before_length);
    crypto_generichash_update(&state, (const unsigned char *)after, after_length);
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(out, CHECK_HEX, hash, sizeof hash);
}

/* The first two lines, which have the same form in every version. */
static enum status preamble_parse(struct record_reader *reader)
{
    const char *start = reader->at, *end = reader->end, *first, *second, *key, *value;
    char expected[CHECK_HEX];
    int64_t version;

    first = start != NULL ? memchr(start, '\n', (size_t)(end - start)) : NULL;
    second = first != NULL ? memchr(first + 1, '\n', (size_t)(end - first - 1)) : NULL;
    if (second == NULL)
        return STATUS_DAMAGED;
    check_make(start, (size_t)(first + 1 - start), second + 1, (size_t)(end - second - 1),
               expected);
    if (record_next(reader, &key, &value) != STATUS_OK || strcmp(key, version_key) != 0 ||
        !record_number(value, &version) || record_next(reader, &key, &value) != STATUS_OK ||
        strcmp(key, "check") != 0 || strcmp(value, expected) != 0 || version < 1)
        return STATUS_DAMAGED;
    return version > FORMAT_VERSION ? STATUS_NEWER : STATUS_OK;
}

static bool hex_read(unsigned char *out, size_t size, const char *hex)
{
    size_t length;

    return hex != NULL && strlen(hex) == 2 * size &&
           sodium_hex2bin(out, size, hex, 2 * size, NULL, &length, NULL) == 0 && length == size;
}

static bool records_is_valid(const char *name)
{
    const size_t prefix = sizeof KEYSLOT_RECORDS_PREFIX - 1;

    return name != NULL && strlen(name) == KEYSLOT_RECORDS_SIZE - 1 &&
           memcmp(name, KEYSLOT_RECORDS_PREFIX, prefix) == 0 &&
           strspn(name + prefix, "0123456789abcdef") == KEYSLOT_RECORDS_SIZE - 1 - prefix;
}

static bool header_is_valid(struct keyslots *slots)
{
    return hex_read(slots->store_id, sizeof slots->store_id, slots->store) &&
           records_is_valid(slots->records);
}

static bool slot_is_valid(const struct keyslot *slot)
{
    return slot->number > 0 && slot->module != NULL && slot->parameters != NULL &&
           slot->box != NULL && strlen(slot->box) == KEYSLOT_BOX_HEX - 1;
}

enum status keyslots_parse(struct keyslots *slots)
{
    struct record_reader reader = record_reader(&slots->text);
    enum status status = preamble_parse(&reader);

    if (status != STATUS_OK)
        return status;
    if (record_read(&reader, header_rules, RECORD_RULES_COUNT(header_rules), slots, NULL) !=
            STATUS_OK ||
        !header_is_valid(slots))
        return STATUS_DAMAGED;
    while (reader.at < reader.end) {
        struct keyslot *slot = &slots->slot[slots->count];

        if (slots->count == KEYSLOT_MAX ||
            record_read(&reader, slot_rules, SLOT_RULES, slot, NULL) != STATUS_OK ||
            !slot_is_valid(slot))
            return STATUS_DAMAGED;
        slots->count++;
    }
    return STATUS_OK;
}

static void header_write(const struct keyslots *slots, struct buffer *out)
{
    record_write(out, header_rules, RECORD_RULES_COUNT(header_rules), slots);
    record_end(out);
}

void keyslots_write(const struct keyslots *slots, struct buffer *out)
{
    struct buffer body = BUFFER(KEYSLOT_FILE_MAX);
    size_t start = out->length, i;
    char check[CHECK_HEX];

    header_write(slots, &body);
    for (i = 0; i < slots->count; i++) {
        record_write(&body, slot_rules, SLOT_RULES, &slots->slot[i]);
        record_end(&body);
    }
    record_put_number(out, version_key, FORMAT_VERSION);
    buffer_fail(out, buffer_status(&body));
    if (buffer_status(out) == STATUS_OK) {
        check_make(out->data + start, out->length - start, body.data, body.length, check);
        record_put(out, "check", check);
        buffer_append(out, body.data, body.length);
    }
    buffer_clear(&body);
}

static enum status file_parse(struct keyslots *slots, const struct folder *folder,
                              const char *name, struct fault *fault)
{
    enum status status;

    keyslots_clear(slots);
    status = file_read(folder, name, &slots->text, &slots->stamp, fault);
    if (status != STATUS_OK)
        return status;
    status = keyslots_parse(slots);
    return status == STATUS_OK ? status : folder_fault(fault, status, 0, folder, name, NULL);
}

enum status keyslots_load(struct keyslots *slots, const struct folder *folder, bool *from_copy,
                          struct fault *fault)
{
    enum status status = file_parse(slots, folder, file_name, fault), copy;

    *from_copy = false;
    if (status != STATUS_NOT_FOUND && status != STATUS_DAMAGED)
        return status;
    copy = file_parse(slots, folder, copy_name, NULL);
    if (copy == STATUS_OK)
        *from_copy = true;
    else if (status == STATUS_NOT_FOUND && copy != STATUS_NOT_FOUND)
        return folder_fault(fault, copy, 0, folder, copy_name, NULL);
    return copy == STATUS_OK ? copy : status;
}

enum status keyslots_save(const struct keyslots *slots, const struct folder *folder,
                          struct fault *fault)
{
    struct buffer text = BUFFER(KEYSLOT_FILE_MAX);
    enum status status;

    keyslots_write(slots, &text);
    status = file_publish(folder, copy_name, &text, fault);
    if (status == STATUS_OK)
        status = file_publish(folder, file_name, &text, fault);
    buffer_clear(&text);
    return status;
}

bool keyslots_are_current(const struct file_stamp *stamp, const struct folder *folder)
{
    return file_is_same(folder, file_name, stamp);
}

void keyslot_kek(const struct keyslots *slots, const struct buffer *secrets,
                 unsigned char kek[SEAL_KEY_SIZE])
{
    crypto_generichash_state state;

    crypto_generichash_init(&state, slots->store_id, sizeof slots->store_id, SEAL_KEY_SIZE);
    crypto_generichash_update(&state, (const unsigned char *)kek_label, sizeof kek_label - 1);
    crypto_generichash_update(&state, (const unsigned char *)secrets->data, secrets->length);
    crypto_generichash_final(&state, kek, SEAL_KEY_SIZE);
    secret_wipe(&state, sizeof state);
}

/* What a slot's box authenticates: the header and the slot's other lines, as in the file. */
static void associate(const struct keyslots *slots, const struct keyslot *slot,
                      struct buffer *out)
{
    record_put_number(out, version_key, FORMAT_VERSION);
    header_write(slots, out);
    record_write(out, slot_rules, BOUND_RULES, slot);
}

enum status keyslot_wrap(const struct keyslots *slots, struct keyslot *slot,
                         const unsigned char kek[SEAL_KEY_SIZE],
                         const unsigned char key[SEAL_KEY_SIZE], char box[KEYSLOT_BOX_HEX])
{
    struct buffer associated = BUFFER(KEYSLOT_FILE_MAX);
    unsigned char bytes[BOX_SIZE];
    enum status status;

    associate(slots, slot, &associated);
    status = buffer_status(&associated);
    if (status == STATUS_OK) {
        randombytes_buf(bytes, NONCE_SIZE);
        crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + NONCE_SIZE, NULL, key, SEAL_KEY_SIZE,
                                                   (const unsigned char *)associated.data,
                                                   associated.length, NULL, bytes, kek);
        slot->box = sodium_bin2hex(box, KEYSLOT_BOX_HEX, bytes, sizeof bytes);
    }
    buffer_clear(&associated);
    return status;
}

enum status keyslot_unwrap(const struct keyslots *slots, const struct keyslot *slot,
                           const unsigned char kek[SEAL_KEY_SIZE],
                           unsigned char key[SEAL_KEY_SIZE])
{
    struct buffer associated = BUFFER(KEYSLOT_FILE_MAX);
    unsigned char bytes[BOX_SIZE];
    enum status status;

    if (!hex_read(bytes, sizeof bytes, slot->box))
        return STATUS_LOCKED;
    associate(slots, slot, &associated);
    status = buffer_status(&associated);
    if (status == STATUS_OK &&
        crypto_aead_xchacha20poly1305_ietf_decrypt(
            key, NULL, NULL, bytes + NONCE_SIZE, sizeof bytes - NONCE_SIZE,
            (const unsigned char *)associated.data, associated.length, bytes, kek) != 0)
        status = STATUS_LOCKED;
    buffer_clear(&associated);
    return status;
}
