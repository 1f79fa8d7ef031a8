/* fuzz_sealed.c: any bytes as a sealed file, which must not open; and the same bytes sealed, as
 * what a writer of our own kind could have meant. */
#include <sodium.h>

#include "store/seal.h"
#include "tests/fuzz/fuzz.h"

static const unsigned char file[SEAL_FILE_SIZE] = { 1 };

static void expect_refused(const struct seal *seal, const uint8_t *data, size_t size)
{
    struct buffer bytes = fuzz_text(data, size);
    struct sealed content;
    enum status status = seal_open(seal, file, &bytes, &content);

    EXPECT(status == STATUS_DAMAGED || status == STATUS_NEWER);
    fuzz_free(&bytes);
}

/* Seals `data` as the plaintext of a file, whatever it is. */
static void file_make(const struct seal *seal, const uint8_t *data, size_t size,
                      struct buffer *out)
{
    unsigned char associated[8 + SEAL_STORE_ID_SIZE + SEAL_FILE_SIZE], nonce[24] = { 0 };
    unsigned char *room;

    buffer_append(out, "wfcred\x01\xfe", 8);
    memcpy(associated, out->data, 8);
    memcpy(associated + 8, seal->store_id, SEAL_STORE_ID_SIZE);
    memcpy(associated + 8 + SEAL_STORE_ID_SIZE, file, sizeof file);
    buffer_append(out, nonce, sizeof nonce);
    room = (unsigned char *)buffer_room(out, size + 16);
    crypto_aead_xchacha20poly1305_ietf_encrypt(room, NULL, data, size, associated,
                                               sizeof associated, NULL, nonce, seal->records);
    out->length += size + 16;
}

static void expect_within(const struct seal *seal, const uint8_t *data, size_t size)
{
    struct buffer made = BUFFER(size + 64), bytes;
    struct sealed content;
    size_t used;

    file_make(seal, data, size, &made);
    bytes = fuzz_text((const uint8_t *)made.data, made.length);
    if (seal_open(seal, file, &bytes, &content) == STATUS_OK) {
        EXPECT(content.name_length <= SEAL_NAME_MAX);
        for (used = 11 + content.name_length + content.length; used < size; used++)
            EXPECT(data[used] == 0);
        EXPECT(content.kind == data[0]);
        EXPECT(memcmp(content.name, data + 11, content.name_length) == 0);
        EXPECT(memcmp(content.record, data + 11 + content.name_length, content.length) == 0);
    } else {
        EXPECT(size < 11 || (size_t)(data[9] | data[10] << 8) > size - 11 ||
               (data[9] | data[10] << 8) > SEAL_NAME_MAX);
    }
    fuzz_free(&bytes);
    buffer_clear(&made);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned char key[SEAL_KEY_SIZE], store_id[SEAL_STORE_ID_SIZE];
    struct seal seal;

    EXPECT(secret_init());
    seal_init(&seal, key, store_id);
    expect_refused(&seal, data, size);
    expect_within(&seal, data, size);
    return 0;
}
