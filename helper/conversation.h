/* conversation.h: the real conversations. Only conversation.c knows terminals.
 *
 * In this order: the terminal (/dev/tty), unless the caller is not interactive; the program
 * that $WORKFRONT_CREDENTIAL_ASKPASS or $SSH_ASKPASS names; nobody.
 */
#ifndef HELPER_CONVERSATION_H
#define HELPER_CONVERSATION_H

#include <stdbool.h>

#include "protocol/conversation.h"

/* Makes `conversation` the one that suits this process. Opens nothing yet. */
void conversation_setup(struct conversation *conversation, bool non_interactive);

#endif
