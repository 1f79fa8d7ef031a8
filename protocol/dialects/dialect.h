/* dialect.h: the ways in which callers want to be spoken to.
 *
 * A dialect is one file, which defines dialect_NAME; rows of the table of commands, and of
 * shells, name it. It reads what its callers ask, turns a credential into bytes, and touches
 * neither the store nor a file. Everything it prints has been checked before
 * (credential_flaw()) and is quoted by the dialect all the same. A caller prints `out`
 * in one write, and only when the function left the buffer without failure. Failures are told
 * on stderr and by the exit status unless a dialect says otherwise.
 */
#pragma once

#include "protocol/buffer.h"
#include "protocol/credential.h"
#include "protocol/dialects/shell.h"
#include "protocol/dialects/variable.h"

/* What the command line leaves to choose. The zeroed struct is what everybody gets who doesn't
 * choose. */
struct format_options {
    const struct shell *shell; /* whose syntax; NULL = sh */
    struct names names;        /* what the variables are called */
    bool no_export;            /* variables of the shell alone */
    bool all_headers;          /* x-api-key and x-gw-ims-org-id beside Authorization */
};

/* All that an answer is made of. */
struct answer {
    const struct request *request; /* zeroed when nothing was asked in a dialect */
    const struct format_options *format;
    const struct credential *credential;
};

struct dialect {
    const char *name;

    /* Where the request stands: a variable of the environment, else stdin if there is read(),
     * else nowhere. At most 64 KiB, in records RECORD_MAX. */
    const char *variable;

    /* Whether a request on stdin is whole, so that a caller who keeps its end open is answered.
     * NULL: once standard input ends. */
    buffer_test *is_whole;

    /* Reads the request in `text` into the zeroed `request`, whose strings then belong to
     * `text`. STATUS_MALFORMED with the field as the subject, STATUS_NOT_FOUND when it's about
     * nothing that can be ours. NULL: nothing is asked. */
    enum status (*read)(struct request *request, struct buffer *text, struct fault *fault);

    /* Appends the answer. */
    void (*answer)(struct buffer *out, const struct answer *answer);

    /* Appends what the file that this variable of the environment names is to receive, beside
     * the answer on stdout. NULL: there is no such file. */
    const char *file_variable;
    void (*append)(struct buffer *out, const struct answer *answer);

    /* Printed, with exit status 0, when the request is about nothing of ours; NULL: that's an
     * error to these callers. */
    const char *miss;

    /* Appends what this dialect's callers must see on stdout when there is no answer and the
     * process will end with `exit` (0: the caller only wants what is there to be unset). NULL:
     * nothing. */
    void (*failure)(struct buffer *out, const struct format_options *format, int exit);

    bool is_unattended; /* its callers have no terminal and give up after some seconds */
};
