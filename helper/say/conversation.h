/* conversation.h: the real conversations. Only conversation.c knows terminals.
 *
 * In this order: the terminal (/dev/tty), unless the caller is not interactive; the program
 * that $WORKFRONT_CREDENTIAL_ASKPASS or $SSH_ASKPASS names; nobody.
 */
#pragma once

#include <stdbool.h>

#include "protocol/conversation.h"

/* Makes `conversation` the one that suits this process. Opens nothing yet. */
void conversation_setup(struct conversation *conversation, bool non_interactive);

/* Whether this process can hold a conversation of many questions: somebody sits at a terminal
 * (standard input), or there is none but an askpass program is named. */
bool conversation_is_possible(bool non_interactive);

/* Drops what was typed and answers no question, so that the shell doesn't run it: at the end of
 * a conversation of many questions. */
void conversation_end(void);

/* Whether that somebody sees what is told: at a terminal, not with an askpass program. */
bool conversation_is_seen(void);
