/* commands.c: the table of what tools, shells and jobs call, without a word of help: that is
 * the admin program's.
 */
#include "helper/commands.h"

#include <string.h>

#define ASKED (OPTION_PROFILE | OPTION_MIN_VALIDITY | OPTION_FORCE)
#define GIT                                                                                    \
    (OPTION_PROFILE | OPTION_MIN_VALIDITY | OPTION_FORCE | OPTION_ANY_HOST | OPTION_LIFETIME)

const struct command commands[] = {
    { .name = "get", .options = GIT, .dialect = &dialect_git, .run = command_get },
    { .name = "store",
      .options = GIT,
      .dialect = &dialect_git,
      .run = command_store,
      .event = AUDIT_EVENT_KEEP },
    { .name = "erase",
      .options = GIT,
      .dialect = &dialect_git,
      .run = command_erase,
      .event = AUDIT_EVENT_ERASE },
    { .name = "capability", .options = GIT, .run = command_capability },
    { .name = "env",
      .options = HANDS_OUT | OPTION_SHELL | OPTION_UNSET | OPTION_NO_EXPORT | OPTION_VAR,
      .dialect = &dialect_shell,
      .run = command_env },
    { .name = "token",
      .options = HANDS_OUT,
      .dialect = &dialect_token,
      .run = command_print,
      .instead = "token=$(workfront-credential token)" },
    { .name = "authorization",
      .options = HANDS_OUT,
      .dialect = &dialect_authorization,
      .run = command_print,
      .instead = "value=$(workfront-credential authorization)" },
    { .name = "header",
      .options = HANDS_OUT | OPTION_ALL_HEADERS,
      .dialect = &dialect_header,
      .run = command_print,
      .instead = "workfront-credential header | curl -H @- URL" },
    { .name = "curl",
      .options = HANDS_OUT | OPTION_ALL_HEADERS,
      .dialect = &dialect_curl,
      .run = command_print,
      .instead = "workfront-credential curl | curl -K - URL" },
    { .name = "headers-json",
      .options = HANDS_OUT | OPTION_ALL_HEADERS,
      .dialect = &dialect_headers_json,
      .run = command_print,
      .instead = "workfront-credential headers-json | PROGRAM" },
    { .name = "json",
      .options = HANDS_OUT,
      .dialect = &dialect_json,
      .run = command_print,
      .instead = "workfront-credential json | PROGRAM" },
    { .name = "engflow",
      .arguments = "get",
      .options = ASKED | OPTION_ALL_HEADERS,
      .dialect = &dialect_engflow,
      .run = command_engflow },
    { .name = "kubernetes",
      .options = ASKED | OPTION_HOST,
      .dialect = &dialect_kubernetes,
      .run = command_ask },
    { .name = "terraform",
      .arguments = "get|store|forget HOST",
      .options = ASKED,
      .dialect = &dialect_terraform,
      .run = command_terraform },
    { .name = "terraform-external",
      .options = ASKED | OPTION_HOST,
      .dialect = &dialect_external,
      .run = command_ask },
    { .name = NULL },
};

const struct command *command_find(const struct command *table, const char *name)
{
    const struct command *command;

    for (command = table; command->name != NULL; command++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}
