/* person.c: asking a person. */
#include "store/unlock/person.h"

#include <errno.h>
#include <string.h>

bool person_is_there(const struct conversation *conversation)
{
    return conversation != NULL && conversation->ask(conversation->context, CONVERSATION_REACH,
                                                     NULL, NULL) == STATUS_OK;
}

enum status person_ask(const struct conversation *conversation, enum conversation_text question,
                       struct buffer *answer)
{
    if (conversation == NULL)
        return STATUS_LOCKED;
    buffer_clear(answer);
    return conversation->ask(conversation->context, CONVERSATION_SECRET,
                             conversation->text[question], answer);
}

static enum status refuse_answer(const struct conversation *conversation,
                                 enum conversation_text why)
{
    conversation->ask(conversation->context, CONVERSATION_TELL, conversation->text[why], NULL);
    return STATUS_UNSUITABLE;
}

void person_tell_wrong(const struct conversation *conversation)
{
    if (conversation != NULL && conversation->text != NULL &&
        conversation->text[CONVERSATION_PASSPHRASE_WRONG] != NULL)
        refuse_answer(conversation, CONVERSATION_PASSPHRASE_WRONG);
}

static enum status ask_twice(const struct conversation *conversation,
                             const struct person_choice *choice, struct buffer *answer)
{
    struct buffer again = BUFFER(UNLOCK_ANSWER_MAX);
    enum status status = person_ask(conversation, choice->question, answer);

    if (status == STATUS_OK &&
        (answer->length < choice->least || answer->length > choice->most))
        status = refuse_answer(conversation, choice->unfit);
    if (status == STATUS_OK)
        status = person_ask(conversation, CONVERSATION_AGAIN, &again);
    if (status == STATUS_OK &&
        (again.length != answer->length || memcmp(again.data, answer->data, again.length) != 0))
        status = refuse_answer(conversation, CONVERSATION_DIFFER);
    buffer_clear(&again);
    return status;
}

enum status person_choose(const struct conversation *conversation,
                          const struct person_choice *choice, unsigned tries,
                          struct buffer *answer)
{
    enum status status = STATUS_UNSUITABLE;

    while (tries-- > 0 && status == STATUS_UNSUITABLE)
        status = ask_twice(conversation, choice, answer);
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
