/* help.c: `help`. */
#include "helper/commands.h"
#include "helper/suggest.h"

enum status command_help(struct context *context)
{
    const char *name = context->options.arguments[0];
    const struct command *command = name != NULL ? command_find(name) : NULL;

    if (context->options.arguments_count > 1)
        return fault_set(&context->fault, STATUS_USAGE, 0, "help",
                         "explains one command at a time");
    if (name != NULL && command == NULL)
        return suggest_command(context, name);
    usage(&context->out, command);
    return STATUS_OK;
}
