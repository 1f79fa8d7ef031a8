/* check_fleet_record.c: a fleet's keys, and the records that its machines believe. */
#include "helper/token/fleet/fleet.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "tests/lib/suite.h"

#define TOKEN_CANARY "eyCANARY.token-~+/="
#define HOST_CANARY  "canary.my.workfront.com"

static struct fleet_key *minter, *reader;

static struct fleet_key *reread(const struct fleet_key *key, bool mints)
{
    struct buffer text = BUFFER(1024);
    struct fleet_key *read;

    fleet_key_write(&text, key, mints);
    ck_assert_int_eq(buffer_status(&text), STATUS_OK);
    read = fleet_key_parse(buffer_string(&text));
    ck_assert_ptr_nonnull(read);
    buffer_clear(&text);
    return read;
}

static void setup(void)
{
    suite_setup();
    minter = fleet_key_make(NULL);
    ck_assert_ptr_nonnull(minter);
    reader = reread(minter, false);
}

static struct fleet_note some_note(void)
{
    return (struct fleet_note){
        .generation = 7,
        .minter = "0123456789abcdef",
        .issued_at = 1764000000,
        .lifetime = 86400,
        .expires_at = 1764086400,
        .client_id = "client-CANARY",
        .endpoint = "https://ims-na1.adobelogin.com/ims/token/v3",
        .scope = "openid,AdobeID",
        .org_id = "CANARY@AdobeOrg",
        .technical_account_email = "canary@techacct.adobe.com",
        .host = { { HOST_CANARY, "second.my.workfront.com" }, 2 },
        .api_version = 22,
        .access_token = TOKEN_CANARY,
    };
}

static struct buffer sealed_as(const struct fleet_key *key, enum fleet_kind kind,
                               const struct fleet_note *note)
{
    struct buffer out = BUFFER(2 * FLEET_RECORD_MAX);

    fleet_note_seal(&out, key, kind, note);
    ck_assert_int_eq(buffer_status(&out), STATUS_OK);
    return out;
}

static struct buffer sealed(void)
{
    const struct fleet_note note = some_note();

    return sealed_as(minter, FLEET_TOKEN, &note);
}

/* What opening gives; a failure leaves nothing. Clears the text. */
static enum status opened(const struct fleet_key *key, enum fleet_kind kind,
                          struct buffer *text)
{
    struct fleet_note note = FLEET_NOTE;
    enum status status = fleet_note_open(&note, key, kind, text);

    if (status != STATUS_OK)
        ck_assert(note.access_token == NULL && note.host.count == 0 && note.text.length == 0);
    fleet_note_clear(&note);
    buffer_clear(text);
    return status;
}

START_TEST(a_minters_key_is_read_again)
{
    struct fleet_key *again = reread(minter, true);

    ck_assert(again->mints && again->epoch == 1);
    ck_assert_mem_eq(again, minter, sizeof *again);
    fleet_key_free(again);
}
END_TEST

START_TEST(a_readers_key_holds_what_readers_need_alone)
{
    static const unsigned char nothing[64];

    ck_assert(!reader->mints && reader->epoch == minter->epoch);
    ck_assert_mem_eq(reader->id, minter->id, sizeof reader->id);
    ck_assert_mem_eq(reader->token, minter->token, 32);
    ck_assert_mem_eq(reader->name, minter->name, 32);
    ck_assert_mem_eq(reader->verify, minter->verify, 32);
    ck_assert_mem_eq(reader->seed, nothing, sizeof reader->seed);
    ck_assert_mem_eq(reader->sign, nothing, sizeof reader->sign);
    ck_assert_mem_eq(reader->secret, nothing, sizeof reader->secret);
}
END_TEST

START_TEST(no_reader_writes_a_minters_key)
{
    struct buffer text = BUFFER(1024);

    fleet_key_write(&text, reader, true);
    ck_assert_int_eq(buffer_status(&text), STATUS_INTERNAL);
    buffer_clear(&text);
}
END_TEST

START_TEST(a_mistyped_key_is_no_key)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_ =\n\xdf\xad";
    bool mints = _i % 2 == 1;
    struct buffer text = BUFFER(1024);
    size_t i, j;

    fleet_key_write(&text, minter, mints);
    for (i = 0; i < text.length; i++) {
        char right = text.data[i];

        for (j = 0; j < sizeof alphabet; j++) {
            text.data[i] = alphabet[j];
            if (alphabet[j] != right)
                ck_assert_ptr_null(fleet_key_parse(text.data));
        }
        text.data[i] = right;
    }
    buffer_text(&text, "A");
    ck_assert_ptr_null(fleet_key_parse(text.data));
    while (text.length-- > 0) {
        text.data[text.length] = '\0';
        if (text.length == (mints ? 74u : 159u))
            fleet_key_free(fleet_key_parse(text.data));
        else
            ck_assert_ptr_null(fleet_key_parse(text.data));
    }
    text.length = 0;
    buffer_clear(&text);
}
END_TEST

START_TEST(the_next_epoch_has_other_keys)
{
    struct fleet_key *next = fleet_key_make(minter), *other = fleet_key_make(NULL);

    ck_assert_uint_eq(next->epoch, 2);
    ck_assert_mem_eq(next->id, minter->id, sizeof next->id);
    ck_assert_mem_ne(next->token, minter->token, 32);
    ck_assert_mem_ne(next->name, minter->name, 32);
    ck_assert_mem_ne(next->verify, minter->verify, 32);
    ck_assert_mem_ne(next->secret, minter->secret, 32);
    ck_assert_mem_ne(other->id, minter->id, sizeof other->id);
    next->epoch = FLEET_EPOCH_MAX;
    ck_assert_ptr_null(fleet_key_make(next));
    fleet_key_free(next);
    fleet_key_free(other);
}
END_TEST

START_TEST(names_tell_nothing)
{
    char token[FLEET_NAME_SIZE], lock[FLEET_NAME_SIZE], other[FLEET_NAME_SIZE], begin[32];
    char id[FLEET_ID_HEX];

    fleet_key_id(id, minter);
    fleet_key_name(token, reader, FLEET_TOKEN, "token");
    fleet_key_name(lock, minter, FLEET_LOCK, "token");
    fleet_key_name(other, minter, FLEET_TOKEN, "tokens");
    snprintf(begin, sizeof begin, "wf:{%.8s}:t:", id);
    ck_assert_int_eq(strncmp(token, begin, strlen(begin)), 0);
    ck_assert_uint_eq(strlen(token), FLEET_NAME_SIZE - 1);
    ck_assert_str_ne(token + strlen(begin), lock + strlen(begin));
    ck_assert_str_ne(token, other);
    fleet_key_name(other, minter, FLEET_TOKEN, "token");
    ck_assert_str_eq(token, other);
}
END_TEST

START_TEST(a_reader_opens_what_a_minter_sealed)
{
    struct fleet_note note = FLEET_NOTE;
    struct buffer text = sealed();

    ck_assert_int_eq(fleet_note_open(&note, reader, FLEET_TOKEN, &text), STATUS_OK);
    buffer_clear(&text);
    ck_assert_str_eq(note.access_token, TOKEN_CANARY);
    ck_assert_str_eq(note.host.item[0], HOST_CANARY);
    ck_assert_str_eq(note.minter, "0123456789abcdef");
    ck_assert_str_eq(note.client_id, "client-CANARY");
    ck_assert(note.host.count == 2 && note.epoch == 1 && note.generation == 7);
    ck_assert(note.issued_at == 1764000000 && note.lifetime == 86400 &&
              note.expires_at == 1764086400 && note.api_version == 22);
    fleet_note_clear(&note);
}
END_TEST

START_TEST(what_is_sealed_shows_nothing)
{
    static const char *const hidden[] = { "CANARY", "canary", "adobelogin", "openid" };
    struct buffer text = sealed(), again = sealed();
    size_t i;

    for (i = 0; i < COUNT(hidden); i++)
        ck_assert_ptr_null(strstr(buffer_string(&text), hidden[i]));
    ck_assert_str_ne(buffer_string(&text), buffer_string(&again));
    buffer_clear(&text);
    buffer_clear(&again);
}
END_TEST

START_TEST(each_byte_counts)
{
    struct buffer text = sealed();
    size_t i;

    for (i = 0; i < text.length; i++) {
        static const char flips[] = { 1, 2, 4, 8, 0x10, 0x20, 0x40, (char)0x80 };
        size_t j;

        for (j = 0; j < COUNT(flips); j++) {
            struct buffer copy = BUFFER(FLEET_RECORD_MAX);

            buffer_append(&copy, text.data, text.length);
            copy.data[i] ^= flips[j];
            ck_assert_msg(opened(reader, FLEET_TOKEN, &copy) != STATUS_OK, "byte %zu", i);
        }
    }
    buffer_clear(&text);
}
END_TEST

START_TEST(a_cut_record_is_none)
{
    struct buffer text = sealed();
    size_t length;

    for (length = 0; length + 1 < text.length; length++) {
        struct buffer copy = BUFFER(FLEET_RECORD_MAX);

        buffer_append(&copy, text.data, length);
        ck_assert_int_ne(opened(reader, FLEET_TOKEN, &copy), STATUS_OK);
    }
    buffer_clear(&text);
}
END_TEST

/* Each number and each box from another record of the same minter. */
START_TEST(no_line_of_another_record_fits)
{
    static const char *const keys[] = { "epoch=",     "generation=", "minter=",
                                        "issued_at=", "lifetime=",   "expires_at=",
                                        "about=",     "box=",        "sig=" };
    struct fleet_note note = some_note();
    struct buffer text = sealed(), other, mixed = BUFFER(FLEET_RECORD_MAX);
    const char *line, *there;

    note.generation = 8;
    note.minter = "fedcba9876543210";
    note.issued_at++;
    note.lifetime++;
    note.expires_at++;
    note.access_token = "other";
    other = sealed_as(minter, FLEET_TOKEN, &note);
    for (line = text.data; line < text.data + text.length; line += strcspn(line, "\n") + 1)
        if (strncmp(line, keys[_i], strlen(keys[_i])) == 0)
            break;
    there = strstr(other.data, keys[_i]);
    ck_assert_ptr_nonnull(there);
    buffer_append(&mixed, text.data, (size_t)(line - text.data));
    if (_i == 0)
        buffer_text(&mixed, "epoch=2");
    else
        buffer_append(&mixed, there, strcspn(there, "\n"));
    buffer_text(&mixed, line + strcspn(line, "\n"));
    ck_assert_int_eq(opened(reader, FLEET_TOKEN, &mixed), STATUS_DAMAGED);
    buffer_clear(&text);
    buffer_clear(&other);
}
END_TEST

START_TEST(a_newer_version_is_told)
{
    struct buffer text = sealed();

    ck_assert_int_eq(strncmp(text.data, "version=1\n", 10), 0);
    text.data[8] = '2';
    ck_assert_int_eq(opened(reader, FLEET_TOKEN, &text), STATUS_NEWER);
}
END_TEST

START_TEST(a_broken_in_reader_signs_nothing)
{
    const struct fleet_note note = some_note();
    struct buffer out = BUFFER(FLEET_RECORD_MAX);
    struct fleet_key *forger = fleet_key_make(NULL);

    fleet_note_seal(&out, reader, FLEET_TOKEN, &note);
    ck_assert_int_eq(buffer_status(&out), STATUS_INTERNAL);
    buffer_clear(&out);
    memcpy(forger->id, reader->id, sizeof forger->id);
    memcpy(forger->token, reader->token, sizeof forger->token);
    memcpy(forger->name, reader->name, sizeof forger->name);
    out = sealed_as(forger, FLEET_TOKEN, &note);
    ck_assert_int_eq(opened(reader, FLEET_TOKEN, &out), STATUS_DAMAGED);
    out = sealed_as(forger, FLEET_TOKEN, &note);
    ck_assert_int_eq(opened(minter, FLEET_TOKEN, &out), STATUS_DAMAGED);
    out = sealed_as(forger, FLEET_TOKEN, &note);
    ck_assert_int_eq(opened(forger, FLEET_TOKEN, &out), STATUS_OK);
    fleet_key_free(forger);
}
END_TEST

START_TEST(other_fleets_and_epochs_open_nothing)
{
    struct fleet_key *next = fleet_key_make(minter), *other = fleet_key_make(NULL);
    struct buffer text = sealed();

    ck_assert_int_eq(opened(next, FLEET_TOKEN, &text), STATUS_DAMAGED);
    text = sealed();
    ck_assert_int_eq(opened(other, FLEET_TOKEN, &text), STATUS_DAMAGED);
    fleet_key_free(next);
    fleet_key_free(other);
}
END_TEST

START_TEST(a_reader_opens_no_secret)
{
    struct fleet_note note = some_note(), read = FLEET_NOTE;
    struct buffer text;

    note.access_token = NULL;
    note.client_secret = "secret-CANARY";
    note.secret_uuid = "11ede8ab-42f1-38f3-abe3-35d800000002";
    text = sealed_as(minter, FLEET_SECRET, &note);
    ck_assert_int_eq(fleet_note_open(&read, minter, FLEET_SECRET, &text), STATUS_OK);
    ck_assert_str_eq(read.client_secret, "secret-CANARY");
    fleet_note_clear(&read);
    buffer_clear(&text);
    text = sealed_as(minter, FLEET_SECRET, &note);
    ck_assert_int_eq(opened(reader, FLEET_SECRET, &text), STATUS_DAMAGED);
    text = sealed_as(minter, FLEET_SECRET, &note);
    ck_assert_int_eq(opened(reader, FLEET_TOKEN, &text), STATUS_DAMAGED);
    text = sealed();
    ck_assert_int_eq(opened(minter, FLEET_SECRET, &text), STATUS_DAMAGED);
    note.client_secret = "short";
    text = sealed_as(minter, FLEET_SECRET, &note);
    ck_assert_int_eq(opened(minter, FLEET_SECRET, &text), STATUS_DAMAGED);
}
END_TEST

START_TEST(a_reader_learns_nothing_of_minters)
{
    struct fleet_note note = { .generation = 3,
                               .minter = "0123456789abcdef",
                               .issued_at = 1764000000,
                               .known = { { "0123456789abcdef left 1764000000" }, 1 } };
    struct fleet_note read = FLEET_NOTE;
    struct buffer text = sealed_as(minter, FLEET_ACK, &note);

    ck_assert_int_eq(fleet_note_open(&read, minter, FLEET_ACK, &text), STATUS_OK);
    ck_assert_uint_eq(read.known.count, 1);
    ck_assert_str_eq(read.known.item[0], note.known.item[0]);
    fleet_note_clear(&read);
    buffer_clear(&text);
    text = sealed_as(minter, FLEET_ACK, &note);
    ck_assert_int_eq(opened(reader, FLEET_ACK, &text), STATUS_DAMAGED);
    text = sealed_as(minter, FLEET_ACK, &note);
    ck_assert_int_eq(opened(minter, FLEET_SECRET, &text), STATUS_DAMAGED);
}
END_TEST

/* A minter may be wrong, or mad. */
START_TEST(what_makes_no_sense_is_refused)
{
    struct fleet_note notes[12];
    struct buffer text;
    size_t i;

    for (i = 0; i < COUNT(notes); i++)
        notes[i] = some_note();
    notes[0].access_token = "a b";
    notes[1].access_token = NULL;
    notes[2].lifetime = 0;
    notes[3].lifetime = 7 * 86400 + 1;
    notes[4].issued_at = 0;
    notes[5].generation = 0;
    notes[6].host.count = 0;
    notes[7].host.item[1] = "Upper.my.workfront.com";
    notes[8].minter = "me";
    notes[9].client_id = NULL;
    notes[10].expires_at = INT64_MAX;
    notes[11].technical_account_email = NULL;
    for (i = 0; i < COUNT(notes); i++) {
        text = sealed_as(minter, FLEET_TOKEN, &notes[i]);
        ck_assert_msg(opened(reader, FLEET_TOKEN, &text) == STATUS_DAMAGED, "note %zu", i);
    }
}
END_TEST

START_TEST(what_is_too_long_is_not_sealed)
{
    struct buffer out = BUFFER(2 * FLEET_RECORD_MAX);
    struct fleet_note note = some_note();
    static char token[32000];

    memset(token, 'a', sizeof token - 1);
    note.access_token = token;
    note.scope = token;
    fleet_note_seal(&out, minter, FLEET_TOKEN, &note);
    ck_assert_int_eq(buffer_status(&out), STATUS_TOO_LONG);
    buffer_clear(&out);
}
END_TEST

/* Each of these in turn: what was there before is refused, whatever came in between. */
START_TEST(what_was_there_before_stays_out)
{
    static const struct {
        int64_t generation, made_at;
        bool is_admitted;
    } records[] = {
        { 5, 500, true },                     /* the first */
        { 4, 400, false }, { 4, 500, false }, /* older; no later */
        { 6, 480, true },                     /* a clock that is behind */
        { 5, 500, false }, { 6, 480, true },  /* brought back; the same again */
        { 2, 600, true },                     /* counted anew */
        { 5, 500, false }, { 6, 480, false }, /* brought back from before that */
        { 9, 500, false }, { 2, 600, true },  /* unseen, and made before that */
        { 3, 590, true },  { 2, 600, false }, /* as ever */
        { 1, 700, true },  { 3, 590, false }, /* and once more */
        { 2, 600, false }, { 6, 480, false }, { 2, 720, true },
    };
    struct fleet_seen seen = { 0 };
    size_t i;

    for (i = 0; i < COUNT(records); i++) {
        bool is_admitted = fleet_seen_admits(&seen, records[i].generation, records[i].made_at);

        ck_assert_msg(is_admitted == records[i].is_admitted, "record %zu", i);
        if (is_admitted)
            fleet_seen_take(&seen, records[i].generation, records[i].made_at);
    }
    seen = (struct fleet_seen){ .generation = 5 }; /* of a version that noted no times */
    ck_assert(!fleet_seen_admits(&seen, 4, 900));
    ck_assert(fleet_seen_admits(&seen, 5, 900));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fleet_record");
    TCase *loops = suite_part("loops");

    tcase_add_checked_fixture(loops, setup, NULL);
    tcase_add_loop_test(loops, a_mistyped_key_is_no_key, 0, 2);
    tcase_add_loop_test(loops, no_line_of_another_record_fits, 0, 9);
    suite_add_tcase(suite, loops);
    suite_add_tests(suite, "fleet_record", setup, NULL,
                    SUITE(a_minters_key_is_read_again,
                          a_readers_key_holds_what_readers_need_alone,
                          no_reader_writes_a_minters_key, the_next_epoch_has_other_keys,
                          names_tell_nothing, a_reader_opens_what_a_minter_sealed,
                          what_is_sealed_shows_nothing, each_byte_counts, a_cut_record_is_none,
                          a_newer_version_is_told, a_broken_in_reader_signs_nothing,
                          other_fleets_and_epochs_open_nothing, a_reader_opens_no_secret,
                          a_reader_learns_nothing_of_minters, what_makes_no_sense_is_refused,
                          what_is_too_long_is_not_sealed, what_was_there_before_stays_out));
    return suite_run_all(suite, NULL);
}
