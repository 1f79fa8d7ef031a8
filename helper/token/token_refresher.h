/* token_refresher.h: run a command and keep its token file fresh until it ends. */
#pragma once

#include "helper/child.h"
#include "helper/command.h"
#include "helper/token/token.h"
#include "helper/token/token_file.h"

struct token_refresher {
    struct context *context;
    const char *profile; /* the token's */
    const struct token_file *file;
    struct token *token;      /* what the file holds */
    char *const *arguments;   /* of the command */
    char *const *environment; /* of the command */
    int on_renew;             /* signal sent to the command after a new token, or 0 */
};

/* Runs the command and waits for its end, passing signals on. A token that is due is renewed
 * in the background, and what another process renewed is taken over. Statuses of child_start().
 */
enum status token_refresher_run(struct token_refresher *refresher, struct child *command);
