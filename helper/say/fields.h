/* fields.h: "  label             value" lines, which `status`, `show` and `explain` print.
 * Values are printable; none is ever a secret.
 */
#ifndef HELPER_FIELDS_H
#define HELPER_FIELDS_H

#include <stdint.h>

#include "protocol/record.h"

/* NULL prints as "(not recorded)". */
void fields_text(struct buffer *out, const char *label, const char *value);

void fields_number(struct buffer *out, const char *label, int64_t value);
void fields_words(struct buffer *out, const char *label, const struct string_list *words);

/* Unix seconds, in UTC and relative to now; 0 prints as "(not recorded)". */
void fields_time(struct buffer *out, const char *label, int64_t at);

#endif
