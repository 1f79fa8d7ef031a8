/* remove.c: `remove`, the only way to lose a credential. */
#include <stdio.h>

#include "helper/commands.h"
#include "helper/commands/remove.h"
#include "helper/say/conversation.h"
#include "helper/say/fields.h"
#include "helper/token/answer.h"

enum { REMOVE_FORMAT = 1 };

static json_t *rest_json(const struct remove_rest *rest)
{
    return rest->paths == NULL ? NULL
                               : json_pack("{s:O, s:b}", "paths", rest->paths, "passwords",
                                           rest->keeps_passwords);
}

static void tell_removed(struct context *context, const char *host,
                         const struct remove_rest *rest)
{
    const char *name = context->options.profile;

    if (context->options.json)
        json_print(&context->out, REMOVE_FORMAT, "remove",
                   json_pack("{s:s, s:s*, s:o*}", "profile", name, "host", host, "left",
                             rest_json(rest)));
    else if (!context->options.quiet && host != NULL)
        buffer_format(&context->out, "profile %s no longer serves %s\n", name, host);
    else if (!context->options.quiet)
        buffer_format(&context->out,
                      "profile %s is removed from this machine\n"
                      "tokens that were handed out work for up to 24 hours; git's settings and "
                      "the credential at Adobe stay\n",
                      name);
    if (context->options.json || context->options.quiet || rest->paths == NULL)
        return;
    buffer_text(&context->out, "It was the last one. What is left, and how it goes:\n");
    remove_rest_put(rest, context);
}

static enum status remove_host(struct context *context, const char *host)
{
    enum status status = profile_drop_host(&context->profile, context->store,
                                           context->options.profile, host, &context->fault);

    if (status == STATUS_OK)
        tell_removed(context, host, &(struct remove_rest){ 0 });
    return status;
}

/* Nobody is asked for a passphrase only to be told that a word is missing. */
static enum status refuse_unnamed(struct context *context)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct string_list names = { .count = 0 };
    enum status status;

    conversation_setup(&context->conversation, true);
    status = context_open(context, false);
    if (status == STATUS_OK)
        status = profile_names(&names, &text, context->store, PROFILE_ALL, &context->fault);
    buffer_clear(&text);
    if (status == STATUS_NO_STORE)
        return status;
    if (status == STATUS_NOT_FOUND)
        return fault_because(&context->fault, status, CAUSE_NOTHING_RECORDED,
                             context->paths.store, NULL);
    return fault_because(&context->fault, STATUS_USAGE, CAUSE_PROFILE_NEEDED, "--profile NAME",
                         NULL);
}

static enum status remove_profile(struct context *context, const char *name)
{
    struct remove_rest rest = { 0 };
    enum status status = remove_rest_of_last(&rest, context, name);

    if (status == STATUS_OK)
        status = profile_delete(context->store, name, &context->fault);
    if (status == STATUS_OK)
        tell_removed(context, NULL, &rest);
    remove_rest_clear(&rest);
    return status;
}

static enum status remove_recorded(struct context *context)
{
    const char *name = context->options.profile;
    char host[HOST_SIZE];
    enum status status = answer_host_option(context, host);

    if (status != STATUS_OK)
        return status;
    if (name == NULL)
        return refuse_unnamed(context);
    status = context_open(context, false);
    snprintf(context->audited.host, sizeof context->audited.host, "%s", host);
    if (status == STATUS_OK && host[0] != '\0')
        return remove_host(context, host);
    return status == STATUS_OK ? remove_profile(context, name) : status;
}

/* Whose profile isn't there wants another name, not a setup. */
enum status command_remove(struct context *context)
{
    enum status status = context->options.all ? remove_all(context) : remove_recorded(context);

    if (status == STATUS_NOT_FOUND && context->fault.cause == CAUSE_NONE)
        context->fault.cause = CAUSE_NOT_RECORDED;
    if (status == STATUS_NO_STORE)
        context->fault.cause = CAUSE_NOTHING_RECORDED;
    return status;
}
