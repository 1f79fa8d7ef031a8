/* prompt.h: ask a person for one thing until it is right, through a struct conversation. */
#pragma once

#include <stdbool.h>

#include "protocol/conversation.h"

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
