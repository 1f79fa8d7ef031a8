/* fuzz_fleet_record.c: any bytes as a key of a fleet, and as a record from its engine: a key
 * that is taken is written as it was read, and no record opens that a minter hasn't signed. A
 * first byte "m" has a minter of the fleet sign the rest as a token's scope, which then opens
 * as it was, or isn't sealed. */
#include "helper/token/fleet/fleet_record.h"
#include "tests/fuzz/fuzz.h"

#define MINTER "wfm1AAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAByOCq9mNinwA"

static void expect_key(const char *text)
{
    struct fleet_key *key = fleet_key_parse(text);
    struct buffer out = BUFFER(1024);

    if (key == NULL)
        return;
    fleet_key_write(&out, key, key->mints);
    EXPECT(buffer_status(&out) == STATUS_OK && strcmp(buffer_string(&out), text) == 0);
    buffer_clear(&out);
    fleet_key_free(key);
}

/* The seed that is signed with is known to everybody; no input can be a record of its own,
 * unless it was made with it: then it is in the corpus, and has this scope. */
static void expect_record(const struct fleet_key *key, struct buffer *text)
{
    struct fleet_note note = FLEET_NOTE;
    enum status status = fleet_note_open(&note, key, FLEET_TOKEN, text);

    EXPECT(status == STATUS_OK || status == STATUS_DAMAGED || status == STATUS_NEWER);
    EXPECT(status == STATUS_OK || (note.access_token == NULL && note.text.length == 0));
    EXPECT(status != STATUS_OK || strcmp(note.scope, "corpus") == 0);
    fleet_note_clear(&note);
}

static void expect_again(const struct fleet_key *key, const char *scope)
{
    struct buffer out = BUFFER(FLEET_RECORD_MAX);
    struct fleet_note note = FLEET_NOTE;
    const struct fleet_note said = { .generation = 1,
                                     .minter = "0123456789abcdef",
                                     .issued_at = 1764000000,
                                     .lifetime = 86400,
                                     .expires_at = 1764086400,
                                     .client_id = "client",
                                     .endpoint = "https://ims.example/token",
                                     .scope = scope,
                                     .technical_account_email = "a@techacct.adobe.com",
                                     .host = { { "acme.my.workfront.com" }, 1 },
                                     .api_version = 22,
                                     .access_token = "token" };

    fleet_note_seal(&out, key, FLEET_TOKEN, &said);
    if (buffer_status(&out) == STATUS_OK) {
        EXPECT(fleet_note_open(&note, key, FLEET_TOKEN, &out) == STATUS_OK);
        EXPECT(strcmp(note.scope, scope) == 0 && strcmp(note.access_token, "token") == 0);
    }
    fleet_note_clear(&note);
    buffer_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer text = fuzz_text(data, size);
    struct fleet_key *key = fleet_key_parse(MINTER);

    EXPECT(key != NULL);
    expect_key(text.data);
    if (size > 0 && data[0] == 'm')
        expect_again(key, text.data + 1);
    expect_record(key, &text);
    fuzz_free(&text);
    fleet_key_free(key);
    return 0;
}
