/* transfer.h: a profile on its way to another machine: as text, which is sealed under a
 * passphrase (store/export.h), or to a recipient of age(1). PROTOCOL.md has the text.
 */
#pragma once

#include "helper/token/network.h"
#include "helper/token/profile.h"
#include "protocol/conversation.h"

/* What is transferred beside the credential; strings belong to the text. */
struct transfer {
    const char *endpoint, *fusion;
    struct string_list host, family;
    int64_t api_version;
};

/* Appends the profile: all that setup records, and no token. */
void transfer_write(struct buffer *out, const struct profile *profile);

/* Whether the bytes are such a text, or one that transfer_seal() or transfer_to_age() made. */
bool transfer_begins(const struct buffer *bytes);

/* Seals the text under a passphrase that the person chooses. Statuses of export_seal(), and
 * with a fault STATUS_LOCKED (nobody to ask), STATUS_IO (the person ended it) or
 * STATUS_UNSUITABLE. */
enum status transfer_seal(struct buffer *out, const struct buffer *text,
                          const struct conversation *conversation, struct fault *fault);

/* Encrypts the text to a recipient of age(1).
 * STATUS_USAGE where age isn't installed or `recipient` is none, else spawn_run()'s. */
enum status transfer_to_age(struct buffer *out, const struct buffer *text,
                            const char *recipient, struct fault *fault);

/* Opens what was transferred, by a passphrase that is asked for or, unless it is NULL, by an
 * identity of age; reads the credential into the reply, as import_bytes() does, and the rest
 * into `transfer`, which points into the reply's text. `label` is the subject of faults.
 * STATUS_LOCKED with the wrong passphrase or identity, STATUS_MALFORMED, STATUS_DAMAGED,
 * STATUS_NEWER, STATUS_TOO_LONG. */
enum status transfer_open(struct transfer *transfer, struct network_reply *reply,
                          const struct buffer *bytes, const char *identity, const char *label,
                          const struct conversation *conversation, struct fault *fault);
