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
    const char *(*wrong)(const char *text); /* says instead what is wrong with one; may be NULL,
                                             * as what it returns */
    bool is_optional;                       /* an empty answer is one */
    bool *wants_back; /* set by the answer "back"; NULL = that is no other */
    const char *help; /* for the answer "?"; NULL = `right` */
};

/* Asks until the answer is right, and leaves it in `answer` (a BUFFER of INQUIRY_MAX, or for a
 * paste of what a file may have), without blanks around it and escape sequences in it. A person
 * at a terminal is asked without end, an askpass program five times. STATUS_USAGE when there is
 * nobody to ask or no answer was right; STATUS_IO when the person ended it: both with a fault
 * that says so. */
enum status prompt_ask(const struct conversation *conversation, const struct prompt *prompt,
                       struct buffer *answer, struct fault *fault);

/* Asks a question to be answered by yes or no, Enter meaning `otherwise`, into *yes. As
 * prompt_ask(). */
enum status prompt_confirm(const struct conversation *conversation, const char *question,
                           bool otherwise, bool *yes, struct fault *fault);

/* Shows text as it is. */
void prompt_tell(const struct conversation *conversation, const char *text);

/* Shows paragraphs, a line each, broken where the terminal ends; what follows in a paragraph
 * stands under its beginning. */
void prompt_explain(const struct conversation *conversation, const char *text);
