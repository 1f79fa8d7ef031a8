/* person.h: asking a person for what only they know, on behalf of a module. The conversation is
 * the caller's; NULL = there is nobody.
 */
#pragma once

#include "protocol/buffer.h"
#include "protocol/conversation.h"
#include "store/unlock/stack.h"

/* How a new secret is asked for, and what it must be. */
struct person_choice {
    enum conversation_text question;
    enum conversation_text unfit; /* told of one that is too short or too long */
    size_t least, most;           /* bytes */
};

/* Whether somebody could be asked, now. */
bool person_is_there(const struct conversation *conversation);

/* Asks, after emptying `answer`. STATUS_LOCKED when there is nobody, STATUS_BUSY when no answer
 * comes. */
enum status person_ask(const struct conversation *conversation, enum conversation_text question,
                       struct buffer *answer);

/* Tells that the answer was wrong, before the same is asked again. Nobody, or no words for it:
 * nothing. */
void person_tell_wrong(const struct conversation *conversation);

/* Asks for a new secret twice, `tries` times at most: STATUS_UNSUITABLE, after saying why, when
 * none can be it. */
enum status person_choose(const struct conversation *conversation,
                          const struct person_choice *choice, unsigned tries,
                          struct buffer *answer);

/* What an answer's status means to the module: nobody to ask isn't a failure, it is another
 * module's turn; who doesn't answer leaves the store locked. The fault's subject is `module`.
 */
enum unlock_verdict person_verdict(enum status status, const char *module, struct fault *fault);
