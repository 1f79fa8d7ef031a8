/* fields.h: "  label             value" lines, which `status`, `show` and `explain` print, and
 * the members of an object that say the same. Values are printable; none is ever a secret.
 */
#pragma once

#include <jansson.h>

#include "protocol/record.h"

/* NULL prints as "(not recorded)". */
void fields_text(struct buffer *out, const char *label, const char *value);

/* Appends "A, B, C". */
void fields_words(struct buffer *out, const struct string_list *words);

/* A value that has a line for people and a member for programs. It is a text, or points to an
 * int64_t or a string_list. */
enum field_kind { FIELD_TEXT, FIELD_NUMBER, FIELD_TIME, FIELD_WORDS };

struct field {
    const char *label; /* NULL = no line */
    const char *member;
    enum field_kind kind;
    const void *value;
};

/* Appends the fields as lines or, unless `object` is NULL, sets them as its members, in which a
 * text that isn't there is null. */
void fields_put(struct buffer *out, json_t *object, const struct field *field, size_t count);

/* A new array of strings; NULL when memory is short. */
json_t *json_words(const struct string_list *words);

/* Append a new value to `array`, or set it as a member of `object`; it is stolen. Where memory
 * was short, for it or now, `out` fails. */
void json_add(struct buffer *out, json_t *array, json_t *value);
void json_member(struct buffer *out, json_t *object, const char *name, json_t *value);

/* Appends the text of any value, laid out by jansson's `flags`; `out` fails where memory is
 * short, also for a `value` that is NULL. */
void json_text(struct buffer *out, const json_t *value, size_t flags);

/* Appends {"format":N,"NAME":value} and LF to `out`, whose status tells failure. Steals
 * `value`, which may be NULL when memory was short. */
void json_print(struct buffer *out, int format, const char *name, json_t *value);

/* The object that json_fault() prints; NULL when memory is short. */
json_t *json_fault_object(const struct fault *fault, const char *profile);

/* Appends {"format":1,"error":{"status","exit","message","hint"}} and LF: what a command that
 * was asked for JSON prints when it fails. "status" is status_name()'s word, "exit" the exit
 * status; "hint" is there when say.h has one. */
void json_fault(struct buffer *out, const struct fault *fault, const char *profile);
