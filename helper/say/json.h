/* json.h: the small part of jansson that our answers share. Nothing here ever holds a secret.
 */
#pragma once

#include <jansson.h>

#include "protocol/record.h"

/* A new array of strings; NULL when memory is short. */
json_t *json_words(const struct string_list *words);

/* Appends {"format":N,"NAME":value} and LF to `out`, whose status tells failure. Steals
 * `value`, which may be NULL when memory was short. */
void json_print(struct buffer *out, int format, const char *name, json_t *value);

/* Appends {"format":1,"error":{"status","exit","message","hint"}} and LF: what a command that
 * was asked for JSON prints when it fails. "status" is status_name()'s word, "exit" the exit
 * status; "hint" is there when say.h has one. */
void json_fault(struct buffer *out, const struct fault *fault, const char *profile);
