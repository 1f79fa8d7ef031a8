/* decode_secret.c: 32 bytes in one of three forms. */
#include "store/unlock/decode_secret.h"

#include <string.h>

#include <sodium.h>

#include "protocol/secret.h"

enum {
    HEX_LENGTH = 2 * UNLOCK_SECRET_SIZE,
    BASE64_LENGTH =
        sodium_base64_ENCODED_LEN(UNLOCK_SECRET_SIZE, sodium_base64_VARIANT_ORIGINAL) - 1,
};

static bool text_read(const char *text, size_t length, unsigned char *secret)
{
    size_t made = 0;
    int failed = -1;

    if (length == HEX_LENGTH)
        failed = sodium_hex2bin(secret, UNLOCK_SECRET_SIZE, text, length, NULL, &made, NULL);
    else if (length == BASE64_LENGTH)
        failed = sodium_base642bin(secret, UNLOCK_SECRET_SIZE, text, length, NULL, &made, NULL,
                                   sodium_base64_VARIANT_ORIGINAL);
    return failed == 0 && made == UNLOCK_SECRET_SIZE;
}

bool decode_secret(const struct buffer *bytes, unsigned char secret[UNLOCK_SECRET_SIZE])
{
    const char *text = buffer_string(bytes);
    size_t length = bytes->length;
    bool done;

    if (length == UNLOCK_SECRET_SIZE) {
        memcpy(secret, text, UNLOCK_SECRET_SIZE);
        return true;
    }
    if (length > 0 && text[length - 1] == '\n')
        length--;
    done = text_read(text, length, secret);
    if (!done)
        secret_wipe(secret, UNLOCK_SECRET_SIZE);
    return done;
}
