/* lines.h: KEY=value lines as .env files have them.
 *
 * Each line stands for itself: one that can't be read is told by its number, and spoils no
 * other. "export" may stand in front of a name, which is letters, digits, "_", "-" and ".". A
 * value ends with its line or at "#" after a blank; one in quotes may go on over lines, until
 * one that begins with another name. In "…" a backslash keeps the next character, in '…'
 * nothing is special. Nothing is executed or expanded.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "helper/adobe/groups.h"
#include "helper/adobe/text.h"

/* Puts every line whose name means something into the groups. Faults beside those of groups.h:
 * "open-quote", and "after-quote" (something after the closing one). */
void lines_read(struct groups *groups, const char *data, size_t length);

/* The name at the beginning of the line that `line` is; it is then at what stands after the
 * "=". False when there is none, or one of GROUPS_NAME_SIZE bytes or more. */
bool lines_name(struct span *line, char name[GROUPS_NAME_SIZE]);

/* Whether some line begins with one of our keys, without quotes, and a colon: HJSON or YAML. */
bool lines_is_aio(const char *data, size_t length);
