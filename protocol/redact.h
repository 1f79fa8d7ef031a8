/* redact.h: what may be printed of text that others could have chosen: a server, a file,
 * another program, the environment.
 *
 * Two things never come out. Pieces of a secret: this module knows those of the process, from
 * who gets one of a person, of another program or of the environment, or gives one to another.
 * And bytes that move a terminal or pretend to be other text. Neither takes more room than the
 * text did, so both work in place.
 */
#pragma once

#include <stddef.h>

#include "protocol/record.h"

#define REDACT_PIECE                                                                           \
    8u /* no so many bytes in a row come out; a secret that is shorter is none */
#define REDACT_WORDS   16u /* of what people make, whose words messages can have, too */
#define REDACT_SECRETS 16u /* that are known; one more takes the place of the oldest */

/* Makes a secret known: a copy in guarded memory, wiped with it, which ends with the process.
 * NULL and what is known change nothing. Without memory for it every later text is withheld
 * whole. */
void redact_know(const char *secret);
void redact_know_words(const char *passphrase);
void redact_know_list(const struct string_list *secrets);

/* Takes out what stands for REDACT_PIECE bytes in a row of a known secret, and for REDACT_WORDS
 * of a passphrase, or a shorter one whole: as it is, with any bytes percent-encoded (RFC 3986)
 * or escaped as in JSON (RFC 8259), in base64 or base64url (RFC 4648) at any offset. "[secret]"
 * comes in its place. Returns the new length. */
size_t redact_withhold(char *text, size_t length);

/* What redact_clean() leaves beside printable ASCII. */
enum redact_stay {
    REDACT_LINES = 1, /* LF */
    REDACT_UTF8 = 2,  /* printable UTF-8 (RFC 3629): for a place that isn't a terminal with an
                         8-bit character set, in which its bytes can be controls */
};

/* Makes '?' of each other byte, in place: of C0 and C1 controls, DEL, what isn't UTF-8, and of
 * the characters that are invisible or change the direction of others (Unicode 15 sections 23.2
 * to 23.4 and 23.7 to 23.9). `stay` is of enum redact_stay; 0 leaves printable ASCII. */
void redact_clean(char *text, size_t length, unsigned stay);

/* Both, for a string: leaves printable ASCII, terminated. */
void redact_text(char *text);
