/* fleet_record.h: what machines of a fleet tell each other through an engine that isn't
 * trusted: a record that is sealed for those who have the fleet's key, and signed by a minter.
 *
 *     version=1
 *     epoch=… generation=… minter=…           of the key; of this name, rising; who signed
 *     issued_at=… lifetime=… expires_at=…     as struct token has them
 *     about=BASE64                            nonce (24) ‖ sealed with K_token: which
 * credential box=BASE64                              nonce (24) ‖ sealed: the token, or the
 * secret sig=BASE64                              Ed25519
 *
 * each in a line of its own, in the grammar of record.h, and base64 as in RFC 4648, section 4.
 * `about` and `box` are XChaCha20-Poly1305 of such lines. The associated data of `about` are
 * the fleet's id, the kind's letter and all lines before it; those of `box` are client,
 * endpoint, scope, organization, epoch, generation, and again the fleet's id and the kind's
 * letter: a token can't be put beside another credential's hosts. A token is sealed with
 * K_token, a secret and the list of minters with K_secret. What is signed are the fleet's id,
 * the kind's letter and all lines before `sig`.
 */
#pragma once

#include "helper/token/fleet/fleet_key.h"
#include "protocol/record.h"

#define FLEET_RECORD_MAX 36864u /* bytes: its base64 is a value of protocol/fleet.h */

/* What a record says. A view: its strings belong to `text` once it was opened, else to whoever
 * put them in. What isn't there is NULL or 0. */
struct fleet_note {
    int64_t version, epoch, generation;
    const char *minter; /* its own name for itself, 16 hexadecimal digits */
    int64_t issued_at, lifetime, expires_at;

    /* about */
    const char *client_id, *endpoint, *scope, *org_id;
    const char *technical_account_id, *technical_account_email, *console_name, *fusion;
    struct string_list host, family;
    int64_t api_version;
    int64_t newest_epoch; /* of the fleet, when this record is for those who are late */

    /* box */
    const char *access_token;
    const char *client_secret, *secret_uuid;
    struct string_list known; /* minters: lines of fleet_minters.h */

    char minter_name[17]; /* what `minter` points to, once opened */
    struct buffer text;
};

#define FLEET_NOTE                                                                             \
    {                                                                                          \
        .text = BUFFER(4 * FLEET_RECORD_MAX)                                                   \
    }

/* Appends the record of the note, sealed and signed with a minter's key; version and epoch are
 * ours. The buffer's status tells failure: STATUS_TOO_LONG, STATUS_NO_MEMORY, STATUS_MALFORMED
 * for a text that no line can hold, STATUS_INTERNAL for a reader's key. */
void fleet_note_seal(struct buffer *out, const struct fleet_key *key, enum fleet_kind kind,
                     const struct fleet_note *note);

/* Opens the record `text`, whose bytes are changed, into an empty note. STATUS_DAMAGED, and an
 * empty note, unless all of it is what a minter of this fleet and epoch has signed for this
 * kind, and makes sense: tokens and hosts of the right form, times and numbers within bounds.
 * STATUS_NEWER for a version that isn't known; STATUS_NO_MEMORY. */
enum status fleet_note_open(struct fleet_note *note, const struct fleet_key *key,
                            enum fleet_kind kind, struct buffer *text);

/* Appends bytes in base64, RFC 4648 section 4. */
void fleet_base64_put(struct buffer *out, const void *bytes, size_t length);

/* Wipes what was opened; the note may be used again. */
void fleet_note_clear(struct fleet_note *note);
