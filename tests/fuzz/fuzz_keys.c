/* fuzz_keys.c: any text, with the checksum that fits, as a store's file of key slots; and what
 * is parsed can be written and parsed again. */
#include <sodium.h>

#include "store/keyslot.h"
#include "tests/fuzz/fuzz.h"

static enum status parse(struct keyslots *slots, const void *data, size_t size)
{
    static const unsigned char zero[crypto_shorthash_siphashx24_KEYBYTES];
    unsigned char hash[crypto_shorthash_siphashx24_BYTES];
    char hex[2 * sizeof hash + 1];

    crypto_shorthash_siphashx24(hash, data, size, zero);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    buffer_append(&slots->text, data, size);
    record_put(&slots->text, "check", hex);
    return buffer_status(&slots->text) == STATUS_OK ? keyslots_parse(slots) : STATUS_TOO_LONG;
}

/* It is shown to people before it is authenticated. */
static void expect_printable(const char *text)
{
    for (; *text != '\0'; text++)
        EXPECT(*text >= ' ' && *text <= '~');
}

static void expect_valid(const struct keyslots *slots)
{
    size_t i;

    EXPECT(strlen(slots->records) == KEYSLOT_RECORDS_SIZE - 1);
    EXPECT(strchr(slots->records, '/') == NULL);
    EXPECT(strlen(slots->store) == 2 * SEAL_STORE_ID_SIZE);
    EXPECT(slots->count <= KEYSLOT_MAX);
    EXPECT(slots->leftover == NULL || strcmp(slots->leftover, slots->records) != 0);
    EXPECT((slots->version == 2) == (slots->log != NULL));
    EXPECT(slots->version == 2 || slots->sealed.count == 0);
    for (i = 0; i < slots->sealed.count; i++)
        expect_printable(slots->sealed.item[i]);
    EXPECT(slots->prints == NULL || strlen(slots->prints) == SEAL_PRINTS_HEX - 1);
    for (i = 0; i < slots->required.count; i++)
        expect_printable(slots->required.item[i]);
    for (i = 0; i < slots->count; i++) {
        EXPECT(slots->slot[i].number > (i > 0 ? slots->slot[i - 1].number : 0));
        expect_printable(slots->slot[i].module);
        expect_printable(slots->slot[i].parameters);
        EXPECT(strlen(slots->slot[i].box) == KEYSLOT_BOX_HEX - 1);
    }
}

/* A slot that nobody has wrapped must not open; looking must be safe. */
static void expect_locked(const struct keyslots *slots)
{
    unsigned char kek[SEAL_KEY_SIZE] = { 0 }, key[SEAL_KEY_SIZE];
    size_t i;

    for (i = 0; i < slots->count; i++)
        EXPECT(keyslot_unwrap(slots, &slots->slot[i], kek, key) == STATUS_LOCKED);
}

static void expect_round_trip(const struct keyslots *slots)
{
    struct buffer once = BUFFER(2 * KEYSLOT_FILE_MAX), twice = BUFFER(2 * KEYSLOT_FILE_MAX);
    struct keyslots back = KEYSLOTS_EMPTY;

    keyslots_write(slots, &once);
    EXPECT(buffer_status(&once) == STATUS_OK);
    if (once.length <= KEYSLOT_FILE_MAX) {
        buffer_append(&back.text, once.data, once.length);
        EXPECT(keyslots_parse(&back) == STATUS_OK);
        expect_valid(&back);
        keyslots_write(&back, &twice);
        EXPECT(twice.length == once.length);
        EXPECT(memcmp(twice.data, once.data, once.length) == 0);
    }
    keyslots_clear(&back);
    buffer_clear(&once);
    buffer_clear(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct keyslots slots = KEYSLOTS_EMPTY;
    enum status status;

    EXPECT(secret_init());
    status = parse(&slots, data, size);
    if (status == STATUS_OK) {
        expect_valid(&slots);
        expect_locked(&slots);
        expect_round_trip(&slots);
    } else {
        EXPECT(status == STATUS_DAMAGED || status == STATUS_NEWER || status == STATUS_TOO_LONG);
    }
    keyslots_clear(&slots);
    return 0;
}
