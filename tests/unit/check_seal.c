/* check_seal.c: sealed records: what opens, and what must not. */
#include "tests/lib/suite.h"

#include <string.h>

#include <sodium.h>

#include "store/seal.h"

static const char name[] = "acme.my.workfront.com";
static const char record[] = "client_id=canary\nclient_secret=canary\n";

static struct seal seal;
static unsigned char file[SEAL_FILE_SIZE];

static void setup(void)
{
    unsigned char key[SEAL_KEY_SIZE], store_id[SEAL_STORE_ID_SIZE];

    suite_setup();
    memset(key, 1, sizeof key);
    memset(store_id, 2, sizeof store_id);
    seal_init(&seal, key, store_id);
    seal_file(&seal, 3, name, strlen(name), file);
}

static struct sealed content(void)
{
    return (struct sealed){ .kind = 3,
                            .generation = 0x0102030405060708,
                            .name = name,
                            .name_length = strlen(name),
                            .record = record,
                            .length = strlen(record) };
}

/* The sealed record in a fresh buffer. */
static struct buffer sealed(void)
{
    struct buffer out = BUFFER(4096);
    struct sealed what = content();

    seal_close(&seal, &what, &out);
    ck_assert_int_eq(buffer_status(&out), STATUS_OK);
    return out;
}

static bool holds(const struct buffer *bytes, const char *text)
{
    return bytes->length > 0 && memmem(bytes->data, bytes->length, text, strlen(text)) != NULL;
}

/* Opens `bytes`, which are then cleared. */
static enum status reopen(const struct seal *with, const unsigned char *as,
                          struct buffer *bytes)
{
    struct sealed what;
    enum status status = seal_open(with, as, bytes, &what);

    if (status != STATUS_OK)
        ck_assert(!holds(bytes, "canary"));
    buffer_clear(bytes);
    return status;
}

START_TEST(what_was_sealed_opens)
{
    struct buffer bytes = sealed();
    struct sealed what;

    ck_assert_uint_eq(bytes.length, SEAL_OVERHEAD + SEAL_PADDING);
    ck_assert(!holds(&bytes, "canary"));
    ck_assert(!holds(&bytes, "acme"));
    ck_assert_int_eq(seal_open(&seal, file, &bytes, &what), STATUS_OK);
    ck_assert_uint_eq(what.kind, 3);
    ck_assert_uint_eq(what.generation, 0x0102030405060708);
    ck_assert_uint_eq(what.name_length, strlen(name));
    ck_assert_mem_eq(what.name, name, what.name_length);
    ck_assert_uint_eq(what.length, strlen(record));
    ck_assert_mem_eq(what.record, record, what.length);
    buffer_clear(&bytes);
}
END_TEST

START_TEST(no_nonce_is_used_twice)
{
    struct buffer first = sealed(), second = sealed();

    ck_assert_uint_eq(first.length, second.length);
    ck_assert_mem_ne(first.data + 8, second.data + 8, 24);
    ck_assert_mem_ne(first.data + 32, second.data + 32, second.length - 32);
    buffer_clear(&first);
    buffer_clear(&second);
}
END_TEST

START_TEST(every_flipped_bit_is_damage)
{
    struct buffer whole = sealed();
    size_t i;

    for (i = 0; i < 8 * whole.length; i++) {
        struct buffer bytes = BUFFER(4096);

        buffer_append(&bytes, whole.data, whole.length);
        bytes.data[i / 8] ^= (char)(1 << (i % 8));
        ck_assert_int_eq(reopen(&seal, file, &bytes), STATUS_DAMAGED);
    }
    buffer_clear(&whole);
}
END_TEST

START_TEST(every_other_length_is_damage)
{
    struct buffer whole = sealed();
    size_t i;

    for (i = 0; i < whole.length; i++) {
        struct buffer bytes = BUFFER(4096);

        buffer_append(&bytes, whole.data, i);
        ck_assert_int_eq(reopen(&seal, file, &bytes), STATUS_DAMAGED);
    }
    buffer_append(&whole, "", 1);
    ck_assert_int_eq(reopen(&seal, file, &whole), STATUS_DAMAGED);
}
END_TEST

START_TEST(another_place_is_damage)
{
    unsigned char other[SEAL_FILE_SIZE];
    struct buffer bytes = sealed();

    seal_file(&seal, 4, name, strlen(name), other);
    ck_assert_mem_ne(other, file, sizeof other);
    ck_assert_int_eq(reopen(&seal, other, &bytes), STATUS_DAMAGED);
    seal_file(&seal, 3, name, strlen(name) - 1, other);
    bytes = sealed();
    ck_assert_int_eq(reopen(&seal, other, &bytes), STATUS_DAMAGED);
}
END_TEST

START_TEST(another_store_is_damage)
{
    unsigned char key[SEAL_KEY_SIZE], store_id[SEAL_STORE_ID_SIZE];
    struct buffer bytes = sealed();
    struct seal other;

    memset(key, 1, sizeof key);
    memset(store_id, 3, sizeof store_id);
    seal_init(&other, key, store_id);
    ck_assert_int_eq(reopen(&other, file, &bytes), STATUS_DAMAGED);
    memset(store_id, 2, sizeof store_id);
    key[31] ^= 1;
    seal_init(&other, key, store_id);
    bytes = sealed();
    ck_assert_int_eq(reopen(&other, file, &bytes), STATUS_DAMAGED);
}
END_TEST

START_TEST(a_newer_format_is_told_apart)
{
    struct buffer bytes = sealed();

    bytes.data[6] = 2;
    bytes.data[7] = (char)(2 ^ 0xff);
    ck_assert_int_eq(reopen(&seal, file, &bytes), STATUS_NEWER);
    bytes = sealed();
    bytes.data[6] = 0;
    bytes.data[7] = (char)0xff;
    ck_assert_int_eq(reopen(&seal, file, &bytes), STATUS_DAMAGED);
}
END_TEST

/* Seals bytes that seal_close() would never write. */
static struct buffer forged(const void *plain, size_t length)
{
    struct buffer out = BUFFER(4096);
    unsigned char associated[8 + 16 + 16];
    char *room;

    buffer_append(&out, "wfcred\x01\xfe", 8);
    memcpy(associated, out.data, 8);
    memcpy(associated + 8, seal.store_id, 16);
    memcpy(associated + 24, file, 16);
    room = buffer_room(&out, 24 + length + 16);
    memset(room, 7, 24);
    crypto_aead_xchacha20poly1305_ietf_encrypt((unsigned char *)room + 24, NULL, plain, length,
                                               associated, sizeof associated, NULL,
                                               (unsigned char *)room, seal.records);
    out.length += 24 + length + 16;
    return out;
}

START_TEST(lengths_inside_are_checked)
{
    static const struct {
        const char *plain;
        size_t length;
        enum status status;
    } cases[] = {
        { "\x03GENERATE\x01\x00n", 12, STATUS_OK },
        { "\x03GENERATE\x00\x00", 11, STATUS_OK },
        { "\x03GENERATE\x02\x00n", 12, STATUS_DAMAGED },
        { "\x03GENERATE\xff\xffn", 12, STATUS_DAMAGED },
        { "\x03GENERATE\x00", 10, STATUS_DAMAGED },
        { "", 0, STATUS_DAMAGED },
    };
    struct buffer bytes;
    char large[2048] = "\x03GENERATE\x01\x04";
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        bytes = forged(cases[i].plain, cases[i].length);
        ck_assert_int_eq(reopen(&seal, file, &bytes), cases[i].status);
    }
    bytes = forged(large, sizeof large);
    ck_assert_int_eq(reopen(&seal, file, &bytes), STATUS_DAMAGED);
}
END_TEST

START_TEST(a_name_has_a_maximum)
{
    char longest[SEAL_NAME_MAX + 1];
    struct buffer bytes = BUFFER(4096);
    struct sealed what = content();

    memset(longest, 'n', sizeof longest);
    what.name = longest;
    what.name_length = sizeof longest;
    seal_close(&seal, &what, &bytes);
    ck_assert_int_eq(buffer_status(&bytes), STATUS_TOO_LONG);
    buffer_clear(&bytes);
    what.name_length = SEAL_NAME_MAX;
    what.length = 0;
    seal_close(&seal, &what, &bytes);
    seal_file(&seal, 3, longest, SEAL_NAME_MAX, file);
    ck_assert_int_eq(seal_open(&seal, file, &bytes, &what), STATUS_OK);
    ck_assert_uint_eq(what.name_length, SEAL_NAME_MAX);
    ck_assert_uint_eq(what.length, 0);
    buffer_clear(&bytes);
}
END_TEST

START_TEST(a_buffer_too_small_gets_nothing)
{
    struct sealed what = content();
    struct buffer bytes = BUFFER(SEAL_OVERHEAD + sizeof name);

    seal_close(&seal, &what, &bytes);
    ck_assert_int_eq(buffer_status(&bytes), STATUS_TOO_LONG);
    ck_assert_uint_eq(bytes.length, 0);
    buffer_clear(&bytes);
}
END_TEST

START_TEST(subkeys_are_what_the_format_says)
{
    static const unsigned char salt[16] = { 1 }, personal[16] = "wfcstore";
    unsigned char key[SEAL_KEY_SIZE], expected[16];

    memset(key, 1, sizeof key);
    ck_assert_int_eq(crypto_generichash_blake2b_salt_personal(
                         expected, sizeof expected, NULL, 0, key, sizeof key, salt, personal),
                     0);
    ck_assert_mem_eq(seal.names, expected, sizeof expected);
    ck_assert_mem_ne(seal.records, seal.fingerprints, SEAL_KEY_SIZE);
}
END_TEST

START_TEST(a_fingerprint_needs_the_key)
{
    unsigned char key[SEAL_KEY_SIZE] = { 0 }, store_id[SEAL_STORE_ID_SIZE] = { 0 };
    char first[33], second[33];
    struct seal other;

    seal_init(&other, key, store_id);
    seal_fingerprint(&seal, "data", 4, first);
    seal_fingerprint(&other, "data", 4, second);
    ck_assert_str_ne(first, second);
    seal_fingerprint(&seal, NULL, 0, second);
    ck_assert_str_ne(first, second);
    ck_assert_uint_eq(strspn(first, "0123456789abcdef"), 32);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("seal");

    suite_add_tests(suite, "seal", setup, NULL,
                    SUITE(what_was_sealed_opens, no_nonce_is_used_twice,
                          every_flipped_bit_is_damage, every_other_length_is_damage,
                          another_place_is_damage, another_store_is_damage,
                          a_newer_format_is_told_apart, lengths_inside_are_checked,
                          a_name_has_a_maximum, a_buffer_too_small_gets_nothing,
                          subkeys_are_what_the_format_says, a_fingerprint_needs_the_key));
    return suite_run_all(suite, NULL);
}
