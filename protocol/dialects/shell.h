/* shell.h: how shells, and files that are read like shells, say that a variable has a value.
 * The order of the rows is the order in which they're listed to a person.
 */
#pragma once

#include "protocol/dialects/quote.h"

struct dialect;

/* What is NULL can't be said in that syntax. */
struct shell {
    const char *name;
    const struct dialect *dialect;
    const struct quoting *quoting;
    const char *export_before, *export_between, *export_after; /* around name and value */
    const char *assign_before, *assign_between;                /* the same with --no-export */
    const char *unset_before, *unset_after;                    /* around a name … */
    const char *unset_between;            /* … or between names, where one line takes all */
    const char *forget_before;            /* in place of unset_before with --no-export */
    const char *fail_before, *fail_after; /* around an exit status */
    const char *usage;                    /* what a person types to use the answer */
};

/* Of the rows. */
extern const struct dialect dialect_shell;    /* shell code to eval, NAME=VALUE files */
extern const struct dialect dialect_azure;    /* logging commands of Azure Pipelines */
extern const struct dialect dialect_github;   /* workflow commands of GitHub Actions */
extern const struct dialect dialect_json_env; /* {"NAME":"VALUE", …} for shells with JSON */

/* The first row: POSIX sh. */
extern const struct shell shells[];

/* The shell of that name, or NULL; powershell, as Windows calls it, is pwsh. */
const struct shell *shell_find(const char *name);

/* Appends the names, separated by a comma and a blank. */
void shell_list(struct buffer *out);
