/* vault_client.h: a module's side of a keeper's program: start it, ask, and believe nothing it
 * says that isn't of the form it should have. */
#pragma once

#include "protocol/vault.h"
#include "store/unlock/stack.h"

#define VAULT_ENVIRONMENT 9

/* A program of ours in libexec, and what it may see. */
struct vault {
    const char *module;             /* the unlock module that asks */
    const char *program;            /* the program's name */
    const char *const *environment; /* names of the variables it gets; VAULT_ENVIRONMENT at
                                       most, with the NULL that ends them */
    int64_t deadline;               /* milliseconds */
};

/* An answer and the bytes that it points into. */
struct vault_reply {
    struct vault_answer answer;
    struct buffer text;
};
#define VAULT_REPLY                                                                            \
    {                                                                                          \
        .text = BUFFER(VAULT_TEXT_MAX)                                                         \
    }

/* Whether the programs refuse to work in a jail that lacks a part, from now on; at first not.
 */
void vault_setup(bool jail_required);

/* Runs the program with this call and reads its verdict. Yes only when the answer can be read
 * and says so; what else is in it is still to be judged. The fault's subject is the module, its
 * detail what the program said, sanitised. */
enum unlock_verdict vault_ask(const struct vault *vault, const struct unlock_context *context,
                              const struct vault_call *call, struct vault_reply *reply,
                              struct fault *fault);

/* Takes the answer's secret: false, with the fault set, when it has none of the right form. */
bool vault_secret(const struct vault *vault, const struct vault_reply *reply,
                  unsigned char secret[UNLOCK_SECRET_SIZE], struct fault *fault);

/* Wipes the reply; it may be used again. */
void vault_reply_clear(struct vault_reply *reply);
