/* print.c: `token`, `header`, `curl`, `json` and their like, which answer without a request. */
#include <unistd.h>

#include "helper/commands.h"
#include "helper/commands/print.h"
#include "helper/token/answer.h"

enum status print_guard(struct context *context, const char *instead)
{
    char why[256];

    if (context->options.show || instead == NULL || isatty(STDOUT_FILENO) == 0)
        return STATUS_OK;
    snprintf(why, sizeof why,
             "is a terminal, where a token could be read and stay. Type: %s (or add --show)",
             instead);
    context->dialect = &dialect_none;
    return fault_set(&context->fault, STATUS_USAGE, 0, "standard output", why);
}

enum status print_answer(struct context *context)
{
    static const struct request nothing;
    char host[HOST_SIZE];
    enum status status = answer_host_option(context, host);

    if (status == STATUS_OK)
        status = context_open(context, false);
    if (status != STATUS_OK)
        return status;
    return answer_token(context, host[0] != '\0' ? host : NULL, NULL, &nothing);
}

enum status print_names(struct context *context)
{
    const struct string_list *pairs = &context->options.var;
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; status == STATUS_OK && i < pairs->count; i++)
        status = variable_rename(&context->manner.names, pairs->item[i], &context->fault);
    return status;
}

enum status command_print(struct context *context)
{
    enum status status = print_guard(context, context->command->instead);

    return status == STATUS_OK ? print_answer(context) : status;
}
