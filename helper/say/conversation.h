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

/* Whether that somebody sees what is told: at a terminal, not with an askpass program. */
bool conversation_is_seen(void);

/* One thing that a person is asked for until it is right. */
#define INQUIRY_MAX 4096 /* bytes of an answer: what a terminal takes as one line */

struct prompt {
    enum conversation_style style;
    const char *prompt;
    const char *right;                  /* what a right answer looks like, for one that isn't */
    bool (*is_right)(const char *text); /* NULL = any but an empty one */
    bool is_optional;                   /* an empty answer is one */
};

/* Asks until the answer is right, five times at most, and leaves it in `answer` (a BUFFER of
 * INQUIRY_MAX), without blanks around it. STATUS_USAGE when there is nobody to ask or no answer
 * was right; STATUS_IO when the person ended it: both with a fault that says so. */
enum status prompt_ask(const struct conversation *conversation, const struct prompt *inquiry,
                       struct buffer *answer, struct fault *fault);

/* Shows text. */
void prompt_tell(const struct conversation *conversation, const char *text);
