/* suggest.c: words of other tools, words that were misspelt, values without their option. */
#include "helper/suggest.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/commands.h"
#include "helper/say/say.h"
#include "helper/say/spelling.h"
#include "protocol/dialects/shell.h"

/* What other tools call it → what it is here. */
static const char *const elsewhere[][2] = {
    { "add", "setup" },        { "check", "verify" },      { "configure", "setup" },
    { "delete", "remove" },    { "init", "setup" },        { "login", "setup" },
    { "logout", "remove" },    { "ls", "list" },           { "mv", "rename" },
    { "print", "token" },      { "refresh", "token -f" },  { "rm", "remove" },
    { "run", "exec" },         { "version", "--version" }, { "whoami", "verify" },
    { "uninstall", "remove" },
};

static const char *meant_command(const char *word)
{
    struct spelling spelling = { .word = word };
    const struct command *command;
    size_t i;

    for (i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++)
        if (strcmp(elsewhere[i][0], word) == 0)
            return elsewhere[i][1];
    for (command = commands; command->name != NULL; command++)
        spelling_try(&spelling, command->name);
    return spelling.nearest;
}

enum status suggest_command(struct context *context, const char *word)
{
    say_called(NULL, context->options.store);
    return fault_because(&context->fault, STATUS_USAGE, CAUSE_NOT_A_COMMAND, word,
                         meant_command(word));
}

static bool is_host(const char *word)
{
    char host[HOST_SIZE];

    return strchr(word, '.') != NULL &&
           (host_canonical(host, word) || host_of_url(host, word, NULL));
}

static bool is_file(const char *word)
{
    return strchr(word, '/') != NULL || access(word, F_OK) == 0;
}

static bool is_shell(const char *word)
{
    return shell_find(word) != NULL;
}

/* Options whose values can be told by how they look; the first that fits is taken. */
static const struct {
    uint64_t option;
    const char *name;
    bool (*fits)(const char *word);
} values[] = {
    { OPTION_SHELL, "--shell", is_shell },
    { OPTION_FROM, "--from", is_file },
    { OPTION_HOST, "--host", is_host },
    { OPTION_PROFILE, "--profile", profile_name_is_valid },
};

enum { VALUES = sizeof values / sizeof values[0] };

enum status suggest_argument(struct context *context, const char *word)
{
    char meant[160] = "";
    size_t i = 0;

    while (i < VALUES &&
           ((context->command->options & values[i].option) == 0 || !values[i].fits(word)))
        i++;
    if (i < VALUES)
        snprintf(meant, sizeof meant, "%s %s", values[i].name, word);
    return fault_because(&context->fault, STATUS_USAGE, CAUSE_STRAY_WORD, word, meant);
}

static void list_profile(struct buffer *out, struct store *store, const char *name)
{
    struct profile profile = PROFILE;
    size_t i;

    buffer_format(out, "%s%s", out->length > 0 ? "; " : "", name);
    if (profile_load(&profile, store, name, NULL) == STATUS_OK)
        for (i = 0; i < profile.host.count; i++)
            buffer_format(out, "%s%s", i > 0 ? ", " : " for ", profile.host.item[i]);
    profile_clear(&profile);
}

static enum cause unknown_cause(const struct context *context)
{
    const char *profile = context->options.profile, *subject = context->fault.subject;

    if (profile != NULL && strcmp(profile, subject) == 0)
        return CAUSE_PROFILE_UNKNOWN;
    return host_is_workfront(subject) ? CAUSE_HOST_UNKNOWN : CAUSE_NAME_UNKNOWN;
}

/* Whether it helps to know what is recorded. */
static bool wants_names(const struct fault *fault)
{
    return (fault->status == STATUS_NOT_FOUND && fault->cause == CAUSE_NONE) ||
           fault->cause == CAUSE_PROFILE_NEEDED;
}

void suggest_recorded(struct context *context)
{
    struct fault *fault = &context->fault;
    struct buffer names = BUFFER(STORE_RECORD_MAX), out = BUFFER(STORE_RECORD_MAX);
    struct string_list profiles = { .count = 0 };
    size_t i;

    if (wants_names(fault) && context->store != NULL)
        profile_names(&profiles, &names, context->store, PROFILE_ALL, NULL);
    for (i = 0; i < profiles.count; i++)
        list_profile(&out, context->store, profiles.item[i]);
    if (out.length > 0) {
        fault->cause = fault->cause == CAUSE_NONE ? unknown_cause(context) : fault->cause;
        fault_sanitise(fault->detail, sizeof fault->detail, buffer_string(&out));
    }
    buffer_clear(&names);
    buffer_clear(&out);
}
