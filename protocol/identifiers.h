/* identifiers.h: what each name from outside may look like: an alphabet and a length.
 *
 * Both programs ask here: of what a person types, of a file, of a call and of its answer, and
 * before anything is printed for another program. Adobe documents no grammar; the forms that
 * are seen are in brackets. Each is wider than that. What is printed for other programs holds
 * nothing that a shell, a terminal, a URL or a header takes for more than a letter.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum identifier {
    IDENTIFIER_NONE, /* any text */

    IDENTIFIER_CLIENT_ID, /* 1 to 128 letters, digits, "_", "-" [32 hexadecimal digits] */
    IDENTIFIER_ORG,       /* 1 to 128 letters and digits, then "@AdobeOrg" [24 of them] */
    IDENTIFIER_ADDRESS,   /* of a Technical Account, its ID [24 hexadecimal digits] and its
                             e-mail [a UUID], each "@techacct.adobe.com": 3 to 254 letters,
                             digits, ".", "_", "+", "-" around one "@" */
    IDENTIFIER_SCOPES,    /* RFC 6749 section 3.3, with commas between: 1 to 8192 of printable
                             ASCII without blanks, quotation marks and backslashes */
    IDENTIFIER_SECRET,    /* 1 to 1024 of printable ASCII without blanks */
    IDENTIFIER_TOKEN,     /* credential.h, token_is_valid() */
    IDENTIFIER_HOST,      /* canonical, host.h */
    IDENTIFIER_UUID,      /* of a client secret: 1 to 64 letters, digits, "-" [32 hexadecimal
                             digits] */
    IDENTIFIER_NUMBER,    /* of the Console's: 1 to 18 digits */
    IDENTIFIER_OBJECT,    /* of Workfront's: 1 to 64 letters, digits, "_", "-" [32 hexadecimal
                             digits] */
    IDENTIFIER_URL,       /* 1 to 2048 of printable ASCII without blanks; what else a URL must
                             be says who uses it */
    IDENTIFIER_BARE,      /* 1 to 1024 of what identifier_is_bare() knows, not "~" */
    IDENTIFIER_TEXT,      /* any words: up to 1024 of printable ASCII */
};

/* Whether `text` is of that kind; NULL is of none. */
bool identifier_is_valid(enum identifier kind, const char *text);

/* Whether a character means itself to every reader of NAME=VALUE lines, wherever it stands in
 * the value: letters, digits and _ . / : @ % + = , - */
bool identifier_is_bare(char c);
