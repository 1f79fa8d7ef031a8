/* program.c: argv → a row of a command table → an exit status. */
#include "helper/program.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "helper/harden.h"
#include "helper/say/conversation.h"
#include "helper/say/json.h"
#include "helper/say/say.h"
#include "protocol/clock.h"
#include "protocol/timing.h"

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

/* The word that hints may repeat as a command's name. */
static const char *plain_word(const char *name)
{
    return name != NULL && name[strspn(name, "abcdefghijklmnopqrstuvwxyz-")] == '\0' ? name
                                                                                     : NULL;
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

/* Whether the command works on the keys alone, without opening the store. */
static bool is_about_keys(enum audit_event event)
{
    return event == AUDIT_EVENT_KEY || event == AUDIT_EVENT_REKEY;
}

/* Commands that change something are recorded once they are done, if there was a store. */
static enum status record(struct context *context, enum status status)
{
    const struct about *about = &context->about;
    const struct audit_note note = {
        .event = about->event != AUDIT_EVENT_NOTHING ? about->event : context->command->event,
        .outcome = status,
        .profile = about->profile[0] != '\0' ? about->profile : context->options.profile,
        .host = about->host,
        .is_foreign = about->is_foreign,
        .print = about->token,
        .detail = about->detail,
    };
    enum status recorded;

    if (note.event == AUDIT_EVENT_NOTHING || about->is_nothing || is_miss(context, status) ||
        (context->store == NULL && !is_about_keys(note.event)))
        return status;
    recorded =
        audit_log_take(context->store, &note, status == STATUS_OK ? &context->fault : NULL);
    return status == STATUS_OK ? recorded : status;
}

enum status program_command(struct context *context, const struct command *command)
{
    enum status status;

    context->command = command;
    context->dialect = command->dialect;
    if (context->dialect != NULL && context->dialect->is_unattended)
        context->options.non_interactive = true;
    conversation_setup(&context->conversation, context->options.non_interactive);
    context->manner.all_headers = context->options.all_headers;
    status = check_words(context);
    if (status == STATUS_OK)
        status = record(context, command->run(context));
    return is_miss(context, status) ? answer_miss(context) : status;
}

/* Whether --host has what people call a host, and not its name. */
static bool is_host_in_words(const struct options *options)
{
    const char *first = options->host.item[0];
    char host[HOST_SIZE];

    return options->host.count > 0 &&
           (strchr(first, '.') == NULL || !host_canonical(host, first));
}

static enum status dispatch(struct context *context, char **line,
                            enum status (*otherwise)(struct context *context, char **line))
{
    const char *name = context->options.command;
    const struct command *command = name != NULL ? command_find(commands, name) : NULL;

    if (context->options.version)
        return print_version(context);
    if (command == NULL || context->options.help || is_host_in_words(&context->options))
        return otherwise(context, line);
    return program_command(context, command);
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

/* Reading the options moves the words of argv. */
static char **line_copy(int argc, char **argv)
{
    char **line = calloc((size_t)argc + 1, sizeof *line);

    if (line != NULL)
        memcpy(line, argv, (size_t)argc * sizeof *line);
    return line;
}

int program_run(int argc, char **argv,
                enum status (*otherwise)(struct context *context, char **line))
{
    static struct context context; /* large, and empty in the file */
    char **line = line_copy(argc, argv);
    const char *command;
    enum status status;

    context.profile = (struct profile)PROFILE;
    context.settings = (struct settings)SETTINGS;
    context.out = (struct buffer)BUFFER(RECORD_MAX);
    if (line == NULL || !harden()) {
        free(line);
        say_error("no memory or randomness to start with");
        return status_exit(STATUS_INTERNAL);
    }
    command = argc > 0 ? called_as(&context, argv[0]) : NULL;
    status = options_read(&context.options, command, argc, argv, &context.fault);
    say_setup(context.options.quiet, context.options.verbose);
    say_called(plain_word(context.options.command), context.options.store);
    if (context.options.verbose >= 2)
        timing_start(clock_microseconds());
    if (status == STATUS_OK)
        status = dispatch(&context, line, otherwise);
    if (status == STATUS_OK || context.prints_always)
        status = print(&context, status);
    if (status != STATUS_OK)
        print_failure(&context, status);
    say_timing();
    if (status == STATUS_OK && context.afterwards != NULL)
        context.afterwards(&context);
    context_clear(&context);
    free(line);
    return context.exit_status != 0 ? context.exit_status : status_exit(status);
}
