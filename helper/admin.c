/* admin.c: the program for all that people call, to set up, look at and change. The one in bin
 * becomes this one when it's asked for that.
 */
#include "helper/program.h"
#include "helper/say/say.h"
#include "helper/setup/instance.h"

static enum status no_such_command(struct context *context)
{
    const char *name = context->options.command;

    say_called(NULL, context->options.store);
    if (name == NULL)
        return fault_set(&context->fault, STATUS_USAGE, 0, "a command", "is needed");
    return fault_set(&context->fault, STATUS_USAGE, 0, name, "isn't a command");
}

static enum status administer(struct context *context, char **line)
{
    const char *name = context->options.command;
    const struct command *command = name != NULL ? command_find_any(name) : NULL;

    (void)line;
    context->host_in_words = instance_host;
    if (context->options.help) {
        usage(&context->out, command);
        return STATUS_OK;
    }
    if (command != NULL)
        return program_command(context, command);
    if (context->is_credential_helper && name != NULL)
        return STATUS_OK;
    return no_such_command(context);
}

int main(int argc, char **argv)
{
    return program_run(argc, argv, administer);
}
