/* main.c: argv → a row of the command table → an exit status. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "helper/command.h"
#include "helper/conversation.h"
#include "helper/harden.h"
#include "helper/json.h"
#include "helper/say.h"

/* What the program does under other names, for callers that can't pass a word of their own. */
static const struct {
    const char *name; /* of the program; with a trailing '*' all that begin so */
    const char
        *command; /* NULL: the command is the caller's word, and unknown ones are ignored */
} names[] = {
    { "git-credential-*", NULL },
    { "workfront-credential-engflow", "engflow" },
    { "workfront-credential-kubernetes", "kubernetes" },
    { "terraform-credentials-workfront", "terraform" },
    { "workfront-token", "token" },
    { "workfront-authorization", "authorization" },
};

static bool name_matches(const char *name, const char *program)
{
    size_t length = strlen(name) - 1;

    return name[length] == '*' ? strncmp(name, program, length) == 0
                               : strcmp(name, program) == 0;
}

/* The command that the program's name stands for, or NULL. */
static const char *called_as(struct context *context, const char *program)
{
    const char *slash = strrchr(program, '/');
    size_t i;

    program = slash != NULL ? slash + 1 : program;
    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!name_matches(names[i].name, program))
            continue;
        context->is_credential_helper = names[i].command == NULL;
        return names[i].command;
    }
    return NULL;
}

static enum status no_such_command(struct context *context)
{
    const char *name = context->options.command;

    if (name == NULL)
        return fault_set(&context->fault, STATUS_USAGE, 0, "a command", "is needed");
    return fault_set(&context->fault, STATUS_USAGE, 0, name, "isn't a command");
}

static enum status check_words(struct context *context)
{
    if (context->command->arguments == NULL && context->options.arguments_count > 0)
        return fault_set(&context->fault, STATUS_USAGE, 0, context->options.arguments[0],
                         "is one word too many");
    if (context->options.profile != NULL && !profile_name_is_valid(context->options.profile))
        return fault_set(&context->fault, STATUS_USAGE, 0, "--profile",
                         "takes letters, digits, dots, hyphens and underscores, 64 at most");
    return options_allow(&context->options, context->command->options, &context->fault);
}

static enum status print_version(struct context *context)
{
    buffer_text(&context->out, PACKAGE_NAME " " PACKAGE_VERSION "\n");
    return STATUS_OK;
}

static bool is_miss(const struct context *context, enum status status)
{
    return context->dialect != NULL && context->dialect->miss != NULL &&
           (status == STATUS_NOT_FOUND || status == STATUS_NO_STORE);
}

static enum status answer_miss(struct context *context)
{
    buffer_clear(&context->out);
    buffer_text(&context->out, context->dialect->miss);
    return STATUS_OK;
}

static enum status dispatch(struct context *context)
{
    const struct options *options = &context->options;
    enum status status;

    if (options->version)
        return print_version(context);
    context->command = options->command != NULL ? command_find(options->command) : NULL;
    if (options->help) {
        usage(&context->out, context->command);
        return STATUS_OK;
    }
    if (context->command == NULL && context->is_credential_helper && options->command != NULL)
        return STATUS_OK;
    if (context->command == NULL)
        return no_such_command(context);
    context->dialect = context->command->dialect;
    if (context->dialect != NULL && context->dialect->is_unattended)
        context->options.non_interactive = true;
    conversation_setup(&context->conversation, options->non_interactive);
    context->manner.all_headers = options->all_headers;
    status = check_words(context);
    if (status == STATUS_OK)
        status = context->command->run(context);
    return is_miss(context, status) ? answer_miss(context) : status;
}

/* Returns what became of the command, or of printing when only that failed. */
static enum status print(struct context *context, enum status outcome)
{
    enum status status = buffer_status(&context->out);

    if (status == STATUS_OK)
        status = buffer_write(&context->out, STDOUT_FILENO);
    if (outcome != STATUS_OK || status == STATUS_OK)
        return outcome;
    return fault_set(&context->fault, status, status == STATUS_IO ? errno : 0,
                     "standard output", NULL);
}

/* Some callers need to see a failure on stdout too. */
static void print_failure(struct context *context, enum status status)
{
    struct buffer out = BUFFER(4096);

    const char *named = context->options.profile;
    const char *profile = context->profile.name[0] != '\0' ? context->profile.name : named;

    if (profile != NULL && !profile_name_is_valid(profile))
        profile = NULL;
    say_fault(&context->fault, profile);
    if (context->dialect != NULL && context->dialect->failure != NULL) {
        context->dialect->failure(&out, &context->manner, status_exit(status));
    } else if (context->options.json && !context->prints_always) {
        json_fault(&out, &context->fault, profile);
    }
    buffer_write(&out, STDOUT_FILENO);
    buffer_clear(&out);
}

static void clear(struct context *context)
{
    buffer_clear(&context->out);
    profile_clear(&context->profile);
    store_close(context->store);
    settings_clear(&context->settings);
}

int main(int argc, char **argv)
{
    static struct context context = { .profile = PROFILE,
                                      .settings = SETTINGS,
                                      .out = BUFFER(RECORD_MAX) };
    const char *command;
    enum status status;

    if (!harden()) {
        say_error("no memory or randomness to start with");
        return status_exit(STATUS_INTERNAL);
    }
    command = argc > 0 ? called_as(&context, argv[0]) : NULL;
    status = options_read(&context.options, command, argc, argv, &context.fault);
    say_setup(context.options.quiet, context.options.verbose);
    if (status == STATUS_OK)
        status = dispatch(&context);
    if (status == STATUS_OK || context.prints_always)
        status = print(&context, status);
    if (status != STATUS_OK)
        print_failure(&context, status);
    else if (context.afterwards != NULL)
        context.afterwards(&context);
    clear(&context);
    return context.exit_status != 0 ? context.exit_status : status_exit(status);
}
