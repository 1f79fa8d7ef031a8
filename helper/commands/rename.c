/* rename.c: `rename`. */
#include "helper/commands.h"
#include "helper/say/fields.h"

enum { RENAME_FORMAT = 1 };

static enum status check_names(struct context *context)
{
    char **names = context->options.arguments;
    int i;

    if (context->options.arguments_count != 2)
        return context_refuse_words(context);
    for (i = 0; i < 2; i++)
        if (!profile_name_is_valid(names[i]))
            return fault_set(&context->fault, STATUS_USAGE, 0, names[i],
                             "is no name: it takes letters, digits, dots, hyphens and "
                             "underscores, 64 at most");
    return STATUS_OK;
}

enum status command_rename(struct context *context)
{
    char **names = context->options.arguments;
    enum status status = check_names(context);

    if (status == STATUS_OK)
        status = context_open(context, false);
    if (status == STATUS_OK)
        status = profile_rename(&context->profile, context->store, names[0], names[1],
                                &context->fault);
    if (status == STATUS_OK && context->options.json)
        json_print(&context->out, RENAME_FORMAT, "rename",
                   json_pack("{s:s, s:s}", "profile", names[1], "before", names[0]));
    else if (status == STATUS_OK && !context->options.quiet)
        buffer_format(&context->out, "profile %s is called %s now\n", names[0], names[1]);
    return status;
}
