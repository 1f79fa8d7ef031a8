/* guided.c: the conversation of `setup`: what it asks, proves at once, and asks again. */
#include <stdio.h>

#include "helper/say/conversation.h"
#include "helper/say/prompt.h"
#include "helper/say/say.h"
#include "helper/setup/guide.h"
#include "helper/setup/setup.h"

enum { TRIES = 5 };

/* Who sits there sees what was found at once; nobody else does before the end. */
static void found_show(struct setup *setup)
{
    struct buffer *out = &setup->context->out;

    if (!conversation_is_seen() || setup->report.json != NULL)
        return;
    prompt_tell(&setup->context->conversation, buffer_string(out));
    buffer_clear(out);
}

static void forget_fault(struct setup *setup)
{
    setup->context->fault = (struct fault){ 0 };
    setup->report.fault = (struct fault){ 0 };
}

/* What no finding has told yet. */
static void show_fault(struct setup *setup)
{
    struct buffer text = BUFFER(4096);
    char sentence[1024];

    say_sentence(sentence, sizeof sentence, &setup->context->fault);
    buffer_text(&text, "\n  ");
    style_wrap(&text, sentence, 2, setup->report.style.width);
    prompt_tell(&setup->context->conversation, buffer_string(&text));
    buffer_clear(&text);
}

/* What another answer of the person's may mend. */
static bool is_mendable(enum status status)
{
    return status == STATUS_MALFORMED || status == STATUS_UNSUITABLE ||
           status == STATUS_TOO_LONG || status == STATUS_REFUSED;
}

/* Imports, and asks Adobe for a token; what becomes of it is shown. */
static enum status try_credential(struct setup *setup, const struct buffer *bytes)
{
    enum status status = setup_import(setup, bytes);

    if (status != STATUS_OK) {
        if (is_mendable(status))
            show_fault(setup);
        return status;
    }
    setup_take_options(setup);
    prompt_tell(&setup->context->conversation, "\nAsking Adobe for a token…\n");
    status = setup_prove_credential(setup);
    found_show(setup);
    return status;
}

enum status setup_guide_to_credential(struct setup *setup)
{
    struct context *context = setup->context;
    struct buffer bytes = BUFFER(ADOBE_PAYLOAD_MAX);
    enum status status = guide_show(&context->conversation, &context->fault);
    int tries = 0;

    while (status == STATUS_OK) {
        status = guide_credential(&context->conversation, &bytes, setup->label,
                                  sizeof setup->label, &context->fault);
        if (status != STATUS_OK)
            break;
        status = try_credential(setup, &bytes);
        buffer_clear(&bytes);
        if (!is_mendable(status) || ++tries == TRIES)
            break;
        forget_fault(setup);
        prompt_tell(&context->conversation, "\n");
        status = STATUS_OK;
    }
    buffer_clear(&bytes);
    return status;
}

enum status setup_guide_to_host(struct setup *setup)
{
    struct context *context = setup->context;
    struct string_list *hosts = &setup->profile->host;
    enum status status = STATUS_OK;
    char host[HOST_SIZE];
    int tries;

    for (tries = 0; tries < TRIES; tries++) {
        status = guide_host(&context->conversation, host, tries > 0, &context->fault);
        if (status == STATUS_OK)
            status = setup_add_host(setup, host, &context->fault);
        if (status != STATUS_OK || context->options.no_verify)
            return status;
        prompt_tell(&context->conversation, "\nAsking Workfront…\n");
        status = verify_host(&setup->prove, hosts->item[hosts->count - 1], &context->fault);
        found_show(setup);
        if (status == STATUS_OK || tries + 1 == TRIES)
            return status;
        forget_fault(setup);
        hosts->count--;
    }
    return status;
}

void setup_guide_onwards(struct setup *setup)
{
    struct buffer text = BUFFER(2048);
    const char *name = setup->profile->name;
    bool is_plain = strcmp(name, PROFILE_DEFAULT) == 0;

    buffer_format(&text,
                  "\nThat's it. Now, for instance:\n"
                  "   eval \"$(workfront-credential env%s%s",
                  is_plain ? "" : " --profile ", is_plain ? "" : name);
    say_store_option(&text);
    buffer_text(&text, ")\"\n   workfront-credential status");
    say_store_option(&text);
    buffer_text(&text, "\n");
    found_show(setup);
    prompt_tell(&setup->context->conversation, buffer_string(&text));
    buffer_clear(&text);
}
