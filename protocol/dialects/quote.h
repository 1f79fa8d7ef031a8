/* quote.h: text made safe for the syntax it is put into, one style each.
 *
 * A style wraps a text and replaces the characters that would end or change it. What a syntax
 * has no sound way to say makes the buffer fail with STATUS_MALFORMED: nothing is ever dropped
 * or approximated. Tested by evaluating hostile values in the real shells.
 */
#pragma once

#include <stdbool.h>

#include "protocol/buffer.h"

struct quoting {
    const char *before, *after; /* around the text */
    const char *characters;     /* these are replaced … */
    const char *const *instead; /* … by these, one each, in the same order */
    const char *refused;        /* these can't be said */
    bool ascii_only;            /* nor can anything but printable ASCII */
    bool bare_only; /* nor can anything but identifier_is_bare(), nor a "=" in front or after
                       ":", which zsh takes for a command's path */
};

extern const struct quoting quoting_sh;    /* POSIX shell, '…' (XCU 2.2.2) */
extern const struct quoting quoting_fish;  /* fish, '…': backslash and quote are escaped */
extern const struct quoting quoting_csh;   /* csh and tcsh, '…': `!` too; no line ends */
extern const struct quoting quoting_pwsh;  /* PowerShell, '…'; ASCII only, since it takes four
                                            * other characters for quotes too */
extern const struct quoting quoting_xonsh; /* xonsh and Python, '…'; ASCII only */
extern const struct quoting quoting_cmd; /* cmd.exe, inside "…" of `set`: what has no sound way
                                          * to be said there is refused; ASCII only */
extern const struct quoting quoting_raw;  /* NAME=VALUE files: only what every one of their
                                           * readers  takes as it is, identifier_is_bare() */
extern const struct quoting quoting_json; /* RFC 8259 section 7, "…"; ASCII only */
extern const struct quoting quoting_curl; /* curl(1) -K, "…" */

/* Appends `text` in that style. */
void quote(struct buffer *out, const struct quoting *style, const char *text);

/* The same without what stands around it, for a text in several pieces. */
void quote_piece(struct buffer *out, const struct quoting *style, const char *text);
