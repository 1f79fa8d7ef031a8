/* fields.h: "  label             value" lines, which `status`, `show` and `explain` print, and
 * the members of an object that say the same. Values are printable; none is ever a secret.
 */
#pragma once

#include <stdint.h>

#include <jansson.h>

#include "protocol/record.h"

/* NULL prints as "(not recorded)". */
void fields_text(struct buffer *out, const char *label, const char *value);

/* Unix seconds, in UTC and relative to now; 0 prints as "(not recorded)". */
void fields_time(struct buffer *out, const char *label, int64_t at);

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
