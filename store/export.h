/* export.h: a file in which a credential goes to another machine, under a passphrase. FORMAT.md
 * has it line by line: a record of the format's version, the parameters of Argon2id, and a box.
 * The box is XChaCha20-Poly1305-IETF under the secret that the passphrase yields; version and
 * parameters are authenticated with it.
 */
#pragma once

#include "protocol/record.h"

#define EXPORT_MAX      (128u * 1024u) /* bytes that can be sealed */
#define EXPORT_FILE_MAX (3 * EXPORT_MAX)

/* The file; its strings belong to the text it was read from. */
struct export
{
    int64_t version;
    const char *recipe;     /* parameters of passphrase.h */
    struct string_list box; /* hexadecimal, in pieces */
};

/* Whether the bytes are meant as such a file: begin as one. */
bool export_begins(const struct buffer *bytes);

/* Appends the file. STATUS_TOO_LONG beyond EXPORT_MAX, STATUS_NO_MEMORY. */
enum status export_seal(struct buffer *out, const struct buffer *plain,
                        const struct buffer *passphrase);

/* Parses the file, whose text is changed and pointed into. STATUS_MALFORMED, STATUS_TOO_LONG,
 * STATUS_NEWER, with what is wrong as the subject. */
enum status export_read(struct export *export, struct buffer *text, struct fault *fault);

/* Appends what was sealed. STATUS_LOCKED where the passphrase is another one, or the file isn't
 * as it was written; STATUS_DAMAGED where its parameters can't be ours; STATUS_TOO_LONG;
 * STATUS_NO_MEMORY. */
enum status export_open(struct buffer *plain, const struct export *export,
                        const struct buffer *passphrase);
