/* token_refresher.h: run a command and keep its token file fresh until it ends. */
#ifndef HELPER_TOKEN_REFRESHER_H
#define HELPER_TOKEN_REFRESHER_H

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

/* Runs the command and waits for its end. Signals that others send us (HUP, INT, QUIT, TERM,
 * USR1, USR2, WINCH) are passed on; those of the terminal reach the command by themselves. A
 * token that is due is renewed in the background, and what another process renewed is taken
 * over. *how is what waitpid(2) says. STATUS_IO when it can't be run. */
enum status token_refresher_run(struct token_refresher *keeper, int *how);

#endif
