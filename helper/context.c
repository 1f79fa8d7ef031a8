/* context.c: what most commands need before they can begin. */
#include "helper/adobe.h"
#include "helper/command.h"

enum status context_configure(struct context *context)
{
    struct fault *fault = &context->fault;
    enum status status;

    if (context->is_configured)
        return STATUS_OK;
    status = paths_find(&context->paths, context->options.store, fault);
    if (status == STATUS_OK)
        status = settings_read(&context->settings, context->paths.config, fault);
    context->is_configured = status == STATUS_OK;
    adobe_setup(context->settings.jail_required);
    if (status == STATUS_OK)
        note_setup(&context->settings, context->paths.store, context->command->name);
    context->any_host = context->options.any_host || context->settings.any_host;
    return status;
}

/* Whether the store told that it stays shut, and there is one. */
static bool is_locked_out(enum status status)
{
    return status == STATUS_LOCKED || status == STATUS_UNSAFE || status == STATUS_DAMAGED ||
           status == STATUS_IO;
}

enum status context_open(struct context *context, bool create)
{
    struct store_options options = { .create = create };
    enum status status = context_configure(context);

    if (status != STATUS_OK || context->store != NULL)
        return status;
    options.directory = context->paths.store;
    options.key_file = context->paths.key;
    options.stack = settings_stack(&context->settings);
    options.stack_origin = context->settings.origin;
    options.conversation = &context->conversation;
    status = store_open(&context->store, &options, &context->fault);
    if (is_locked_out(status))
        note_take(NULL,
                  &(struct note){ .event = NOTE_UNLOCK,
                                  .outcome = status,
                                  .profile = context->options.profile,
                                  .detail = context->fault.subject },
                  NULL);
    if (status == STATUS_OK && context->command->event != NOTE_NOTHING)
        status = note_rehearse(context->store, &context->fault);
    return status;
}
