/* fleet_record.c: sealing, signing, and refusing. */
#include "helper/token/fleet/fleet_record.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "helper/token/token.h"
#include "protocol/fleet.h"
#include "protocol/host.h"
#include "protocol/identifiers.h"
#include "protocol/secret.h"

enum {
    RECORD_VERSION = 1,
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    VARIANT = sodium_base64_VARIANT_ORIGINAL,
};

/* A record as it travels. */
struct sealed_note {
    int64_t version, epoch, generation;
    const char *minter;
    int64_t issued_at, lifetime, expires_at;
    const char *about, *box, *sig;
};

static const struct record_rule sealed_rules[] = {
    RECORD_RULE(sealed_note, version, NUMBER),    RECORD_RULE(sealed_note, epoch, NUMBER),
    RECORD_RULE(sealed_note, generation, NUMBER), RECORD_RULE(sealed_note, minter, TEXT),
    RECORD_RULE(sealed_note, issued_at, NUMBER),  RECORD_RULE(sealed_note, lifetime, NUMBER),
    RECORD_RULE(sealed_note, expires_at, NUMBER), RECORD_RULE(sealed_note, about, TEXT),
    RECORD_RULE(sealed_note, box, TEXT),          RECORD_RULE(sealed_note, sig, TEXT),
};

static const struct record_rule about_rules[] = {
    RECORD_RULE(fleet_note, client_id, TEXT),
    RECORD_RULE(fleet_note, endpoint, TEXT),
    RECORD_RULE(fleet_note, scope, TEXT),
    RECORD_RULE(fleet_note, org_id, TEXT),
    RECORD_RULE(fleet_note, technical_account_id, TEXT),
    RECORD_RULE(fleet_note, technical_account_email, TEXT),
    RECORD_RULE(fleet_note, console_name, TEXT),
    RECORD_RULE_AS(fleet_note, "host[]", host, LIST),
    RECORD_RULE_AS(fleet_note, "family[]", family, LIST),
    RECORD_RULE(fleet_note, fusion, TEXT),
    RECORD_RULE(fleet_note, api_version, NUMBER),
    RECORD_RULE(fleet_note, newest_epoch, NUMBER),
};

static const struct record_rule box_rules[] = {
    RECORD_RULE(fleet_note, access_token, TEXT),
    RECORD_RULE(fleet_note, client_secret, TEXT),
    RECORD_RULE_OF(fleet_note, secret_uuid, UUID),
    RECORD_RULE_AS(fleet_note, "known[]", known, LIST),
};

/* What `box` is bound to, besides fleet and kind. */
static const struct record_rule bound_rules[] = {
    RECORD_RULE(fleet_note, client_id, TEXT), RECORD_RULE(fleet_note, endpoint, TEXT),
    RECORD_RULE(fleet_note, scope, TEXT),     RECORD_RULE(fleet_note, org_id, TEXT),
    RECORD_RULE(fleet_note, epoch, NUMBER),   RECORD_RULE(fleet_note, generation, NUMBER),
};

void fleet_note_clear(struct fleet_note *note)
{
    buffer_clear(&note->text);
    *note = (struct fleet_note)FLEET_NOTE;
}

static void put_frame(struct buffer *out, const struct fleet_key *key, enum fleet_kind kind)
{
    char id[FLEET_ID_HEX];

    fleet_key_id(id, key);
    record_put(out, "fleet", id);
    record_put(out, "kind", fleet_kind_letter(kind));
}

/* The associated data of `about`, when the record has neither of the boxes yet; what is signed,
 * when it has both. */
static void put_signed(struct buffer *out, const struct fleet_key *key, enum fleet_kind kind,
                       const struct sealed_note *sealed)
{
    struct sealed_note unsigned_note = *sealed;

    unsigned_note.sig = NULL;
    put_frame(out, key, kind);
    record_write(out, sealed_rules, RECORD_RULES_COUNT(sealed_rules), &unsigned_note);
}

static void put_bound(struct buffer *out, const struct fleet_key *key, enum fleet_kind kind,
                      const struct fleet_note *note)
{
    put_frame(out, key, kind);
    record_write(out, bound_rules, RECORD_RULES_COUNT(bound_rules), note);
}

static const unsigned char *box_key(const struct fleet_key *key, enum fleet_kind kind)
{
    return kind == FLEET_TOKEN ? key->token : key->secret;
}

void fleet_base64_put(struct buffer *out, const void *bytes, size_t length)
{
    size_t size = sodium_base64_ENCODED_LEN(length, VARIANT);
    char *room = buffer_room(out, size);

    if (room == NULL)
        return;
    sodium_bin2base64(room, size, bytes, length, VARIANT);
    out->length += size - 1;
}

/* Seals `lines`, bound to others, into `out` in base64. Clears both. */
static void put_box(struct buffer *out, const unsigned char *key, struct buffer *lines,
                    struct buffer *bound)
{
    struct buffer bytes = BUFFER(FLEET_RECORD_MAX);
    size_t length = NONCE + lines->length + TAG;
    unsigned char *room = (unsigned char *)buffer_room(&bytes, length);

    buffer_fail(out, buffer_status(lines));
    buffer_fail(out, buffer_status(bound));
    buffer_fail(out, buffer_status(&bytes));
    if (buffer_status(out) == STATUS_OK) {
        randombytes_buf(room, NONCE);
        crypto_aead_xchacha20poly1305_ietf_encrypt(
            room + NONCE, NULL, (const unsigned char *)buffer_string(lines), lines->length,
            (const unsigned char *)buffer_string(bound), bound->length, NULL, room, key);
        fleet_base64_put(out, room, length);
        bytes.length = length;
    }
    buffer_clear(&bytes);
    buffer_clear(lines);
    buffer_clear(bound);
}

/* What the record's last three lines point to. */
struct parts {
    struct buffer about, box, sig;
};

static void parts_seal(struct parts *parts, const struct fleet_key *key, enum fleet_kind kind,
                       const struct fleet_note *note, struct sealed_note *sealed)
{
    struct buffer lines = BUFFER(FLEET_RECORD_MAX), bound = BUFFER(2 * FLEET_RECORD_MAX);
    unsigned char signature[crypto_sign_BYTES];

    record_write(&lines, about_rules, RECORD_RULES_COUNT(about_rules), note);
    put_signed(&bound, key, kind, sealed);
    put_box(&parts->about, key->token, &lines, &bound);
    record_write(&lines, box_rules, RECORD_RULES_COUNT(box_rules), note);
    put_bound(&bound, key, kind, note);
    put_box(&parts->box, box_key(key, kind), &lines, &bound);
    sealed->about = buffer_string(&parts->about);
    sealed->box = buffer_string(&parts->box);
    put_signed(&bound, key, kind, sealed);
    crypto_sign_detached(signature, NULL, (const unsigned char *)buffer_string(&bound),
                         bound.length, key->sign);
    buffer_fail(&parts->sig, buffer_status(&bound));
    buffer_clear(&bound);
    fleet_base64_put(&parts->sig, signature, sizeof signature);
    sealed->sig = buffer_string(&parts->sig);
}

void fleet_note_seal(struct buffer *out, const struct fleet_key *key, enum fleet_kind kind,
                     const struct fleet_note *note)
{
    struct parts parts = { BUFFER(FLEET_RECORD_MAX), BUFFER(FLEET_RECORD_MAX), BUFFER(128) };
    struct fleet_note ours = *note;
    struct sealed_note sealed = {
        .version = RECORD_VERSION,
        .epoch = key->epoch,
        .generation = note->generation,
        .minter = note->minter,
        .issued_at = note->issued_at,
        .lifetime = note->lifetime,
        .expires_at = note->expires_at,
    };

    ours.epoch = key->epoch;
    if (key->mints)
        parts_seal(&parts, key, kind, &ours, &sealed);
    else
        buffer_fail(out, STATUS_INTERNAL);
    buffer_fail(out, buffer_status(&parts.about));
    buffer_fail(out, buffer_status(&parts.box));
    buffer_fail(out, buffer_status(&parts.sig));
    if (buffer_status(out) == STATUS_OK)
        record_write(out, sealed_rules, RECORD_RULES_COUNT(sealed_rules), &sealed);
    if (out->length > FLEET_RECORD_MAX)
        buffer_fail(out, STATUS_TOO_LONG);
    buffer_clear(&parts.about);
    buffer_clear(&parts.box);
    buffer_clear(&parts.sig);
}

static bool is_number_in(int64_t number, int64_t least, int64_t most)
{
    return number >= least && number <= most;
}

static bool is_minter(const char *text)
{
    return text != NULL && strlen(text) == 16 && strspn(text, "0123456789abcdef") == 16;
}

static bool makes_sense(const struct sealed_note *sealed, const struct fleet_key *key)
{
    return sealed->epoch == key->epoch &&
           is_number_in(sealed->generation, 1, FLEET_GENERATION_MAX) &&
           is_minter(sealed->minter) &&
           is_number_in(sealed->issued_at, 1, INT64_MAX - TOKEN_LIFETIME_MAX) &&
           is_number_in(sealed->lifetime, 0, TOKEN_LIFETIME_MAX) &&
           is_number_in(sealed->expires_at, 0, INT64_MAX - TOKEN_LIFETIME_MAX) &&
           sealed->about != NULL && sealed->box != NULL && sealed->sig != NULL;
}

/* libsodium takes some bytes for letters that aren't. */
static bool is_base64(const char *text)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

    return text[strspn(text, letters)] == '\0';
}

static bool is_signed(const struct sealed_note *sealed, const struct fleet_key *key,
                      enum fleet_kind kind)
{
    struct buffer text = BUFFER(2 * FLEET_RECORD_MAX);
    unsigned char signature[crypto_sign_BYTES];
    size_t length = 0;
    bool holds;

    put_signed(&text, key, kind, sealed);
    holds = buffer_status(&text) == STATUS_OK && is_base64(sealed->sig) &&
            sodium_base642bin(signature, sizeof signature, sealed->sig, strlen(sealed->sig),
                              NULL, &length, NULL, VARIANT) == 0 &&
            length == sizeof signature &&
            crypto_sign_verify_detached(signature, (const unsigned char *)buffer_string(&text),
                                        text.length, key->verify) == 0;
    buffer_clear(&text);
    return holds;
}

/* Appends the lines of a box, and the end of a record, to `out`. Clears `bound`. */
static bool open_box(struct buffer *out, const unsigned char *key, const char *box,
                     struct buffer *bound)
{
    struct buffer bytes = BUFFER(FLEET_RECORD_MAX);
    size_t size = strlen(box), length = 0;
    unsigned char *sealed = (unsigned char *)buffer_room(&bytes, size);
    unsigned char *room = (unsigned char *)buffer_room(out, size);
    bool opens =
        sealed != NULL && room != NULL && buffer_status(bound) == STATUS_OK &&
        sodium_base642bin(sealed, size, box, size, NULL, &length, NULL, VARIANT) == 0 &&
        length >= NONCE + TAG &&
        crypto_aead_xchacha20poly1305_ietf_decrypt(
            room, NULL, NULL, sealed + NONCE, length - NONCE,
            (const unsigned char *)buffer_string(bound), bound->length, sealed, key) == 0;

    if (opens)
        out->length += length - NONCE - TAG;
    record_end(out);
    buffer_clear(&bytes);
    buffer_clear(bound);
    return opens && buffer_status(out) == STATUS_OK;
}

static bool read_lines(struct fleet_note *note, const struct record_rule *rules, size_t count,
                       struct record_reader *reader)
{
    return record_read(reader, rules, count, note, NULL) == STATUS_OK;
}

/* What `box` is bound to is known when `about` was read. */
static bool open_boxes(struct fleet_note *note, const struct sealed_note *sealed,
                       const struct fleet_key *key, enum fleet_kind kind)
{
    struct buffer bound = BUFFER(2 * FLEET_RECORD_MAX);
    struct sealed_note head = *sealed;
    struct record_reader reader;
    size_t size = strlen(sealed->about) + strlen(sealed->box) + 2, about;

    head.about = head.box = NULL;
    put_signed(&bound, key, kind, &head);
    if (buffer_room(&note->text, size + 2) == NULL) /* so that nothing moves any more */
        return false;
    if (!open_box(&note->text, key->token, sealed->about, &bound))
        return false;
    about = note->text.length;
    reader = record_reader(&note->text);
    if (!read_lines(note, about_rules, RECORD_RULES_COUNT(about_rules), &reader))
        return false;
    put_bound(&bound, key, kind, note);
    if (!open_box(&note->text, box_key(key, kind), sealed->box, &bound))
        return false;
    reader =
        (struct record_reader){ note->text.data + about, note->text.data + note->text.length };
    return read_lines(note, box_rules, RECORD_RULES_COUNT(box_rules), &reader);
}

static bool are_hosts(const struct string_list *hosts)
{
    char canonical[HOST_SIZE];
    size_t i;

    for (i = 0; i < hosts->count; i++)
        if (!host_canonical(canonical, hosts->item[i]) ||
            strcmp(canonical, hosts->item[i]) != 0)
            return false;
    return hosts->count > 0;
}

static bool is_token_note(const struct fleet_note *note)
{
    return note->access_token != NULL && token_is_valid(note->access_token) &&
           note->lifetime > 0 && note->expires_at > 0 && note->client_id != NULL &&
           note->endpoint != NULL && note->scope != NULL &&
           note->technical_account_email != NULL && are_hosts(&note->host) &&
           is_number_in(note->api_version, 1, 99);
}

static bool is_secret_note(const struct fleet_note *note)
{
    size_t length = note->client_secret != NULL ? strlen(note->client_secret) : 0;

    return length >= 8 && length <= 512 &&
           identifier_is_valid(IDENTIFIER_SECRET, note->client_secret) &&
           note->client_id != NULL && note->expires_at > 0;
}

static bool is_usable(const struct fleet_note *note, enum fleet_kind kind)
{
    return kind == FLEET_TOKEN    ? is_token_note(note)
           : kind == FLEET_SECRET ? is_secret_note(note)
                                  : true;
}

static enum status note_fill(struct fleet_note *note, const struct sealed_note *sealed,
                             const struct fleet_key *key, enum fleet_kind kind)
{
    note->version = sealed->version;
    note->epoch = sealed->epoch;
    note->generation = sealed->generation;
    note->issued_at = sealed->issued_at;
    note->lifetime = sealed->lifetime;
    note->expires_at = sealed->expires_at;
    note->minter = sealed->minter;
    if (!makes_sense(sealed, key) || !is_signed(sealed, key, kind) ||
        (kind != FLEET_TOKEN && !key->mints) || !open_boxes(note, sealed, key, kind) ||
        !is_usable(note, kind))
        return buffer_status(&note->text) == STATUS_NO_MEMORY ? STATUS_NO_MEMORY
                                                              : STATUS_DAMAGED;
    return STATUS_OK;
}

/* The minter's name goes on living in the note. */
static enum status keep_minter(struct fleet_note *note)
{
    snprintf(note->minter_name, sizeof note->minter_name, "%s", note->minter);
    note->minter = note->minter_name;
    return STATUS_OK;
}

enum status fleet_note_open(struct fleet_note *note, const struct fleet_key *key,
                            enum fleet_kind kind, struct buffer *text)
{
    struct record_reader reader = record_reader(text);
    struct sealed_note sealed = { 0 };
    enum status status;

    if (text->length > FLEET_RECORD_MAX ||
        record_read(&reader, sealed_rules, RECORD_RULES_COUNT(sealed_rules), &sealed, NULL) !=
            STATUS_OK)
        status = STATUS_DAMAGED;
    else if (sealed.version != RECORD_VERSION)
        status = sealed.version > RECORD_VERSION ? STATUS_NEWER : STATUS_DAMAGED;
    else
        status = note_fill(note, &sealed, key, kind);
    if (status == STATUS_OK)
        return keep_minter(note);
    fleet_note_clear(note);
    return status;
}
