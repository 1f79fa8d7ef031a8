/* print.c: `token`, `header` and `env`, which answer without reading a request. */
#include "helper/answer.h"
#include "helper/commands.h"

static enum status answer_options(struct context *context)
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

enum status command_print(struct context *context)
{
    return answer_options(context);
}

enum status command_env(struct context *context)
{
    const char *shell = context->options.shell;

    if (shell != NULL && strcmp(shell, "sh") != 0)
        return fault_set(&context->fault, STATUS_USAGE, 0, "--shell", "takes sh");
    if (context->options.unset) {
        context->dialect->failure(&context->out, 0);
        return STATUS_OK;
    }
    return answer_options(context);
}
