/* dialect.h: the ways in which callers want to be spoken to.
 *
 * A dialect is one file with one row here. It turns a credential into bytes and touches neither
 * the store nor a file. Everything it prints has been checked before
 * (credential_is_printable()) and is quoted by the dialect all the same. A caller prints `out`
 * in one write, and only when the function left the buffer without failure.
 */
#ifndef PROTOCOL_DIALECT_H
#define PROTOCOL_DIALECT_H

#include "protocol/buffer.h"
#include "protocol/credential.h"

struct dialect {
    const char *name;

    /* Appends the answer. `request` is what was asked (its capabilities matter to git). */
    void (*answer)(struct buffer *out, const struct request *request,
                   const struct credential *credential);

    /* Appends what this dialect's callers must see on stdout when there is no answer and the
     * process will end with `exit` (0: the caller only wants what is there to be unset). NULL:
     * nothing. */
    void (*failure)(struct buffer *out, int exit);
};

extern const struct dialect dialect_git;    /* git-credential(1) */
extern const struct dialect dialect_shell;  /* POSIX shell code to eval */
extern const struct dialect dialect_token;  /* the bare token and LF */
extern const struct dialect dialect_header; /* Authorization: Bearer TOKEN and LF */

/* The dialect of that name, or NULL. */
const struct dialect *dialect_find(const char *name);

#endif
