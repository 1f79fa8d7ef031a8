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
    bool *wants_back;      /* set by the answer "back"; NULL = that is no other */
    const char *help;      /* for the answer "?"; NULL = `right` */
    const char *option;    /* what can be passed instead; NULL = what setup takes */
    struct buffer *pasted; /* gets what can be no answer, but is what a credential's file holds
                            * (a BUFFER of ADOBE_PAYLOAD_MAX); NULL = that isn't taken */
};

/* Asks until the answer is right, and leaves it in `answer` (a BUFFER of INQUIRY_MAX), without
 * blanks around it and escape sequences in it; where it was pasted, `answer` is empty. What is
 * pasted is taken to its end at any question, so that nothing of it answers the next. A person
 * at a terminal is asked without end, an askpass program five times. STATUS_USAGE when there is
 * nobody to ask or no answer was right; STATUS_IO when the person ended it: both with a fault
 * that says so. */
enum status prompt_ask(const struct conversation *conversation, const struct prompt *prompt,
                       struct buffer *answer, struct fault *fault);

/* A question to be answered by yes or no. */
struct confirmation {
    const char *question;
    bool otherwise;   /* what Enter means */
    const char *help; /* for the answer "?" */
    bool *wants_back; /* set by the answer "back"; NULL = what was asked before is done */
};

/* Asks it, into *yes, which is false with "back". As prompt_ask(). */
enum status prompt_confirm(const struct conversation *conversation,
                           const struct confirmation *confirmation, bool *yes,
                           struct fault *fault);

/* Shows text as it is. */
void prompt_tell(const struct conversation *conversation, const char *text);

/* Shows paragraphs, a line each, broken where the terminal ends; what follows in a paragraph
 * stands under its beginning. */
void prompt_explain(const struct conversation *conversation, const char *text);
