/* style.h: how much a place where text goes to can show. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "protocol/buffer.h"

/* The zeroed struct is plain text: words instead of marks, no colour, no line breaks. */
struct style {
    bool marks;   /* ✓ ✗ –: a terminal whose locale is UTF-8 */
    bool colour;  /* a terminal, unless NO_COLOR is set (no-color.org) or TERM is "dumb" */
    size_t width; /* columns to break lines at; 0 = don't */
};

struct style style_for(int fd);

/* What redact_clean() may leave for a line that is written to `fd`: UTF-8, unless a terminal
 * has another character set. */
unsigned style_stays(int fd);

/* Appends `text` and LF to a line that stands at the column `indent`; it goes on there in the
 * next line where a word would cross `width` (0 = never). */
void style_wrap(struct buffer *out, const char *text, size_t indent, size_t width);
