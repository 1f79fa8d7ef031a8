/* text.h: what short texts may look like before they are believed or sent. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "protocol/buffer.h"

/* Bytes that are left to read. */
struct span {
    const char *at, *end;
};

/* Passes over bytes that are in `set`; whether the bytes begin with `word`. */
void span_skip(struct span *span, const char *set);
bool span_starts(const struct span *span, const char *word);

/* Passes over a quoted text, which begins with its quote, and appends what is in it. In "…" a
 * backslash keeps the next character as it is. One without an end ends with the bytes. */
void span_unquote(struct span *span, struct buffer *out);

/* Whether `text` holds scopes: at least one, of the characters of RFC 6749 section 3.3 except
 * the comma, which separates them here as blanks and line ends do. */
bool text_is_scopes(const char *text);

/* Appends what `length` bytes of UTF-16, big-endian or not, are in UTF-8; half of a pair
 * becomes U+FFFD, an odd byte at the end is dropped. */
void text_from_utf16(struct buffer *out, const char *data, size_t length, bool is_big);

/* Adds the scopes in `text` to the comma-joined list in `out`, each one that isn't there yet,
 * in order and case. */
void text_join_scopes(struct buffer *out, const char *text);
