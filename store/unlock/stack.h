/* stack.h: the unlock stack of the configuration: its lines, and the modules they may name.
 *
 *     unlock CONTROL MODULE [name=value…]
 *
 * Words are separated by blanks. Empty lines and lines that start with "#" are skipped.
 * Anything else that doesn't parse fails closed: a control or module that isn't known, a cache
 * that isn't optional, an argument that the module doesn't take, or a value of one that it
 * can't use. unlock.h says what the lines mean.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/buffer.h"
#include "protocol/conversation.h"
#include "protocol/record.h"
#include "protocol/status.h"

#define UNLOCK_LINES_MAX      16
#define UNLOCK_ARGUMENTS_MAX  24
#define UNLOCK_SECRET_SIZE    32
#define UNLOCK_STACK_MAX      65536u /* bytes of a stack's text */
#define UNLOCK_ANSWER_MAX     1024u  /* bytes of a passphrase */
#define UNLOCK_PARAMETERS_MAX 4096u  /* bytes of what a slot's module writes */

enum unlock_verdict {
    UNLOCK_NO,       /* it is the module's turn, and it can't: the fault says why */
    UNLOCK_NOT_MINE, /* the module's condition isn't given here: the fault may say which */
    UNLOCK_YES,      /* a secret */
};

/* Where a cache keeps what it is given. */
enum unlock_place {
    UNLOCK_PLACE_USER,    /* the user's keyring in the kernel */
    UNLOCK_PLACE_SESSION, /* the session's */
};

enum unlock_control {
    UNLOCK_REQUIRED,
    UNLOCK_REQUISITE,
    UNLOCK_SUFFICIENT,
    UNLOCK_OPTIONAL,
};

/* Told of each line that was asked for a secret, and what became of it, and of a cache that
 * couldn't keep one. With a yes the fault means nothing. */
struct unlock_line;
typedef void unlock_notice(void *listener, const struct unlock_line *line,
                           enum unlock_verdict verdict, const struct fault *fault);

/* Writes the path of a program of ours in libexec, by its name; PATH_MAX bytes. */
typedef enum status unlock_program_finder(char *out, const char *name, struct fault *fault);

/* What modules may use of the outside. All is borrowed. */
struct unlock_context {
    const char *key_file; /* of the keyfile module, unless its line has path= */
    const struct conversation *conversation; /* NULL = nobody to ask */
    unlock_program_finder *program;          /* NULL = there are none */

    unlock_notice *notice; /* NULL = nobody listens */
    void *listener;

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

/* A kind of place where a secret can come from, or a cache of what others yielded. One file
 * each, one row in stack.c's table. */
struct unlock_module {
    const char *name;
    const char *const *arguments; /* the names that its lines may give; ended by NULL */
    enum cause
        lacks; /* why this build can't have it: its lines fail closed; CAUSE_NONE = it can */

    bool is_read; /* reveal() reads a file: it asks nobody and starts nothing */

    bool is_given; /* the secret is there already, and a new store takes what reveal() yields */

    /* Whether the values of a line's arguments can be used; NULL = any can. */
    bool (*accepts)(const struct unlock_line *line);

    /* The path of what yields the secret, for messages; NULL = the module's name says it. */
    const char *(*source)(const struct unlock_context *context, const struct unlock_line *line);

    /* The descriptor that the line names, 0 when it names none; NULL = its lines name none. */
    int (*descriptor)(const struct unlock_line *line);

    /* Whether the line's condition is given here, without reading a secret or asking anybody:
     * not mine and no as in reveal(), with the same fault. NULL = it always is. */
    enum unlock_verdict (*ready)(const struct unlock_context *context,
                                 const struct unlock_line *line, struct fault *fault);

    /* How many rounds the line has: the next one begins when a secret was had for each slot and
     * none opened. NULL = one. */
    unsigned (*rounds)(const struct unlock_line *line);

    /* Yields the secret that `parameters` (of a slot, or of a required line) ask for. NULL: the
     * module is a cache, and its lines can only be optional. */
    enum unlock_verdict (*reveal)(const struct unlock_context *context,
                                  const struct unlock_line *line, const char *parameters,
                                  unsigned char secret[UNLOCK_SECRET_SIZE],
                                  struct fault *fault);

    /* Makes a secret for a new store, or takes the one that is there, and appends the public
     * parameters that reveal() will need. NULL: the module can have no slot, unless its secret
     * is given. */
    enum unlock_verdict (*enroll)(const struct unlock_context *context,
                                  const struct unlock_line *line, struct buffer *parameters,
                                  unsigned char secret[UNLOCK_SECRET_SIZE],
                                  struct fault *fault);

    /* Removes what enroll() has left outside of the store for a slot with these parameters.
     * Yes; not mine when there is nothing to remove; no. NULL: it leaves nothing. */
    enum unlock_verdict (*discard)(const struct unlock_context *context, const char *parameters,
                                   struct fault *fault);

    const struct unlock_cache *cache; /* of a module that is one, else NULL */
};

/* What a cache does with the secret of a slot, under a name that tells the store and the slot.
 * A walk asks and tells it; it decides nothing. */
struct unlock_cache {
    /* Yields what was kept, and in *until when that ends, in Unix seconds. Not mine: nothing is
     * kept, and it can be. No: it can't, and the fault says why. */
    enum unlock_verdict (*recall)(const struct unlock_line *line, const char *name,
                                  unsigned char secret[UNLOCK_SECRET_SIZE], int64_t *until,
                                  struct fault *fault);

    /* Keeps the secret, in place of what was kept. */
    enum unlock_verdict (*keep)(const struct unlock_line *line, const char *name,
                                const unsigned char secret[UNLOCK_SECRET_SIZE],
                                struct fault *fault);

    /* Forgets what any line of the module may have kept: yes when something was. */
    enum unlock_verdict (*forget)(const char *name, struct fault *fault);

    /* Where the line keeps it. */
    enum unlock_place (*place)(const struct unlock_line *line);
};

extern const struct unlock_module unlock_keyfile;    /* 32 random bytes in a file */
extern const struct unlock_module unlock_keyring;    /* the kernel's keyring, as a cache */
extern const struct unlock_module unlock_passphrase; /* Argon2id of what a person types */
extern const struct unlock_module unlock_systemd;    /* a credential that systemd hands over */
extern const struct unlock_module unlock_exec;       /* what a program prints */
extern const struct unlock_module unlock_secret_service; /* the desktop's keyring */
extern const struct unlock_module unlock_tpm2;           /* sealed by a TPM */

/* The value of the line's argument `name`, or NULL. */
const char *unlock_argument(const struct unlock_line *line, const char *name);

/* The value of the line's argument `name` as a number, or `otherwise` when it isn't given; −1
 * when it isn't within bounds, which aren't negative. */
int64_t unlock_number(const struct unlock_line *line, const char *name, int64_t least,
                      int64_t most, int64_t otherwise);

/* What it means that a file of the module's was read, or wasn't: one that is missing isn't a
 * failure, and the fault, unless NULL, then says STATUS_LOCKED. */
enum unlock_verdict unlock_verdict_of(enum status status, struct fault *fault);

/* Reads the words name=value of a slot's parameters into a zeroed struct, as record_read(); its
 * strings lie in the empty `text`. False for what can't be so read. */
bool unlock_parameters_read(struct buffer *text, const char *parameters,
                            const struct record_rule *rules, size_t count, void *target);

/* The module of that name, or NULL; and the modules one by one, from 0 on, until NULL. */
const struct unlock_module *unlock_module_find(const char *name);
const struct unlock_module *unlock_module_at(size_t index);

/* "sufficient" and so on. */
const char *unlock_control_name(enum unlock_control control);

/* The value of the line's argument number `i` when that is a `name`, else NULL: for names that
 * may be given more than once. */
const char *unlock_argument_at(const struct unlock_line *line, size_t i, const char *name);

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

/* Whether every slot's key has the line's secret in it. */
bool unlock_is_required(const struct unlock_line *line);

/* Secrets that others hand over as bytes: systemd, programs, our own keepers. More than any
 * form of a secret takes, so that what is too long is noticed. */
#define HANDED_MAX 128u

/* Reads a secret of 32 bytes: raw, 64 hexadecimal digits, or base64 (RFC 4648, section 4, with
 * its padding). Text may have one LF after it. Anything else is no secret, whatever its
 * length: a message, or half an answer, must not become a key. */
bool decode_secret(const struct buffer *bytes, unsigned char secret[UNLOCK_SECRET_SIZE]);
