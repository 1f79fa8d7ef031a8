/* seal.c: subkeys, names of files, and sealed records. */
#include "store/seal.h"

#include <string.h>

#include <sodium.h>

#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_SIZE   crypto_aead_xchacha20poly1305_ietf_ABYTES

enum {
    FORMAT_VERSION = 1,
    MAGIC_SIZE = 6,
    HEADER_SIZE = 8,         /* magic, version, complement of the version */
    PREFIX_SIZE = 1 + 8 + 2, /* of the content: kind, generation, length of the name */
    STACK_OF_HASH = 2048,    /* more than BLAKE2b takes */
    ASSOCIATED_SIZE = HEADER_SIZE + SEAL_STORE_ID_SIZE + SEAL_FILE_SIZE,
};

/* Numbers of the subkeys: never to be used for something else. */
enum { SUBKEY_NAMES = 1, SUBKEY_RECORDS, SUBKEY_FINGERPRINTS, SUBKEY_PRINTS = 8 };

_Static_assert(SEAL_TEXT_SIZE(0) == 2 * (NONCE_SIZE + TAG_SIZE) + 1,
               "the header promises the size of what is sealed as text");
_Static_assert(SEAL_OVERHEAD == HEADER_SIZE + NONCE_SIZE + TAG_SIZE + PREFIX_SIZE,
               "the header promises the overhead");
_Static_assert(sizeof((struct seal *)NULL)->names == crypto_shorthash_siphashx24_KEYBYTES &&
                   SEAL_FILE_SIZE == crypto_shorthash_siphashx24_BYTES,
               "names are hashed with SipHash");
_Static_assert(SEAL_KEY_SIZE == crypto_kdf_KEYBYTES &&
                   SEAL_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
               "every key has one size");

static const unsigned char header[HEADER_SIZE] = {
    'w', 'f', 'c', 'r', 'e', 'd', FORMAT_VERSION, FORMAT_VERSION ^ 0xff
};
static const char kdf_context[crypto_kdf_CONTEXTBYTES] = { 'w', 'f', 'c', 's',
                                                           't', 'o', 'r', 'e' };

static void derive_subkey(unsigned char *out, size_t size, uint64_t number,
                          const unsigned char *key)
{
    crypto_kdf_derive_from_key(out, size, number, kdf_context, key);
}

/* BLAKE2b leaves a copy of its key on the stack. */
static void key_forget(void)
{
    sodium_stackzero(STACK_OF_HASH);
}

void seal_init(struct seal *seal, const unsigned char key[SEAL_KEY_SIZE],
               const unsigned char store_id[SEAL_STORE_ID_SIZE])
{
    memcpy(seal->store_id, store_id, SEAL_STORE_ID_SIZE);
    derive_subkey(seal->names, sizeof seal->names, SUBKEY_NAMES, key);
    derive_subkey(seal->records, sizeof seal->records, SUBKEY_RECORDS, key);
    derive_subkey(seal->fingerprints, sizeof seal->fingerprints, SUBKEY_FINGERPRINTS, key);
    key_forget();
}

bool hex_decode(const char *text, unsigned char *bytes, size_t size)
{
    size_t length = 0;

    return text != NULL && strlen(text) == 2 * size &&
           sodium_hex2bin(bytes, size, text, 2 * size, NULL, &length, NULL) == 0 &&
           length == size;
}

void seal_text_close(char *out, const unsigned char *bytes, size_t size, const void *bound,
                     size_t bound_length, const unsigned char key[SEAL_KEY_SIZE])
{
    unsigned char sealed[NONCE_SIZE + SEAL_TEXT_MAX + TAG_SIZE];

    randombytes_buf(sealed, NONCE_SIZE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_SIZE, NULL, bytes, size, bound,
                                               bound_length, NULL, sealed, key);
    sodium_bin2hex(out, SEAL_TEXT_SIZE(size), sealed, NONCE_SIZE + size + TAG_SIZE);
}

bool seal_text_open(unsigned char *bytes, size_t size, const char *text, const void *bound,
                    size_t bound_length, const unsigned char key[SEAL_KEY_SIZE])
{
    unsigned char sealed[NONCE_SIZE + SEAL_TEXT_MAX + TAG_SIZE];

    return hex_decode(text, sealed, NONCE_SIZE + size + TAG_SIZE) &&
           crypto_aead_xchacha20poly1305_ietf_decrypt(bytes, NULL, NULL, sealed + NONCE_SIZE,
                                                      size + TAG_SIZE, bound, bound_length,
                                                      sealed, key) == 0;
}

void seal_prints_close(const struct seal *seal, const unsigned char key[SEAL_KEY_SIZE],
                       char out[SEAL_PRINTS_HEX])
{
    unsigned char sealing[SEAL_KEY_SIZE];

    derive_subkey(sealing, sizeof sealing, SUBKEY_PRINTS, key);
    seal_text_close(out, seal->fingerprints, sizeof seal->fingerprints, seal->store_id,
                    sizeof seal->store_id, sealing);
    sodium_memzero(sealing, sizeof sealing);
}

bool seal_prints_open(struct seal *seal, const unsigned char key[SEAL_KEY_SIZE],
                      const char *prints)
{
    unsigned char sealing[SEAL_KEY_SIZE], kept[SEAL_KEY_SIZE];
    bool opened;

    derive_subkey(sealing, sizeof sealing, SUBKEY_PRINTS, key);
    opened = seal_text_open(kept, sizeof kept, prints, seal->store_id, sizeof seal->store_id,
                            sealing);
    if (opened)
        memcpy(seal->fingerprints, kept, sizeof kept);
    sodium_memzero(sealing, sizeof sealing);
    sodium_memzero(kept, sizeof kept);
    return opened;
}

static void number_put(unsigned char *out, size_t size, uint64_t number)
{
    size_t i;

    for (i = 0; i < size; i++)
        out[i] = (unsigned char)(number >> (8 * i));
}

static uint64_t number_get(const unsigned char *in, size_t size)
{
    uint64_t number = 0;

    while (size-- > 0)
        number = number << 8 | in[size];
    return number;
}

/* What is authenticated with a count: it has another length than that of a record. */
static size_t count_associate(const struct seal *seal, unsigned char out[64])
{
    static const char label[] = "workfront-credential log";

    memcpy(out, label, sizeof label - 1);
    memcpy(out + sizeof label - 1, seal->store_id, sizeof seal->store_id);
    return sizeof label - 1 + sizeof seal->store_id;
}

void seal_count_close(const struct seal *seal, int64_t count, char out[SEAL_COUNT_HEX])
{
    unsigned char number[8], associated[64];

    number_put(number, sizeof number, (uint64_t)count);
    seal_text_close(out, number, sizeof number, associated, count_associate(seal, associated),
                    seal->records);
}

bool seal_count_open(const struct seal *seal, const char *sealed, int64_t *count)
{
    unsigned char number[8], associated[64];

    if (!seal_text_open(number, sizeof number, sealed, associated,
                        count_associate(seal, associated), seal->records))
        return false;
    *count = (int64_t)number_get(number, sizeof number);
    return true;
}

void seal_file(const struct seal *seal, unsigned kind, const char *name, size_t length,
               unsigned char file[SEAL_FILE_SIZE])
{
    unsigned char input[1 + SEAL_NAME_MAX];

    input[0] = (unsigned char)kind;
    memcpy(input + 1, name, length);
    crypto_shorthash_siphashx24(file, input, 1 + length, seal->names);
}

void seal_fingerprint(const struct seal *seal, const void *data, size_t length, char out[33])
{
    unsigned char hash[16];

    crypto_generichash(hash, sizeof hash, data, length, seal->fingerprints, SEAL_KEY_SIZE);
    key_forget();
    sodium_bin2hex(out, 33, hash, sizeof hash);
}

static void record_associate(const struct seal *seal, const unsigned char file[SEAL_FILE_SIZE],
                             unsigned char out[ASSOCIATED_SIZE])
{
    memcpy(out, header, HEADER_SIZE);
    memcpy(out + HEADER_SIZE, seal->store_id, SEAL_STORE_ID_SIZE);
    memcpy(out + HEADER_SIZE + SEAL_STORE_ID_SIZE, file, SEAL_FILE_SIZE);
}

static size_t content_size(const struct sealed *content)
{
    size_t size = content->name_length + content->length;

    return PREFIX_SIZE + (size + SEAL_PADDING - 1) / SEAL_PADDING * SEAL_PADDING;
}

/* Writes the content in the clear, and returns its length. */
static size_t content_put(const struct sealed *content, unsigned char *out)
{
    size_t size = content_size(content);

    memset(out, 0, size);
    out[0] = (unsigned char)content->kind;
    number_put(out + 1, 8, content->generation);
    number_put(out + 9, 2, content->name_length);
    out += PREFIX_SIZE;
    memcpy(out, content->name, content->name_length);
    if (content->length > 0)
        memcpy(out + content->name_length, content->record, content->length);
    return size;
}

/* The length without the zeros at the end. */
static size_t length_unpadded(const char *record, size_t length)
{
    uint64_t eight = 0;

    for (; length >= sizeof eight && eight == 0; length -= sizeof eight)
        memcpy(&eight, record + length - sizeof eight, sizeof eight);
    length += eight != 0 ? sizeof eight : 0;
    while (length > 0 && record[length - 1] == '\0')
        length--;
    return length;
}

static enum status content_get(struct sealed *content, const unsigned char *in, size_t length)
{
    if (length < PREFIX_SIZE)
        return STATUS_DAMAGED; /* unreached: only we can seal a record */
    content->kind = in[0];
    content->generation = number_get(in + 1, 8);
    content->name_length = (size_t)number_get(in + 9, 2);
    if (content->name_length > length - PREFIX_SIZE || content->name_length > SEAL_NAME_MAX)
        return STATUS_DAMAGED;
    content->name = (const char *)in + PREFIX_SIZE;
    content->record = content->name + content->name_length;
    content->length = length - PREFIX_SIZE - content->name_length;
    content->length = length_unpadded(content->record, content->length);
    return STATUS_OK;
}

/* Seals the content where it shall lie, so that no other memory ever holds it in the clear. */
static void seal_into(const struct seal *seal, const struct sealed *content, unsigned char *out)
{
    unsigned char associated[ASSOCIATED_SIZE], file[SEAL_FILE_SIZE];
    unsigned char *nonce = out + HEADER_SIZE, *body = nonce + NONCE_SIZE;
    size_t length = content_put(content, body);

    seal_file(seal, content->kind, content->name, content->name_length, file);
    record_associate(seal, file, associated);
    memcpy(out, header, HEADER_SIZE);
    randombytes_buf(nonce, NONCE_SIZE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(body, NULL, body, length, associated,
                                               sizeof associated, NULL, nonce, seal->records);
}

void seal_close(const struct seal *seal, const struct sealed *content, struct buffer *out)
{
    size_t size = HEADER_SIZE + NONCE_SIZE + TAG_SIZE + content_size(content);
    char *room;

    if (content->name_length > SEAL_NAME_MAX)
        buffer_fail(out, STATUS_TOO_LONG);
    room = buffer_room(out, size);
    if (room == NULL)
        return;
    seal_into(seal, content, (unsigned char *)room);
    room[size] = '\0';
    out->length += size;
}

/* The version byte is followed by its complement, so that a flipped bit isn't taken for a newer
 * format. */
static enum status header_check(const unsigned char *in)
{
    if (memcmp(in, header, MAGIC_SIZE) != 0 || (in[6] ^ in[7]) != 0xff || in[6] == 0)
        return STATUS_DAMAGED;
    return in[6] > FORMAT_VERSION ? STATUS_NEWER : STATUS_OK;
}

enum status seal_open(const struct seal *seal, const unsigned char file[SEAL_FILE_SIZE],
                      struct buffer *bytes, struct sealed *content)
{
    unsigned char associated[ASSOCIATED_SIZE];
    unsigned char *at = (unsigned char *)bytes->data, *nonce, *body;
    unsigned long long length;
    enum status status;

    if (bytes->length < SEAL_OVERHEAD)
        return STATUS_DAMAGED;
    status = header_check(at);
    if (status != STATUS_OK)
        return status;
    nonce = at + HEADER_SIZE;
    body = nonce + NONCE_SIZE;
    record_associate(seal, file, associated);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            body, &length, NULL, body, bytes->length - HEADER_SIZE - NONCE_SIZE, associated,
            sizeof associated, nonce, seal->records) != 0)
        return STATUS_DAMAGED;
    return content_get(content, body, (size_t)length);
}
