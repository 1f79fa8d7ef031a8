/* commands.c: the rows of commands.h as one table. */
#include "helper/commands.h"

#include <string.h>

/* What is asked for in the caller's own form, in git's, and on the command line. */
#define OPTIONS_ASK      (OPTION_PROFILE | OPTION_MIN_VALIDITY | OPTION_FORCE | OPTION_BROKER)
#define OPTIONS_GIT      (OPTIONS_ASK | OPTION_ANY_HOST | OPTION_LIFETIME)
#define OPTIONS_HAND_OUT (OPTIONS_ASK | OPTION_HOST | OPTION_SHOW)

const struct dialect dialect_none = { .name = "none" };

const struct command commands[] = {
#define COMMAND(run_, in, called_, ...)                                                        \
    { .run = command_##run_, .dialect = &dialect_##in, .called = (called_), __VA_ARGS__ },
#include "helper/commands.h"
    { .name = NULL },
};

const struct command *command_find(const char *name)
{
    const struct command *command;

    for (command = commands; command->name != NULL; command++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}

static bool is_called(const struct command *command, const char *program)
{
    size_t length = command->called != NULL ? strcspn(command->called, "*") : 0;

    if (command->called == NULL || strncmp(command->called, program, length) != 0)
        return false;
    return command->called[length] == '*' || program[length] == '\0';
}

const struct command *command_called(const char *path)
{
    const char *slash = strrchr(path, '/');
    const struct command *command;

    for (command = commands; command->name != NULL; command++)
        if (is_called(command, slash != NULL ? slash + 1 : path))
            return command;
    return NULL;
}
