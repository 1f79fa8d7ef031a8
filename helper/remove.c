/* remove.c: `remove`, the only way to lose a credential. */
#include "helper/commands.h"

enum status command_remove(struct context *context)
{
    const char *name = context->options.profile;
    enum status status;

    if (name == NULL)
        return fault_set(&context->fault, STATUS_USAGE, 0, "--profile NAME",
                         "is needed, so that nothing goes by mistake");
    status = context_open(context, false);
    if (status == STATUS_OK)
        status = profile_delete(context->store, name, &context->fault);
    if (status == STATUS_OK && !context->options.quiet)
        buffer_format(&context->out, "profile %s is removed from this machine\n", name);
    return status;
}
