/* main.c: argv → a row of the table of commands → an exit status. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper/commands.h"
#include "helper/harden.h"
#include "helper/mending.h"
#include "helper/say/conversation.h"
#include "helper/say/fields.h"
#include "helper/say/report.h"
#include "helper/say/say.h"
#include "helper/suggest.h"
#include "protocol/clock.h"

/* The word that hints may repeat as a command's name. */
static const char *plain_word(const char *name)
{
    return name != NULL && name[strspn(name, "abcdefghijklmnopqrstuvwxyz-")] == '\0' ? name
                                                                                     : NULL;
}

static enum status check_words(struct context *context)
{
    if (context->command->arguments == NULL && context->options.arguments_count > 0)
        return suggest_argument(context, context->options.arguments[0]);
    if (context->options.profile != NULL && !profile_name_is_valid(context->options.profile))
        return fault_set(&context->fault, STATUS_USAGE, 0,
                         (context->options.given & OPTION_PROFILE) != 0 ? "--profile"
                                                                        : "WORKFRONT_PROFILE",
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
    return context->dialect->miss != NULL &&
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
    return event == AUDIT_EVENT_KEY || event == AUDIT_EVENT_REKEY ||
           event == AUDIT_EVENT_POLICY;
}

/* Commands that change something are recorded once they are done, if there was a store. */
static enum status audit_command(struct context *context, enum status status)
{
    const struct audit_subject *audited = &context->audited;
    const struct audit_note note = {
        .event =
            audited->event != AUDIT_EVENT_NOTHING ? audited->event : context->command->event,
        .outcome = status,
        .profile = audited->profile[0] != '\0' ? audited->profile : context->options.profile,
        .host = audited->host,
        .is_foreign = audited->is_foreign,
        .print = audited->token,
        .detail = audited->detail,
    };
    enum status recorded;

    if (note.event == AUDIT_EVENT_NOTHING || audited->is_nothing || is_miss(context, status) ||
        (context->store == NULL && !is_about_keys(note.event)))
        return status;
    recorded =
        audit_log_take(context->store, &note, status == STATUS_OK ? &context->fault : NULL);
    return status == STATUS_OK ? recorded : status;
}

/* What is recorded or removed is named on the line, or is the default. */
static bool changes_profiles(enum audit_event event)
{
    return event == AUDIT_EVENT_SETUP || event == AUDIT_EVENT_REMOVE;
}

static enum status command_run(struct context *context, const struct command *command)
{
    enum status status;

    context->command = command;
    context->dialect = command->dialect;
    if (context->dialect->is_unattended)
        context->options.non_interactive = true;
    conversation_setup(&context->conversation, context->options.non_interactive);
    context->format.all_headers = context->options.all_headers;
    if (!changes_profiles(command->event))
        options_take_environment(&context->options, command->options);
    status = check_words(context);
    if (status == STATUS_OK)
        status = audit_command(context, command->run(context));
    return is_miss(context, status) ? answer_miss(context) : status;
}

/* Without a command: the commands, on stderr, since scripts take what is on stdout. */
static enum status no_such_command(struct context *context)
{
    const char *name = context->options.command;
    struct buffer text = BUFFER(8192);

    if (name != NULL)
        return suggest_command(context, name);
    usage(&text, NULL);
    style_write(&text, STDERR_FILENO);
    buffer_clear(&text);
    context->exit_status = status_exit(STATUS_USAGE);
    return STATUS_OK;
}

static enum status dispatch_command(struct context *context)
{
    const char *name = context->options.command;
    const struct command *command = name != NULL ? command_find(name) : NULL;

    if (context->options.version)
        return print_version(context);
    if (context->options.help) {
        usage(&context->out, command);
        return STATUS_OK;
    }
    if (command != NULL)
        return command_run(context, command);
    if (context->is_credential_helper && name != NULL)
        return STATUS_OK;
    return no_such_command(context);
}

/* Returns what became of the command, or of printing when only that failed. */
static enum status print_answer(struct context *context, enum status outcome)
{
    enum status status = buffer_status(&context->out);

    if (status == STATUS_OK)
        status = context->dialect == &dialect_none ? style_write(&context->out, STDOUT_FILENO)
                                                   : buffer_write(&context->out, STDOUT_FILENO);
    context->is_reported &= status == STATUS_OK;
    if (outcome != STATUS_OK || status == STATUS_OK)
        return outcome;
    return fault_set(&context->fault, status, status == STATUS_IO ? errno : 0,
                     "standard output", NULL);
}

/* Whether what goes to stderr is read where the answer is. */
static bool is_seen_together(void)
{
    struct stat out, err;

    return fstat(STDOUT_FILENO, &out) == 0 && fstat(STDERR_FILENO, &err) == 0 &&
           out.st_dev == err.st_dev && out.st_ino == err.st_ino;
}

/* What a report has told isn't told again beside it; elsewhere without another remedy. */
static void say_failure(const struct context *context, const char *profile)
{
    char sentence[1024];

    if (!context->is_reported) {
        say_fault(&context->fault, profile);
    } else if (!is_seen_together()) {
        say_sentence(sentence, sizeof sentence, &context->fault);
        say_error("%s", sentence);
    }
}

/* Some callers need to see a failure on stdout too. */
static void print_failure(struct context *context, enum status status)
{
    struct buffer out = BUFFER(4096);

    const char *named = context->options.profile;
    const char *profile = context->profile.name[0] != '\0' ? context->profile.name : named;

    if (profile != NULL && !profile_name_is_valid(profile))
        profile = NULL;
    suggest_recorded(context);
    mending_suggest(&context->paths, &context->fault);
    say_failure(context, profile);
    if (context->dialect->failure != NULL) {
        context->dialect->failure(&out, &context->format, status_exit(status));
    } else if (context->options.json && !context->prints_always) {
        json_fault(&out, &context->fault, profile);
    }
    style_write(&out, STDOUT_FILENO);
    buffer_clear(&out);
}

/* The command that the program's name stands for, or NULL when the caller's word says. */
static const char *called_as(struct context *context, const char *program)
{
    const struct command *command = program != NULL ? command_called(program) : NULL;

    context->is_credential_helper = command != NULL && command->takes_word;
    return command == NULL || command->takes_word ? NULL : command->name;
}

static enum status line_answer(struct context *context, int argc, char **argv)
{
    const char *command = called_as(context, argv[0]);
    enum status status = options_read(&context->options, command, argc, argv, &context->fault);

    say_setup(context->options.quiet, context->options.verbose);
    say_called(plain_word(context->options.command), context->options.store);
    if (context->options.verbose >= 2)
        timing_start(clock_microseconds());
    if (status == STATUS_OK)
        status = dispatch_command(context);
    if (status == STATUS_OK || context->prints_always)
        status = print_answer(context, status);
    if (status != STATUS_OK)
        print_failure(context, status);
    say_timing();
    return status;
}

int main(int argc, char **argv)
{
    static struct context context; /* large, and empty in the file */
    const char *lacking = harden();
    enum status status;

    context.dialect = &dialect_none;
    context.profile = (struct profile)PROFILE;
    context.target = (struct target)TARGET;
    context.settings = (struct settings)SETTINGS;
    context.out = (struct buffer)BUFFER(RECORD_MAX);
    paths_forget(&context.paths);
    if (lacking != NULL) {
        say_error("%s", lacking);
        return status_exit(STATUS_INTERNAL);
    }
    status = line_answer(&context, argc, argv);
    if (status == STATUS_OK && context.afterwards != NULL)
        context.afterwards(&context);
    return context.exit_status != 0 ? context.exit_status : status_exit(status);
}
