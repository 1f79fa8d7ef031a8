/* stack.h: the unlock stack of the configuration: its lines, and the modules they may name.
 *
 *     unlock CONTROL MODULE [name=value…]
 *
 * Words are separated by blanks. Empty lines and lines that start with "#" are skipped.
 * Anything else that doesn't parse fails closed: a control or module that isn't known, an
 * argument that the module doesn't take, or a value of one that it can't use. unlock.h says
 * what the lines mean.
 */
#ifndef STORE_STACK_H
#define STORE_STACK_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/buffer.h"
#include "protocol/conversation.h"
#include "protocol/status.h"

#define UNLOCK_LINES_MAX     16
#define UNLOCK_ARGUMENTS_MAX 8
#define UNLOCK_SECRET_SIZE   32
#define UNLOCK_STACK_MAX     65536u /* bytes of a stack's text */
#define UNLOCK_ANSWER_MAX    1024u  /* bytes of a passphrase */

enum unlock_verdict {
    UNLOCK_NO,       /* it is the module's turn, and it can't: the fault says why */
    UNLOCK_NOT_MINE, /* the module's condition isn't given here: the fault may say which */
    UNLOCK_YES,      /* a secret */
};

enum unlock_control {
    UNLOCK_REQUIRED,
    UNLOCK_REQUISITE,
    UNLOCK_SUFFICIENT,
    UNLOCK_OPTIONAL,
};

/* What modules may use of the outside. All is borrowed. */
struct unlock_context {
    const char *key_file; /* of the keyfile module, unless its line has path= */
    const struct conversation *conversation; /* NULL = nobody to ask */
    struct buffer *answer; /* the walk's, for what a person answers: empty when a line's round
                              begins, and kept for the other slots of that round */
};

/* One line of the stack. */
struct unlock_line {
    enum unlock_control control;
    const struct unlock_module *module;
    const char *argument[UNLOCK_ARGUMENTS_MAX]; /* "name=value" */
    size_t arguments;
};

/* A kind of place where a secret can come from. One file each, one row in unlock.c's table. */
struct unlock_module {
    const char *name;
    const char *const *arguments; /* the names that its lines may give; ended by NULL */

    /* Whether the values of a line's arguments can be used; NULL = any can. */
    bool (*accepts)(const struct unlock_line *line);

    /* How many rounds the line has: the next one begins when a secret was had for each slot and
     * none opened. NULL = one. */
    unsigned (*rounds)(const struct unlock_line *line);

    /* Yields the secret that `parameters` (of a slot, or of a required line) ask for. */
    enum unlock_verdict (*reveal)(const struct unlock_context *context,
                                  const struct unlock_line *line, const char *parameters,
                                  unsigned char secret[UNLOCK_SECRET_SIZE],
                                  struct fault *fault);

    /* Makes a secret for a new store, or takes the one that is there, and appends the public
     * parameters that reveal() will need. NULL: the module can have no slot. */
    enum unlock_verdict (*enroll)(const struct unlock_context *context,
                                  const struct unlock_line *line, struct buffer *parameters,
                                  unsigned char secret[UNLOCK_SECRET_SIZE],
                                  struct fault *fault);
};

extern const struct unlock_module unlock_keyfile;    /* 32 random bytes in a file */
extern const struct unlock_module unlock_passphrase; /* Argon2id of what a person types */

/* The value of the line's argument `name`, or NULL. */
const char *unlock_argument(const struct unlock_line *line, const char *name);

/* A parsed stack; its strings point into `text`. */
struct unlock_stack {
    const char *origin; /* the file of the text, for faults, or NULL. Borrowed */
    struct buffer text;
    struct unlock_line line[UNLOCK_LINES_MAX];
    size_t count;
};
#define UNLOCK_STACK_EMPTY                                                                     \
    {                                                                                          \
        .text = BUFFER(UNLOCK_STACK_MAX)                                                       \
    }

void unlock_stack_clear(struct unlock_stack *stack);

/* Parses the lines of `text` into the empty `stack`; NULL is the default stack, one sufficient
 * keyfile. STATUS_MALFORMED with "ORIGIN:LINE" as the subject ("unlock:LINE" without an origin)
 * and as detail a word of the line and what is wrong with it. STATUS_TOO_LONG,
 * STATUS_NO_MEMORY. */
enum status unlock_stack_parse(struct unlock_stack *stack, const char *text,
                               struct fault *fault);

#endif
