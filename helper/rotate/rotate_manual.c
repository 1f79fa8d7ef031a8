/* rotate_manual.c: where a person adds and deletes the secrets in the Console. */
#include <string.h>

#include "helper/rotate/rotate.h"
#include "helper/say/conversation.h"
#include "helper/say/prompt.h"
#include "helper/setup/credential_import.h"
#include "protocol/identifiers.h"

static bool is_secret(const char *text)
{
    return strlen(text) >= 8 && strlen(text) <= 512 &&
           identifier_is_valid(IDENTIFIER_SECRET, text);
}

/* The recorded ones; of a rotation that goes on its new one is none of them. */
static bool is_in_use(const struct rotate *rotate, const char *secret)
{
    struct string_list secrets = rotate->context->profile.client_secret;

    if (rotate->rotator.rotation.state == ROTATION_ADDED)
        secrets.count = 1;
    return string_list_contain(&secrets, secret);
}

/* The Console's download has all secrets: one that lacks what is in use may be of another day.
 */
static void pick_secret(struct rotate *rotate, const struct string_list *secrets)
{
    struct rotator *rotator = &rotate->rotator;
    size_t i;

    rotator->run.is_doubtful = true;
    for (i = 0; i < secrets->count; i++) {
        if (is_in_use(rotate, secrets->item[i]))
            rotator->run.is_doubtful = false;
        else if (rotate->secret.length == 0 && is_secret(secrets->item[i]))
            buffer_text(&rotate->secret, secrets->item[i]);
    }
}

static enum status take_from_file(struct rotate *rotate)
{
    struct context *context = rotate->context;
    const char *path = context->options.from;
    struct buffer bytes = BUFFER(ADOBE_PAYLOAD_MAX);
    struct network_reply reply = NETWORK_REPLY;
    const struct credential_import import = { .label = path };
    enum status status = import_read(path, &bytes, &context->fault);

    if (status == STATUS_OK)
        status = import_bytes(&import, &bytes, &reply, &context->fault);
    if (status == STATUS_OK && strcmp(reply.answer.client_id, context->profile.client_id) != 0)
        status = fault_because(&context->fault, STATUS_UNSUITABLE, CAUSE_ROTATION_CLIENT, path,
                               context->profile.name);
    else if (status == STATUS_OK)
        pick_secret(rotate, &reply.answer.client_secret);
    network_reply_clear(&reply);
    buffer_clear(&bytes);
    return status;
}

/* What a file holds, or its path: no secret looks so. Whether there is such a file isn't asked,
 * since the kernel, and who serves the folder, would be told a secret as a name. */
static bool is_file(const char *text)
{
    static const char ending[] = ".json";
    size_t length = strlen(text), last = sizeof ending - 1;

    return length > 0 && (strchr("{/~.'\"", text[0]) != NULL ||
                          (length > last && strcmp(text + length - last, ending) == 0));
}

static bool is_new_secret(const char *text)
{
    return is_secret(text) && !is_file(text);
}

static const char *wrong_secret(const char *text)
{
    return is_file(text) ? "  That is a file: leave by Ctrl-C, and give it to rotate --manual "
                           "--from FILE."
                         : NULL;
}

/* Once more, where a person copied the former one. */
static enum status ask_for_secret(struct rotate *rotate)
{
    static const struct prompt prompt = { .style = CONVERSATION_HIDDEN,
                                          .prompt = "New client secret:",
                                          .right = "  8 to 512 characters without blanks.",
                                          .is_right = is_new_secret,
                                          .wrong = wrong_secret,
                                          .option = "--from FILE" };
    struct context *context = rotate->context;
    const struct conversation *conversation = &context->conversation;
    enum status status;

    prompt_explain(conversation,
                   "In the Developer Console, https://developer.adobe.com/console, open the "
                   "project and its OAuth Server-to-Server credential, choose \"Add new client "
                   "secret\", and copy what appears. The present one stays in use until Adobe "
                   "takes the new one. Ctrl-C leaves.\n\n");
    for (;;) {
        status = prompt_ask(conversation, &prompt, &rotate->secret, &context->fault);
        if (status != STATUS_OK || !is_in_use(rotate, buffer_string(&rotate->secret)) ||
            !conversation_is_seen())
            return status;
        prompt_explain(conversation,
                       "  That one is recorded already, and isn't the new one.\n");
    }
}

enum status rotate_take_secret(struct rotate *rotate)
{
    struct context *context = rotate->context;
    const char *path = context->options.from;
    enum status status = path != NULL ? take_from_file(rotate) : ask_for_secret(rotate);

    if (status == STATUS_OK &&
        (rotate->secret.length == 0 || is_in_use(rotate, buffer_string(&rotate->secret))))
        status = fault_because(&context->fault, STATUS_UNSUITABLE, CAUSE_ROTATION_PERSON,
                               path != NULL ? path : "the answer", NULL);
    if (status == STATUS_OK)
        rotate->rotator.given = buffer_string(&rotate->secret);
    return status;
}

enum status rotate_compare_secret(struct rotate *rotate)
{
    struct context *context = rotate->context;
    enum status status;

    if (context->options.from == NULL)
        return STATUS_OK;
    status = rotate_take_secret(rotate);
    if (status == STATUS_OK &&
        !string_list_contain(&context->profile.client_secret, rotate->rotator.given))
        status = fault_because(&context->fault, STATUS_UNSUITABLE, CAUSE_ROTATION_PENDING,
                               context->profile.name, NULL);
    return status;
}
