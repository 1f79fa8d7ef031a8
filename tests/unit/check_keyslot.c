/* check_keyslot.c: the file `keys`: grammar, damage, and what a slot is bound to. */
#include "tests/lib/scratch.h"

#include <string.h>

#include <sodium.h>

#include "store/keyslot.h"

static struct fault fault;
static struct folder folder = FOLDER_CLOSED;
static unsigned char key[SEAL_KEY_SIZE], kek[SEAL_KEY_SIZE];
static char box[2][KEYSLOT_BOX_HEX];

static void setup(void)
{
    scratch_setup();
    memset(key, 1, sizeof key);
    memset(kek, 2, sizeof kek);
    ck_assert_int_eq(folder_open(&folder, scratch, FOLDER_PRIVATE, NULL), STATUS_OK);
}

static void teardown(void)
{
    folder_close(&folder);
    scratch_teardown();
}

/* Two slots, the second with another key-encryption key, and one required module. */
static struct keyslots made(void)
{
    struct keyslots slots = KEYSLOTS_EMPTY;
    unsigned char other[SEAL_KEY_SIZE] = { 3 };

    slots.store = "000102030405060708090a0b0c0d0e0f";
    slots.records = "records-0123456789abcdef";
    slots.required.item[slots.required.count++] = "tpm2 handle=1";
    ck_assert_int_eq(sodium_hex2bin(slots.store_id, 16, slots.store, 32, NULL, NULL, NULL), 0);
    slots.slot[0] = (struct keyslot){ 1, "keyfile", "", NULL, 0 };
    slots.slot[1] = (struct keyslot){ 2, "passphrase", "cost=moderate salt=00", NULL, 0 };
    slots.count = 2;
    ck_assert_int_eq(keyslot_wrap(&slots, &slots.slot[0], kek, key, box[0]), STATUS_OK);
    ck_assert_int_eq(keyslot_wrap(&slots, &slots.slot[1], other, key, box[1]), STATUS_OK);
    return slots;
}

static struct buffer written(void)
{
    struct buffer text = BUFFER(KEYSLOT_FILE_MAX);
    struct keyslots slots = made();

    keyslots_write(&slots, &text);
    ck_assert_int_eq(buffer_status(&text), STATUS_OK);
    return text;
}

static enum status parse(const char *text, size_t length)
{
    struct keyslots slots = KEYSLOTS_EMPTY;
    enum status status;

    buffer_append(&slots.text, text, length);
    status = keyslots_parse(&slots);
    keyslots_clear(&slots);
    return status;
}

/* Appends the line with the checksum that fits. */
static void sign(struct buffer *text)
{
    static const unsigned char zero[16];
    unsigned char hash[16];
    char hex[33];

    crypto_shorthash_siphashx24(hash, (const unsigned char *)text->data, text->length, zero);
    record_put(text, "check", sodium_bin2hex(hex, sizeof hex, hash, sizeof hash));
}

static enum status parse_signed(const char *lines)
{
    struct buffer text = BUFFER(KEYSLOT_FILE_MAX);
    enum status status;

    buffer_text(&text, lines);
    sign(&text);
    status = parse(text.data, text.length);
    buffer_clear(&text);
    return status;
}

static enum status unwrap(const struct keyslots *slots, size_t index)
{
    unsigned char out[SEAL_KEY_SIZE] = { 0 };
    enum status status = keyslot_unwrap(slots, &slots->slot[index], kek, out);

    ck_assert_int_eq(memcmp(out, key, sizeof key) == 0, status == STATUS_OK);
    return status;
}

START_TEST(what_was_written_is_parsed)
{
    struct keyslots slots = KEYSLOTS_EMPTY;

    slots.text = written();
    ck_assert_int_eq(keyslots_parse(&slots), STATUS_OK);
    ck_assert_str_eq(slots.records, "records-0123456789abcdef");
    ck_assert_uint_eq(slots.store_id[15], 15);
    ck_assert_uint_eq(slots.required.count, 1);
    ck_assert_str_eq(slots.required.item[0], "tpm2 handle=1");
    ck_assert_uint_eq(slots.count, 2);
    ck_assert_int_eq(slots.slot[1].number, 2);
    ck_assert_str_eq(slots.slot[1].module, "passphrase");
    ck_assert_str_eq(slots.slot[1].parameters, "cost=moderate salt=00");
    ck_assert_int_eq(unwrap(&slots, 0), STATUS_OK);
    ck_assert_int_eq(unwrap(&slots, 1), STATUS_LOCKED);
    keyslots_clear(&slots);
    ck_assert_uint_eq(slots.count, 0);
}
END_TEST

START_TEST(every_flipped_bit_is_damage)
{
    struct buffer whole = written(), text = BUFFER(KEYSLOT_FILE_MAX);
    size_t i;

    for (i = 0; i < 8 * whole.length; i++) {
        buffer_clear(&text);
        buffer_append(&text, whole.data, whole.length);
        text.data[i / 8] ^= (char)(1 << (i % 8));
        ck_assert_int_eq(parse(text.data, text.length), STATUS_DAMAGED);
    }
    buffer_clear(&text);
    buffer_clear(&whole);
}
END_TEST

START_TEST(every_other_length_is_damage)
{
    struct buffer whole = written();
    size_t i;

    for (i = 0; i < whole.length; i++)
        ck_assert_int_eq(parse(whole.data, i), STATUS_DAMAGED);
    buffer_text(&whole, "\n");
    ck_assert_int_eq(parse(whole.data, whole.length), STATUS_DAMAGED);
    buffer_clear(&whole);
}
END_TEST

#define VERSION_LINE "workfront-credential-keys=1\n"
#define HEADER_LINES                                                                           \
    "store=000102030405060708090a0b0c0d0e0f\nrecords=records-0123456789abcdef\n"
#define BOX                                                                                    \
    "000000000000000000000000000000000000000000000000000000000000000000000000"                 \
    "000000000000000000000000000000000000000000000000000000000000000000000000"

#define SECOND_LINE "workfront-credential-keys=2\n"
#define LOG_LINE                                                                               \
    "log=000000000000000000000000000000000000000000000000"                                     \
    "000000000000000000000000000000000000000000000000\n"
#define SLOT_LINES(module, parameters)                                                         \
    "\nslot=1\nmodule=" module "\nparameters=" parameters "\nbox=" BOX "\n\n"

START_TEST(what_we_would_not_write_is_damage)
{
    static const struct {
        const char *text;
        enum status status;
    } cases[] = {
        { VERSION_LINE HEADER_LINES "\n", STATUS_OK },
        { VERSION_LINE HEADER_LINES "future=1\n\n", STATUS_OK },
        { VERSION_LINE HEADER_LINES "\nslot=1\nmodule=keyfile\nparameters=\nbox=" BOX "\n\n",
          STATUS_OK },
        { VERSION_LINE HEADER_LINES LOG_LINE "\n", STATUS_DAMAGED },
        { VERSION_LINE HEADER_LINES "sealed[]=any-host=no\n\n", STATUS_DAMAGED },
        { SECOND_LINE HEADER_LINES LOG_LINE "\n", STATUS_OK },
        { SECOND_LINE HEADER_LINES "sealed[]=any-host=no\n" LOG_LINE "\n", STATUS_OK },
        { SECOND_LINE HEADER_LINES "\n", STATUS_DAMAGED },
        { SECOND_LINE HEADER_LINES "log=00\n\n", STATUS_DAMAGED },
        { SECOND_LINE HEADER_LINES "sealed[]=\033[2J\n" LOG_LINE "\n", STATUS_DAMAGED },
        { "workfront-credential-keys=3\nanything\n", STATUS_NEWER },
        { "workfront-credential-keys=9223372036854775807\n", STATUS_NEWER },
        { "workfront-credential-keys=9223372036854775808\n", STATUS_DAMAGED },
        { "workfront-credential-keys=0\n" HEADER_LINES "\n", STATUS_DAMAGED },
        { "workfront-credential-keys=01\n" HEADER_LINES "\n", STATUS_DAMAGED },
        { "workfront-credential-keys=\n" HEADER_LINES "\n", STATUS_DAMAGED },
        { "other=1\n" HEADER_LINES "\n", STATUS_DAMAGED },
        { "", STATUS_DAMAGED },
        { "\n", STATUS_DAMAGED },
        { VERSION_LINE "\n", STATUS_DAMAGED },
        { VERSION_LINE "records=records-0123456789abcdef\n\n", STATUS_DAMAGED },
        { VERSION_LINE "store=000102030405060708090a0b0c0d0e0f\n\n", STATUS_DAMAGED },
        { VERSION_LINE "store=0001\nrecords=records-0123456789abcdef\n\n", STATUS_DAMAGED },
        { VERSION_LINE "store=000102030405060708090a0b0c0d0e0g\n"
                       "records=records-0123456789abcdef\n\n",
          STATUS_DAMAGED },
        { VERSION_LINE "store=000102030405060708090a0b0c0d0e0f\n"
                       "records=records-../../../../etc/\n\n",
          STATUS_DAMAGED },
        { VERSION_LINE "store=000102030405060708090a0b0c0d0e0f\n"
                       "records=../0123456789abcdef012\n\n",
          STATUS_DAMAGED },
        { VERSION_LINE HEADER_LINES "store=000102030405060708090a0b0c0d0e0f\n\n",
          STATUS_DAMAGED },
        { VERSION_LINE HEADER_LINES "no equals sign\n\n", STATUS_DAMAGED },
        { VERSION_LINE HEADER_LINES "\n\n", STATUS_DAMAGED },
        { VERSION_LINE HEADER_LINES "\nmodule=keyfile\nparameters=\nbox=" BOX "\n\n",
          STATUS_DAMAGED },
        { VERSION_LINE HEADER_LINES "\nslot=1\nparameters=\nbox=" BOX "\n\n", STATUS_DAMAGED },
        { VERSION_LINE HEADER_LINES "\nslot=1\nmodule=keyfile\nbox=" BOX "\n\n",
          STATUS_DAMAGED },
        { VERSION_LINE HEADER_LINES "\nslot=1\nmodule=keyfile\nparameters=\n\n",
          STATUS_DAMAGED },
        { VERSION_LINE HEADER_LINES "\nslot=1\nmodule=keyfile\nparameters=\nbox=00\n\n",
          STATUS_DAMAGED },
        { VERSION_LINE HEADER_LINES "\nslot=-1\nmodule=keyfile\nparameters=\nbox=" BOX "\n\n",
          STATUS_DAMAGED },
        { VERSION_LINE HEADER_LINES SLOT_LINES("keyfile", "") SLOT_LINES("keyfile", ""),
          STATUS_DAMAGED },
        { VERSION_LINE HEADER_LINES "\nslot=1000000000\nmodule=keyfile\nparameters=\nbox=" BOX
                                    "\n\n",
          STATUS_DAMAGED },
        { VERSION_LINE HEADER_LINES SLOT_LINES("key\033[2Jfile", ""), STATUS_DAMAGED },
        { VERSION_LINE HEADER_LINES SLOT_LINES("keyfile", "a=\033]0;x\007"), STATUS_DAMAGED },
        { VERSION_LINE HEADER_LINES SLOT_LINES("keyfile", "a=\xc3\xa9"), STATUS_DAMAGED },
        { VERSION_LINE HEADER_LINES "required[]=tpm2 a=\033[2J\n\n", STATUS_DAMAGED },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++)
        ck_assert_msg(parse_signed(cases[i].text) == cases[i].status, "case %zu", i);
}
END_TEST

START_TEST(there_are_sixteen_slots_at_most)
{
    struct buffer text = BUFFER(KEYSLOT_FILE_MAX), copy = BUFFER(KEYSLOT_FILE_MAX);
    int i;

    buffer_text(&text, VERSION_LINE HEADER_LINES "\n");
    for (i = 0; i <= KEYSLOT_MAX; i++) {
        buffer_clear(&copy);
        buffer_append(&copy, text.data, text.length);
        sign(&copy);
        ck_assert_int_eq(parse(copy.data, copy.length), STATUS_OK);
        buffer_format(&text, "slot=%d\nmodule=keyfile\nparameters=\nbox=%s\n\n", i + 1, BOX);
    }
    sign(&text);
    ck_assert_int_eq(parse(text.data, text.length), STATUS_DAMAGED);
    buffer_clear(&copy);
    buffer_clear(&text);
}
END_TEST

START_TEST(a_slot_is_bound_to_its_header_and_lines)
{
    static const char other_store[] = "100102030405060708090a0b0c0d0e0f";
    struct keyslots slots = made();

    ck_assert_int_eq(unwrap(&slots, 0), STATUS_OK);
    slots.required.count = 0;
    ck_assert_int_eq(unwrap(&slots, 0), STATUS_LOCKED);
    slots = made();
    slots.required.item[slots.required.count++] = "exec";
    ck_assert_int_eq(unwrap(&slots, 0), STATUS_LOCKED);
    slots = made();
    slots.required.item[0] = "tpm2 handle=2";
    ck_assert_int_eq(unwrap(&slots, 0), STATUS_LOCKED);
    slots = made();
    slots.sealed.item[slots.sealed.count++] = "any-host=yes";
    ck_assert_int_eq(unwrap(&slots, 0), STATUS_LOCKED);
    slots = made();
    slots.version = 2;
    ck_assert_int_eq(unwrap(&slots, 0), STATUS_LOCKED);
    slots = made();
    slots.records = "records-0123456789abcdee";
    ck_assert_int_eq(unwrap(&slots, 0), STATUS_LOCKED);
    slots = made();
    slots.store = other_store;
    ck_assert_int_eq(unwrap(&slots, 0), STATUS_LOCKED);
    slots = made();
    slots.slot[0].number = 2;
    ck_assert_int_eq(unwrap(&slots, 0), STATUS_LOCKED);
    slots = made();
    slots.slot[0].module = "passphrase";
    ck_assert_int_eq(unwrap(&slots, 0), STATUS_LOCKED);
    slots = made();
    slots.slot[0].parameters = "cost=none";
    ck_assert_int_eq(unwrap(&slots, 0), STATUS_LOCKED);
    slots = made();
    slots.slot[0].box = slots.slot[1].box;
    ck_assert_int_eq(unwrap(&slots, 0), STATUS_LOCKED);
    slots = made();
    slots.slot[0].box = "00";
    ck_assert_int_eq(unwrap(&slots, 0), STATUS_LOCKED);
    slots = made();
    slots.slot[1].parameters = "another slot's lines don't matter";
    ck_assert_int_eq(unwrap(&slots, 0), STATUS_OK);
    kek[0] ^= 1;
    ck_assert_int_eq(unwrap(&slots, 0), STATUS_LOCKED);
}
END_TEST

START_TEST(parameters_that_break_the_grammar_are_not_wrapped)
{
    struct keyslots slots = made();

    slots.slot[0].parameters = "a\nslot=7";
    ck_assert_int_ne(keyslot_wrap(&slots, &slots.slot[0], kek, key, box[0]), STATUS_OK);
    ck_assert_int_ne(keyslots_save(&slots, &folder, &fault), STATUS_OK);
}
END_TEST

START_TEST(every_secret_is_in_the_key_encryption_key)
{
    struct keyslots slots = made();
    struct buffer material = BUFFER(256);
    unsigned char first[SEAL_KEY_SIZE], second[SEAL_KEY_SIZE];

    buffer_text(&material, keyslot_label);
    buffer_append(&material, kek, sizeof kek);
    keyslot_kek(&slots, &material, first);
    buffer_append(&material, kek, sizeof kek);
    keyslot_kek(&slots, &material, second);
    ck_assert_mem_ne(first, second, sizeof first);
    material.data[material.length - 1] ^= 1;
    keyslot_kek(&slots, &material, first);
    ck_assert_mem_ne(first, second, sizeof first);
    slots.store_id[0] ^= 1;
    keyslot_kek(&slots, &material, second);
    ck_assert_mem_ne(first, second, sizeof first);
    buffer_clear(&material);
}
END_TEST

static enum status load(bool *from_copy)
{
    struct keyslots slots = KEYSLOTS_EMPTY;
    enum status status = keyslots_load(&slots, &folder, &fault);

    *from_copy = slots.is_copy;
    if (status == STATUS_OK)
        ck_assert_int_eq(unwrap(&slots, 0), STATUS_OK);
    keyslots_clear(&slots);
    return status;
}

static void damage(const char *name)
{
    scratch_write(scratch_path("%s", name), "workfront-credential-keys=1\n", 28, 0600);
}

START_TEST(the_copy_stands_in)
{
    struct keyslots slots = made();
    bool from_copy;

    ck_assert_int_eq(load(&from_copy), STATUS_NOT_FOUND);
    ck_assert_str_eq(fault.subject, scratch_path("keys"));
    ck_assert_int_eq(keyslots_save(&slots, &folder, &fault), STATUS_OK);
    ck_assert_int_eq(load(&from_copy), STATUS_OK);
    ck_assert(!from_copy);
    damage("keys");
    ck_assert_int_eq(load(&from_copy), STATUS_OK);
    ck_assert(from_copy);
    ck_assert_int_eq(unlink(scratch_path("keys")), 0);
    ck_assert_int_eq(load(&from_copy), STATUS_OK);
    ck_assert(from_copy);
    damage("keys.copy");
    ck_assert_int_eq(load(&from_copy), STATUS_DAMAGED);
    ck_assert_str_eq(fault.subject, scratch_path("keys.copy"));
    damage("keys");
    ck_assert_int_eq(load(&from_copy), STATUS_DAMAGED);
    ck_assert_str_eq(fault.subject, scratch_path("keys"));
}
END_TEST

START_TEST(the_copy_does_not_stand_in_for_what_is_unsafe_or_newer)
{
    struct buffer text = BUFFER(KEYSLOT_FILE_MAX);
    struct keyslots slots = made();
    bool from_copy;

    ck_assert_int_eq(keyslots_save(&slots, &folder, &fault), STATUS_OK);
    ck_assert_int_eq(chmod(scratch_path("keys"), 0644), 0);
    ck_assert_int_eq(load(&from_copy), STATUS_UNSAFE);
    buffer_text(&text, "workfront-credential-keys=3\n");
    sign(&text);
    scratch_write(scratch_path("keys"), text.data, text.length, 0600);
    ck_assert_int_eq(load(&from_copy), STATUS_NEWER);
    ck_assert_str_eq(fault.subject, scratch_path("keys"));
    buffer_clear(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("keyslot");

    suite_add_tests(suite, "keyslot", setup, teardown,
                    SUITE(what_was_written_is_parsed, every_flipped_bit_is_damage,
                          every_other_length_is_damage, what_we_would_not_write_is_damage,
                          there_are_sixteen_slots_at_most,
                          a_slot_is_bound_to_its_header_and_lines,
                          parameters_that_break_the_grammar_are_not_wrapped,
                          every_secret_is_in_the_key_encryption_key, the_copy_stands_in,
                          the_copy_does_not_stand_in_for_what_is_unsafe_or_newer));
    return scratch_run_all(suite);
}
