/* export.c: a file sealed under a passphrase. */
#include "store/export.h"

#include <string.h>

#include <sodium.h>

#include "protocol/secret.h"
#include "store/unlock/passphrase.h"

enum {
    FORMAT = 1,
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    PIECE = 16384, /* bytes of the box in a line */
};

_Static_assert(UNLOCK_SECRET_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "a key");

static const char beginning[] = "workfront-credential-export=";

static const struct record_rule rules[] = {
    RECORD_RULE_AS(export, "workfront-credential-export", version, NUMBER),
    RECORD_RULE(export, recipe, TEXT),
    RECORD_RULE_AS(export, "box[]", box, LIST),
};

bool export_begins(const struct buffer *bytes)
{
    return strncmp(buffer_string(bytes), beginning, strlen(beginning)) == 0;
}

/* What is authenticated beside the box. */
static void context_put(struct buffer *out, const char *recipe)
{
    buffer_format(out, "%s%d\n%s\n", beginning, FORMAT, recipe);
}

/* Appends the lines of the box. */
static void box_put(struct buffer *out, const struct buffer *box)
{
    char line[2 * PIECE + 1];
    size_t at, length;

    for (at = 0; at < box->length; at += length) {
        length = box->length - at < PIECE ? box->length - at : PIECE;
        sodium_bin2hex(line, sizeof line, (const unsigned char *)box->data + at, length);
        record_put(out, "box[]", line);
    }
}

static void box_seal(struct buffer *box, const struct buffer *plain, const char *recipe,
                     const unsigned char *key)
{
    struct buffer context = BUFFER(1024);
    unsigned char *bytes = (unsigned char *)buffer_room(box, NONCE + plain->length + TAG);
    unsigned long long length = 0;

    context_put(&context, recipe);
    if (bytes == NULL)
        return;
    randombytes_buf(bytes, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        bytes + NONCE, &length, (const unsigned char *)buffer_string(plain), plain->length,
        (const unsigned char *)buffer_string(&context), context.length, NULL, bytes, key);
    box->length += NONCE + (size_t)length;
    buffer_clear(&context);
}

enum status export_seal(struct buffer *out, const struct buffer *plain,
                        const struct buffer *passphrase)
{
    struct buffer recipe = BUFFER(512), box = BUFFER(EXPORT_MAX + NONCE + TAG);
    unsigned char *key = secret_alloc(UNLOCK_SECRET_SIZE);
    enum status status = key != NULL ? STATUS_OK : STATUS_NO_MEMORY;

    if (plain->length > EXPORT_MAX)
        status = STATUS_TOO_LONG;
    if (status == STATUS_OK)
        status = passphrase_secret_make(passphrase, &recipe, key);
    if (status == STATUS_OK) {
        box_seal(&box, plain, buffer_string(&recipe), key);
        record_put_number(out, "workfront-credential-export", FORMAT);
        record_put(out, "recipe", buffer_string(&recipe));
        box_put(out, &box);
        record_end(out);
        status = buffer_status(&box) != STATUS_OK ? buffer_status(&box) : buffer_status(out);
    }
    secret_free(key);
    buffer_clear(&recipe);
    buffer_clear(&box);
    return status;
}

enum status export_read(struct export *export, struct buffer *text, struct fault *fault)
{
    struct record_reader reader = record_reader(text);
    enum status status;

    *export = (struct export){ .version = 0 };
    if (!record_is_whole(text))
        return fault_set(fault, STATUS_MALFORMED, 0, "box", NULL);
    status = record_read(&reader, RECORD_RULES(rules), export, fault);
    if (status == STATUS_OK && export->version > FORMAT)
        return fault_set(fault, STATUS_NEWER, 0, "workfront-credential-export", NULL);
    if (status == STATUS_OK &&
        (export->version != FORMAT || export->recipe == NULL || export->box.count == 0))
        return fault_set(fault, STATUS_MALFORMED, 0, export->recipe == NULL ? "recipe" : "box",
                         NULL);
    return status;
}

/* The bytes of the box. */
static enum status box_take(struct buffer *box, const struct export *export)
{
    size_t i, length;

    for (i = 0; i < export->box.count; i++) {
        size_t digits = strlen(export->box.item[i]);
        unsigned char *bytes = (unsigned char *)buffer_room(box, digits / 2);

        if (bytes == NULL)
            return buffer_status(box);
        if (sodium_hex2bin(bytes, digits / 2, export->box.item[i], digits, NULL, &length,
                           NULL) != 0 ||
            2 * length != digits)
            return STATUS_DAMAGED;
        box->length += length;
    }
    return box->length > NONCE + TAG ? STATUS_OK : STATUS_DAMAGED;
}

static enum status box_unseal(struct buffer *plain, const struct buffer *box,
                              const char *recipe, const unsigned char *key)
{
    const unsigned char *bytes = (const unsigned char *)box->data;
    struct buffer context = BUFFER(1024);
    unsigned char *room = (unsigned char *)buffer_room(plain, box->length - NONCE - TAG);
    enum status status = room != NULL ? STATUS_LOCKED : buffer_status(plain);
    unsigned long long length = 0;

    context_put(&context, recipe);
    if (room != NULL && buffer_status(&context) == STATUS_OK &&
        crypto_aead_xchacha20poly1305_ietf_decrypt(
            room, &length, NULL, bytes + NONCE, box->length - NONCE,
            (const unsigned char *)buffer_string(&context), context.length, bytes, key) == 0) {
        plain->length += (size_t)length;
        status = STATUS_OK;
    }
    buffer_clear(&context);
    return status;
}

enum status export_open(struct buffer *plain, const struct export *export,
                        const struct buffer *passphrase)
{
    struct buffer box = BUFFER(EXPORT_MAX + NONCE + TAG);
    unsigned char *key = secret_alloc(UNLOCK_SECRET_SIZE);
    enum status status = key != NULL ? box_take(&box, export) : STATUS_NO_MEMORY;

    if (status == STATUS_OK)
        status = passphrase_secret_again(passphrase, export->recipe, key);
    if (status == STATUS_OK)
        status = box_unseal(plain, &box, export->recipe, key);
    secret_free(key);
    buffer_clear(&box);
    return status;
}
