/* person.c: asking a person. */
#include "store/unlock/person.h"

#include <errno.h>
#include <string.h>

static const char differ[] = "The two differ.\n";

enum status person_ask(const struct conversation *conversation, const char *question,
                       struct buffer *answer)
{
    if (conversation == NULL)
        return STATUS_LOCKED;
    buffer_clear(answer);
    return conversation->ask(conversation->context, CONVERSATION_SECRET, question, answer);
}

static enum status refuse(const struct conversation *conversation, const char *text)
{
    conversation->ask(conversation->context, CONVERSATION_TELL, text, NULL);
    return STATUS_UNSUITABLE;
}

static enum status ask_twice(const struct conversation *conversation,
                             const struct person_words *words, struct buffer *answer)
{
    struct buffer again = BUFFER(UNLOCK_ANSWER_MAX);
    enum status status = person_ask(conversation, words->first, answer);

    if (status == STATUS_OK && (answer->length < words->least || answer->length > words->most))
        status = refuse(conversation, words->unfit);
    if (status == STATUS_OK)
        status = person_ask(conversation, words->second, &again);
    if (status == STATUS_OK &&
        (again.length != answer->length || memcmp(again.data, answer->data, again.length) != 0))
        status = refuse(conversation, differ);
    buffer_clear(&again);
    return status;
}

enum status person_choose(const struct conversation *conversation,
                          const struct person_words *words, unsigned tries,
                          struct buffer *answer)
{
    enum status status = STATUS_UNSUITABLE;

    while (tries-- > 0 && status == STATUS_UNSUITABLE)
        status = ask_twice(conversation, words, answer);
    return status;
}

enum unlock_verdict person_verdict(enum status status, const char *module, struct fault *fault)
{
    if (status == STATUS_OK)
        return UNLOCK_YES;
    if (status == STATUS_LOCKED) {
        fault_because(fault, status, CAUSE_NOBODY, module, NULL);
        return UNLOCK_NOT_MINE;
    }
    if (status == STATUS_BUSY)
        fault_because(fault, STATUS_LOCKED, CAUSE_NO_ANSWER, module, NULL);
    else
        fault_set(fault, status, status == STATUS_IO ? errno : 0, module, NULL);
    return UNLOCK_NO;
}
