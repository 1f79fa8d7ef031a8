/* rotate_manual.c: where a person adds and deletes the secrets in the Console. */
#include <string.h>

#include "helper/commands/rotate.h"
#include "helper/say/prompt.h"
#include "helper/setup/credential_import.h"
#include "protocol/identifiers.h"

static bool is_secret(const char *text)
{
    return strlen(text) >= 8 && strlen(text) <= 512 &&
           identifier_is_valid(IDENTIFIER_SECRET, text);
}

/* From the Console's download: the one of its secrets that isn't recorded. */
static enum status take_secret_from_file(struct rotate *rotate)
{
    struct context *context = rotate->context;
    struct buffer bytes = BUFFER(ADOBE_PAYLOAD_MAX);
    struct network_reply reply = NETWORK_REPLY;
    const struct credential_import import = { .label = context->options.from };
    enum status status = import_read(context->options.from, &bytes, &context->fault);
    size_t i;

    if (status == STATUS_OK)
        status = import_bytes(&import, &bytes, &reply, &context->fault);
    for (i = 0; status == STATUS_OK && i < reply.answer.client_secret.count; i++) {
        const char *secret = reply.answer.client_secret.item[i];

        if (rotate->secret.length == 0 && is_secret(secret) &&
            strcmp(reply.answer.client_id, context->profile.client_id) == 0 &&
            !string_list_contain(&context->profile.client_secret, secret))
            buffer_text(&rotate->secret, secret);
    }
    network_reply_clear(&reply);
    buffer_clear(&bytes);
    return status;
}

static enum status ask_for_secret(struct rotate *rotate)
{
    static const struct prompt prompt = { .style = CONVERSATION_SECRET,
                                          .prompt = "New client secret: ",
                                          .right = "  8 to 512 characters without blanks.\n",
                                          .is_right = is_secret };
    struct context *context = rotate->context;

    prompt_tell(&context->conversation,
                "In the Developer Console open the project and its OAuth Server-to-Server\n"
                "credential, choose Add new client secret, and copy what appears.\n\n");
    return prompt_ask(&context->conversation, &prompt, &rotate->secret, &context->fault);
}

enum status rotate_take_secret(struct rotate *rotate)
{
    enum status status = rotate->context->options.from != NULL ? take_secret_from_file(rotate)
                                                               : ask_for_secret(rotate);

    if (status == STATUS_OK && rotate->secret.length > 0 &&
        !string_list_contain(&rotate->context->profile.client_secret,
                             buffer_string(&rotate->secret)))
        rotate->rotator.given = buffer_string(&rotate->secret);
    return status;
}
