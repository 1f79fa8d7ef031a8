/* indent.h: JSON laid out for people. */
#pragma once

#include <stdbool.h>

#include "protocol/buffer.h"

/* Appends the values in `text` (RFC 8259), one or several, with line ends and two blanks a
 * depth; names, strings and numbers stay as they are, to the byte. False, and nothing is
 * appended, when it is something else. */
bool json_indent(struct buffer *out, const struct buffer *text);
