/* prompt.c: questions and what comes back. */
#include "helper/say/prompt.h"

#include <errno.h>
#include <string.h>

#include "protocol/secret.h"

enum { TRIES = 5 };

static const char blanks[] = " \t\r\n";

void prompt_tell(const struct conversation *conversation, const char *text)
{
    conversation->ask(conversation->context, CONVERSATION_TELL, text, NULL);
}

/* Blanks around a pasted answer don't count. Wiped where they, or the answer, stood before. */
static void trim(struct buffer *answer)
{
    size_t lead = strspn(buffer_string(answer), blanks);

    while (answer->length > lead && strchr(blanks, answer->data[answer->length - 1]) != NULL)
        answer->data[--answer->length] = '\0';
    if (lead == 0)
        return;
    memmove(answer->data, answer->data + lead, answer->length - lead);
    secret_wipe(answer->data + answer->length - lead, lead);
    answer->length -= lead;
}

static bool is_right(const struct prompt *inquiry, const struct buffer *answer)
{
    if (answer->length == 0)
        return inquiry->is_optional;
    if (strlen(buffer_string(answer)) != answer->length)
        return false;
    return inquiry->is_right == NULL || inquiry->is_right(buffer_string(answer));
}

static enum status failed(enum status status, struct fault *fault)
{
    if (status == STATUS_LOCKED)
        return fault_set(fault, STATUS_USAGE, 0, "--from FILE and --host HOST",
                         "are needed, as there is no terminal to ask on");
    if (status == STATUS_BUSY)
        return fault_set(fault, STATUS_IO, 0, "ended before its end; nothing was saved", NULL);
    return fault_set(fault, status, status == STATUS_IO ? errno : 0, "the terminal", NULL);
}

enum status prompt_ask(const struct conversation *conversation, const struct prompt *inquiry,
                       struct buffer *answer, struct fault *fault)
{
    int i;

    for (i = 0; i < TRIES; i++) {
        enum status status;

        buffer_clear(answer);
        status =
            conversation->ask(conversation->context, inquiry->style, inquiry->prompt, answer);
        if (status != STATUS_OK && status != STATUS_TOO_LONG)
            return failed(status, fault);
        trim(answer);
        if (status == STATUS_OK && is_right(inquiry, answer))
            return STATUS_OK;
        prompt_tell(conversation, inquiry->right);
    }
    return fault_set(fault, STATUS_USAGE, 0, "setup",
                     "got no usable answer five times; nothing was saved");
}
