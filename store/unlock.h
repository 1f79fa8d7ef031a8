/* unlock.h: the unlock stack: which modules yield the store key, in which order, and what each
 * may decide. The words are those of pam.conf(5), their meaning is exact in terms of key slots:
 *
 *     unlock CONTROL MODULE [name=value…]
 *
 *   required    its secret is part of every slot's key, so it can't be left out; when it fails,
 *               the others still run, and nothing opens
 *   requisite   the same, and failing ends the walk at once
 *   sufficient  owns slots of its own: the first whose slot opens wins, failing is no harm
 *   optional    never decides: for caches of a slot's key
 *
 * Blank lines and lines that start with "#" are skipped. Anything else that doesn't parse, a
 * module that isn't known, or an argument that the module doesn't take, fails closed.
 *
 * A walk starts at "no". A module's yes counts only if the key then opens a slot.
 */
#ifndef STORE_UNLOCK_H
#define STORE_UNLOCK_H

#include <stddef.h>

#include "protocol/buffer.h"
#include "protocol/conversation.h"
#include "protocol/status.h"
#include "store/keyslot.h"
#include "store/seal.h"

#define UNLOCK_LINES_MAX     16
#define UNLOCK_ARGUMENTS_MAX 8
#define UNLOCK_SECRET_SIZE   32
#define UNLOCK_STACK_MAX     16384u /* bytes of a stack's text */

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

extern const struct unlock_module unlock_keyfile; /* 32 random bytes in a file */

/* The value of the line's argument `name`, or NULL. */
const char *unlock_argument(const struct unlock_line *line, const char *name);

/* A parsed stack; its strings point into `text`. */
struct unlock_stack {
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
 * keyfile. STATUS_MALFORMED with the line itself as the subject and as detail what is wrong
 * with it: "unlock", "control", "module", "argument" or "lines" (too many). STATUS_TOO_LONG,
 * STATUS_NO_MEMORY. */
enum status unlock_stack_parse(struct unlock_stack *stack, const char *text,
                               struct fault *fault);

/* Walks the stack for the store key; on success `module` is the name of the one that opened it.
 *
 * STATUS_LOCKED when nothing opens. The fault is that of the first module that said no; where
 * none did, of the first that wasn't concerned; its subject is a path, or the module's name
 * with the detail "key" when a secret was had and opens nothing. The subject "policy" means
 * that the stack's required modules aren't those that the store was made with. A module's own
 * fault may have another status: STATUS_UNSAFE, STATUS_DAMAGED, STATUS_IO, STATUS_NO_MEMORY. */
enum status unlock_open(const struct unlock_stack *stack, const struct unlock_context *context,
                        const struct keyslots *slots, unsigned char key[SEAL_KEY_SIZE],
                        const char **module, struct fault *fault);

/* What a new store's slots point into: to be kept until they are saved, then cleared. */
struct unlock_enrollment {
    struct buffer required[UNLOCK_LINES_MAX];
    struct buffer parameters;
    char box[KEYSLOT_BOX_HEX];
};

void unlock_enrollment_clear(struct unlock_enrollment *enrollment);

/* Enrolls the stack's modules in a new store's `slots`, whose store id and records folder are
 * set: every required one, and the first sufficient one that can. The zeroed `enrollment` gets
 * what the slots then point into. Statuses and faults as unlock_open(). */
enum status unlock_enroll(const struct unlock_stack *stack,
                          const struct unlock_context *context, struct keyslots *slots,
                          struct unlock_enrollment *enrollment,
                          const unsigned char key[SEAL_KEY_SIZE], struct fault *fault);

#endif
