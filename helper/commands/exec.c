/* exec.c: `exec`: run a command with the token at hand. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "helper/commands.h"
#include "helper/harden.h"
#include "helper/token/answer.h"
#include "helper/token/broker_client.h"
#include "helper/token/environment.h"
#include "helper/token/masked.h"
#include "helper/token/token_refresher.h"

enum { CANT_RUN = 126, NOT_FOUND = 127 };

/* "HUP", "SIGHUP" or "1"; 0 when there is no such signal. */
static int signal_find(const char *text)
{
    int64_t number;
    int i;

    if (record_number(text, &number))
        return number > 0 && number < NSIG ? (int)number : 0;
    if (strncmp(text, "SIG", 3) == 0)
        text += 3;
    for (i = 1; i < NSIG; i++)
        if (sigabbrev_np(i) != NULL && strcmp(sigabbrev_np(i), text) == 0)
            return i;
    return 0;
}

/* Runs the command, and passes on what it says without the token. */
static enum status become_masked(struct context *context, const struct environment *environment,
                                 struct token *token)
{
    struct child child = CHILD;
    enum status status;

    answer_renew_first(context);
    context_clear(context);
    status = masked_run(&child, context->options.arguments, environment->list,
                        token->access_token, &context->fault);
    token_clear(token);
    if (status != STATUS_OK)
        return status;
    child_clear(&child);
    context->exit_status = child_end_as(&child);
    return STATUS_OK;
}

static enum status check_words(struct context *context)
{
    const struct options *options = &context->options;
    const char *inside = getenv(ENVIRONMENT_INSIDE);

    if (options->arguments_count == 0)
        return fault_set(&context->fault, STATUS_USAGE, 0, "exec", "needs a command to run");
    if (inside != NULL && options->profile == NULL && options->host.count == 0)
        return fault_set(&context->fault, STATUS_USAGE, 0, "exec",
                         "runs inside another exec; name a --profile or --host to mean it");
    if (options->mask && options->token_file)
        return fault_set(&context->fault, STATUS_USAGE, 0, "--mask",
                         "has no meaning with --token-file, whose token changes");
    if (options->on_renew != NULL && !options->token_file)
        return fault_set(&context->fault, STATUS_USAGE, 0, "--on-renew",
                         "has no meaning without --token-file");
    if (options->on_renew != NULL && signal_find(options->on_renew) == 0)
        return fault_set(&context->fault, STATUS_USAGE, 0, "--on-renew",
                         "takes a signal such as HUP");
    return variables_rename(&context->format.names, &options->var, &context->fault);
}

static enum status become_command(struct context *context,
                                  const struct environment *environment, struct token *token)
{
    char **arguments = context->options.arguments;
    int error;

    answer_renew_first(context);
    token_clear(token);
    context_clear(context);
    harden_undo();
    execvpe(arguments[0], arguments, environment->list);
    error = errno;
    context->exit_status = error == ENOENT ? NOT_FOUND : CANT_RUN;
    return fault_set(&context->fault, STATUS_IO, error, arguments[0], NULL);
}

static enum status token_keep(struct context *context, const struct environment *environment,
                              struct token_file *file, struct token *token)
{
    const char *name = context->options.on_renew;
    struct child command = CHILD;
    char profile[PROFILE_NAME_MAX + 1];
    struct token_refresher refresher = {
        .context = context,
        .profile = profile,
        .file = file,
        .token = token,
        .arguments = context->options.arguments,
        .environment = environment->list,
        .on_renew = name != NULL ? signal_find(name) : 0,
    };
    enum status status = token_file_write(file, token->access_token, &context->fault);

    snprintf(profile, sizeof profile, "%s", context->profile.name);
    if (status == STATUS_OK)
        status = token_refresher_run(&refresher, &command);
    if (status == STATUS_OK) {
        token_file_remove(file);
        context->exit_status = child_end_as(&command);
    }
    return status;
}

static enum status child_run(struct context *context, const struct credential *credential,
                             struct token *token)
{
    bool with_file = context->options.token_file;
    struct environment environment = ENVIRONMENT;
    struct token_file file = TOKEN_FILE;
    enum status status = STATUS_OK;

    if (with_file)
        status = token_file_make(&file, &context->fault);
    if (status == STATUS_OK)
        status = environment_make(&environment, &context->format.names, credential,
                                  context->profile.name, with_file ? file.path : NULL);
    if (status != STATUS_OK && context->fault.status == STATUS_OK)
        fault_set(&context->fault, status, 0, "the environment", NULL);
    if (status == STATUS_OK)
        status = with_file               ? token_keep(context, &environment, &file, token)
                 : context->options.mask ? become_masked(context, &environment, token)
                                         : become_command(context, &environment, token);
    token_file_remove(&file);
    environment_clear(&environment);
    return status;
}

enum status command_exec(struct context *context)
{
    struct credential credential = { .token = NULL };
    struct token token = TOKEN;
    char host[HOST_SIZE];
    enum status status = check_words(context);

    if (status == STATUS_OK)
        status = answer_host_option(context, host);
    if (status == STATUS_OK)
        status = broker_or_store(context);
    if (status == STATUS_OK)
        status = answer_obtain(context, text_or_null(host), NULL, &token, &credential);
    if (status == STATUS_OK)
        status = child_run(context, &credential, &token);
    token_clear(&token);
    return status;
}
