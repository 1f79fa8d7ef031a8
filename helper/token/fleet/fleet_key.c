/* fleet_key.c: seeds, what comes of them, and their strings. */
#include "helper/token/fleet/fleet_key.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "protocol/secret.h"

enum {
    LETTERS = 4, /* before the base64 */
    CHECK = 8,
    HEAD = FLEET_ID_SIZE + 4,
    MINTER = HEAD + 32 + CHECK,
    READER = HEAD + 3 * 32 + CHECK,
    VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
};

static const char letters[][LETTERS + 1] = { "wfr1", "wfm1" };

_Static_assert(FLEET_KEY_MAX > LETTERS + (READER * 4 + 2) / 3, "both strings fit");
_Static_assert(sizeof((struct fleet_key *)NULL)->seed == crypto_kdf_KEYBYTES &&
                   sizeof((struct fleet_key *)NULL)->sign == crypto_sign_SECRETKEYBYTES &&
                   sizeof((struct fleet_key *)NULL)->verify == crypto_sign_PUBLICKEYBYTES,
               "the sizes of libsodium");

static void derive_keys(struct fleet_key *key)
{
    static const char context[] = "wffleet1";
    unsigned char *signer = secret_alloc(crypto_sign_SEEDBYTES);

    if (signer == NULL)
        return;
    key->mints = true;
    crypto_kdf_derive_from_key(key->token, sizeof key->token, 1, context, key->seed);
    crypto_kdf_derive_from_key(key->name, sizeof key->name, 2, context, key->seed);
    crypto_kdf_derive_from_key(signer, crypto_sign_SEEDBYTES, 3, context, key->seed);
    crypto_kdf_derive_from_key(key->secret, sizeof key->secret, 4, context, key->seed);
    crypto_sign_seed_keypair(key->verify, key->sign, signer);
    secret_free(signer);
}

/* NULL unless all keys could be derived. */
static struct fleet_key *derive_or_free(struct fleet_key *key)
{
    derive_keys(key);
    if (key->mints)
        return key;
    fleet_key_free(key);
    return NULL;
}

struct fleet_key *fleet_key_make(const struct fleet_key *former)
{
    struct fleet_key *key;

    if (former != NULL && former->epoch == FLEET_EPOCH_MAX)
        return NULL;
    key = secret_alloc(sizeof *key);
    if (key == NULL)
        return NULL;
    key->epoch = former != NULL ? former->epoch + 1 : 1;
    randombytes_buf(key->id, sizeof key->id);
    if (former != NULL)
        memcpy(key->id, former->id, sizeof key->id);
    randombytes_buf(key->seed, sizeof key->seed);
    return derive_or_free(key);
}

static void put_epoch(unsigned char out[4], uint32_t epoch)
{
    size_t i;

    for (i = 0; i < 4; i++)
        out[i] = (unsigned char)(epoch >> (8 * i));
}

static uint32_t get_epoch(const unsigned char bytes[4])
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

static void check_make(unsigned char out[CHECK], bool mints, const unsigned char *bytes,
                       size_t length)
{
    crypto_generichash_state state;
    unsigned char hash[crypto_generichash_BYTES_MIN];

    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    crypto_generichash_update(&state, (const unsigned char *)letters[mints], LETTERS);
    crypto_generichash_update(&state, bytes, length);
    crypto_generichash_final(&state, hash, sizeof hash);
    memcpy(out, hash, CHECK);
    secret_wipe(&state, sizeof state);
}

static struct fleet_key *key_read(const unsigned char *bytes, bool mints)
{
    struct fleet_key *key = secret_alloc(sizeof *key);
    const unsigned char *body = bytes + HEAD;

    if (key == NULL)
        return NULL;
    memcpy(key->id, bytes, FLEET_ID_SIZE);
    key->epoch = get_epoch(bytes + FLEET_ID_SIZE);
    if (mints) {
        memcpy(key->seed, body, sizeof key->seed);
        return derive_or_free(key);
    }
    memcpy(key->token, body, sizeof key->token);
    memcpy(key->name, body + 32, sizeof key->name);
    memcpy(key->verify, body + 64, sizeof key->verify);
    return key;
}

/* libsodium takes some bytes for letters that aren't. */
static bool has_letters_alone(const char *text)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    return text[strspn(text, alphabet)] == '\0';
}

struct fleet_key *fleet_key_parse(const char *text)
{
    bool mints = strncmp(text, letters[true], LETTERS) == 0;
    size_t size = mints ? MINTER : READER, length = 0;
    unsigned char *bytes, check[CHECK];
    struct fleet_key *key = NULL;

    if ((!mints && strncmp(text, letters[false], LETTERS) != 0) || !has_letters_alone(text))
        return NULL;
    bytes = secret_alloc(READER);
    if (bytes == NULL)
        return NULL;
    if (sodium_base642bin(bytes, size, text + LETTERS, strlen(text + LETTERS), NULL, &length,
                          NULL, VARIANT) == 0 &&
        length == size) {
        check_make(check, mints, bytes, size - CHECK);
        if (sodium_memcmp(check, bytes + size - CHECK, CHECK) == 0 &&
            get_epoch(bytes + FLEET_ID_SIZE) > 0)
            key = key_read(bytes, mints);
    }
    secret_free(bytes);
    return key;
}

static size_t key_fill(unsigned char *bytes, const struct fleet_key *key, bool mints)
{
    size_t size = mints ? MINTER : READER;
    unsigned char *body = bytes + HEAD;

    memcpy(bytes, key->id, FLEET_ID_SIZE);
    put_epoch(bytes + FLEET_ID_SIZE, key->epoch);
    if (mints) {
        memcpy(body, key->seed, sizeof key->seed);
    } else {
        memcpy(body, key->token, sizeof key->token);
        memcpy(body + 32, key->name, sizeof key->name);
        memcpy(body + 64, key->verify, sizeof key->verify);
    }
    check_make(bytes + size - CHECK, mints, bytes, size - CHECK);
    return size;
}

void fleet_key_write(struct buffer *out, const struct fleet_key *key, bool mints)
{
    unsigned char *bytes = secret_alloc(READER);
    char *room = buffer_room(out, FLEET_KEY_MAX);

    if (bytes == NULL || (mints && !key->mints)) {
        buffer_fail(out, bytes == NULL ? STATUS_NO_MEMORY : STATUS_INTERNAL);
    } else if (room != NULL) {
        size_t size = key_fill(bytes, key, mints);

        memcpy(room, letters[mints], LETTERS);
        sodium_bin2base64(room + LETTERS, FLEET_KEY_MAX - LETTERS, bytes, size, VARIANT);
        out->length += strlen(room);
    }
    secret_free(bytes);
}

void fleet_key_free(struct fleet_key *key)
{
    secret_free(key);
}

void fleet_key_id(char out[FLEET_ID_HEX], const struct fleet_key *key)
{
    sodium_bin2hex(out, FLEET_ID_HEX, key->id, sizeof key->id);
}

const char *fleet_kind_letter(enum fleet_kind kind)
{
    static const char *const kinds[] = {
        [FLEET_TOKEN] = "t", [FLEET_LOCK] = "l", [FLEET_SECRET] = "s", [FLEET_ACK] = "a"
    };

    return kinds[kind];
}

void fleet_key_name(char out[FLEET_NAME_SIZE], const struct fleet_key *key,
                    enum fleet_kind kind, const char *name)
{
    const char *letter = fleet_kind_letter(kind);
    crypto_generichash_state state;
    unsigned char hash[16];
    char id[FLEET_ID_HEX], hex[2 * sizeof hash + 1];

    crypto_generichash_init(&state, key->name, sizeof key->name, sizeof hash);
    crypto_generichash_update(&state, (const unsigned char *)letter, 1);
    crypto_generichash_update(&state, (const unsigned char *)name, strlen(name));
    crypto_generichash_final(&state, hash, sizeof hash);
    secret_wipe(&state, sizeof state);
    fleet_key_id(id, key);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    snprintf(out, FLEET_NAME_SIZE, "wf:{%.8s}:%s:%s", id, letter, hex);
}
