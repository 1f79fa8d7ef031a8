/* cleanup_hint.h: what of a file that was imported is safe to delete, in words and for
 * programs.
 *
 * The network program says what kind of file it was and which lines or keys hold secrets of the
 * credential (PROTOCOL.md: shape, secret_place[]). That is believed only as far as it is plain:
 * a kind or a name that can't be so makes it a general sentence.
 */
#pragma once

#include <stddef.h>

#include <jansson.h>

#include "protocol/adobe.h"
#include "protocol/buffer.h"

/* Appends a line "next: …" about the file at `path`, with no line break at `width` 0. With no
 * path (standard input) that is done only for what aio printed of its configuration. */
void cleanup_hint_tell(struct buffer *out, const char *path, const struct adobe_answer *answer,
                       size_t width);

/* Whether all of the file can go. */
bool cleanup_hint_is_whole(const struct adobe_answer *answer);

/* {"file": PATH, "whole": whether all of it can go, "names": [lines or keys that can, where
 * not]}, a new reference. */
json_t *cleanup_hint_json(const char *path, const struct adobe_answer *answer);
