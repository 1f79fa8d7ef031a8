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
    context->any_host = context->options.any_host || context->settings.any_host;
    return status;
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
    return store_open(&context->store, &options, &context->fault);
}
