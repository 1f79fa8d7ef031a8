/* paste.h: an answer typed or pasted on a terminal, a key at a time.
 *
 * The terminal's own line editing echoes what is pasted before anybody can look at it. Here
 * each byte is judged first: a path is echoed, while JSON, a curl command or lines of
 * NAME=value, as they hold secrets, are taken to their end and not shown.
 */
#pragma once

#include <stdbool.h>

#include "protocol/buffer.h"

/* Starts zeroed. */
struct paste {
    bool is_secret;  /* nothing is shown, and an = in it doesn't make it NAME=value */
    bool is_hidden;  /* what comes isn't shown any more */
    unsigned escape; /* how far an escape sequence was read; 0 = none */
};

enum paste_state {
    PASTE_GOES_ON,
    PASTE_DONE, /* the answer is whole */
    PASTE_LEFT, /* Ctrl-D, with nothing typed */
};

/* Takes one byte into `answer` and appends what the terminal is to show to `echo`. Backspace,
 * Ctrl-U and Ctrl-W take back; escape sequences (arrow keys) and other control characters are
 * dropped. A hidden answer goes over line ends: JSON to where its first value closes, a curl
 * command to a line that doesn't end in a backslash, other lines to an empty one; Ctrl-D ends
 * any. */
enum paste_state paste_take(struct paste *paste, char byte, struct buffer *answer,
                            struct buffer *echo);

/* Whether the text is such that it isn't shown; and whether it can be no answer to a question,
 * but is what a file holds: JSON, a curl command, several lines. */
bool paste_is_secret(const char *text);
bool paste_is_file(const char *text);
