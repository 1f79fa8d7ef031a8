/* redact.h: what foreign text may show.
 *
 * Text is foreign when somebody else could have chosen it: a server, a file, another program,
 * the environment. It moves no terminal and pretends to be no other text.
 */
#pragma once

#include <stddef.h>

/* What stays beside printable ASCII. */
enum redact_stay {
    REDACT_LINES = 1, /* LF */
    REDACT_UTF8 = 2,  /* printable UTF-8 (RFC 3629): for a place that isn't a terminal with an
                         8-bit character set, in which its bytes can be controls */
};

/* Makes '?' of each other byte, in place: of C0 and C1 controls, DEL, what isn't UTF-8, and of
 * the characters that are invisible or change the direction of others (Unicode 15 sections 23.2
 * to 23.4 and 23.7 to 23.9). `stay` is of enum redact_stay; 0 leaves printable ASCII. */
void redact_clean(char *text, size_t length, unsigned stay);
