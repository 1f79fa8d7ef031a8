/* environment.h: the environment of a command that is run with a token at hand. */
#pragma once

#include "protocol/dialects/variable.h"

/* Says that a command runs inside `exec`, and with which profile. */
#define ENVIRONMENT_INSIDE     "WORKFRONT_CREDENTIAL_EXEC"
#define ENVIRONMENT_TOKEN_FILE "WORKFRONT_TOKEN_FILE"

#define ENVIRONMENT_MAX (128u * 1024)

struct environment {
    char **list;        /* for execve(2); ends with NULL */
    struct buffer text; /* what is new in it, in guarded memory */
};

#define ENVIRONMENT                                                                            \
    {                                                                                          \
        .text = BUFFER(ENVIRONMENT_MAX)                                                        \
    }

/* Makes our own environment without its WORKFRONT_ variables (but for the places of the store
 * and the broker) and with those of the credential. With `token_file`, its path stands there in
 * place of the token and its expiry, which it outlives. STATUS_TOO_LONG, STATUS_NO_MEMORY. */
enum status environment_make(struct environment *environment, const struct names *names,
                             const struct credential *credential, const char *profile,
                             const char *token_file);

/* Wipes and releases it. */
void environment_clear(struct environment *environment);
