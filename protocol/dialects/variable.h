/* variable.h: the variables that carry a token to a shell, a file or a child.
 */
#pragma once

#include "protocol/credential.h"
#include "protocol/host.h"
#include "protocol/record.h"
#include "protocol/status.h"

enum variable {
    VARIABLE_TOKEN,      /* WORKFRONT_ACCESS_TOKEN */
    VARIABLE_EXPIRES_AT, /* WORKFRONT_TOKEN_EXPIRES_AT, Unix seconds, UTC */
    VARIABLE_URL,        /* WORKFRONT_URL, https://HOST */
    VARIABLE_CLIENT_ID,  /* WORKFRONT_CLIENT_ID, the x-api-key */
    VARIABLE_ORG_ID,     /* WORKFRONT_ORG_ID */
    VARIABLES
};

/* What the variables are to be called: NULL = as above. The zeroed struct renames nothing. */
struct names {
    const char *name[VARIABLES];
};

/* The name of a variable; `names` may be NULL. */
const char *variable_name(const struct names *names, enum variable variable);

/* Takes "WORKFRONT_…=NEW" into `names`, which borrows the text. STATUS_USAGE, with a cause
 * CAUSE_VARIABLE_…, when the left side isn't one of the variables, the right side isn't a
 * plain name ([A-Za-z_][A-Za-z0-9_]*, at most 64), is one that shells, the loader or programs
 * act upon (PATH, IFS, LD_…, BASH_ENV, …), or is taken. */
enum status variable_rename(struct names *names, const char *pair, struct fault *fault);

/* The same with each of the pairs. */
enum status variables_rename(struct names *names, const struct string_list *pairs,
                             struct fault *fault);

/* The values for a credential. Numbers and the URL lie in the struct, the rest belongs to the
 * credential; an org_id that isn't known is NULL. */
struct values {
    const char *value[VARIABLES];
    char url[sizeof "https://" + HOST_SIZE], expires_at[24];
};

void values_fill(struct values *values, const struct credential *credential);
