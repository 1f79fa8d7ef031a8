/* env.c: `env`. */
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "helper/commands.h"
#include "helper/commands/print.h"

static enum status unsuitable(struct context *context, const char *option)
{
    char why[64];

    snprintf(why, sizeof why, "has no meaning with --shell %s", context->manner.shell->name);
    return fault_set(&context->fault, STATUS_USAGE, 0, option, why);
}

static enum status shell_choose(struct context *context)
{
    const char *name = context->options.shell;
    const struct shell *shell = name != NULL ? shell_find(name) : shells;
    struct buffer list = BUFFER(400);

    if (shell == NULL) {
        buffer_text(&list, "takes one of ");
        shell_list(&list);
        fault_set(&context->fault, STATUS_USAGE, 0, "--shell", buffer_string(&list));
        buffer_clear(&list);
        return STATUS_USAGE;
    }
    context->manner.shell = shell;
    context->dialect = shell->dialect;
    return STATUS_OK;
}

static enum status format_options_choose(struct context *context)
{
    enum status status = shell_choose(context);
    const struct shell *shell = context->manner.shell;

    if (status != STATUS_OK)
        return status;
    context->manner.no_export = context->options.no_export;
    if (context->manner.no_export && shell->assign_before == NULL)
        return unsuitable(context, "--no-export");
    if (context->options.unset && shell->unset_before == NULL)
        return unsuitable(context, "--unset");
    return print_names(context);
}

/* What the person's own shell takes, read off the parent process: $SHELL is only the one that
 * they log in with. */
static const char *usage_here(void)
{
    const struct shell *shell;
    char link[32], path[PATH_MAX];
    const char *slash;
    ssize_t length;

    snprintf(link, sizeof link, "/proc/%ld/exe", (long)getppid());
    length = readlink(link, path, sizeof path - 1);
    path[length > 0 ? length : 0] = '\0';
    slash = strrchr(path, '/');
    shell = slash != NULL ? shell_find(slash + 1) : NULL;
    return shell != NULL ? shell->usage : shells->usage;
}

enum status command_env(struct context *context)
{
    bool chosen = context->options.shell != NULL;
    enum status status = format_options_choose(context);

    if (status == STATUS_OK && context->options.unset) {
        context->dialect->failure(&context->out, &context->manner, 0);
        return STATUS_OK;
    }
    if (status == STATUS_OK)
        status = print_guard(context, chosen ? context->manner.shell->usage : usage_here());
    return status == STATUS_OK ? print_answer(context) : status;
}
