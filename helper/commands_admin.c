/* commands_admin.c: the table of what people call, to set up, look at and change. */
#include "helper/commands.h"

#define ASKED (OPTION_PROFILE | OPTION_MIN_VALIDITY | OPTION_FORCE)

const struct command admin_commands[] = {
    { .name = "setup",
      .options = OPTION_PROFILE | OPTION_HOST | OPTION_FROM | OPTION_CREDENTIAL |
                 OPTION_IMS_URL | OPTION_API_VERSION | OPTION_REQUIRE_ADMIN | OPTION_WAIT |
                 OPTION_NO_VERIFY | OPTION_DEFAULT | OPTION_JSON,
      .run = command_setup,
      .event = AUDIT_EVENT_SETUP },
    { .name = "verify",
      .options = OPTION_PROFILE | OPTION_HOST | OPTION_REQUIRE_ADMIN | OPTION_WAIT |
                 OPTION_FORCE | OPTION_JSON,
      .run = command_verify },
    { .name = "exec",
      .arguments = "[--] COMMAND…",
      .options = ASKED | OPTION_HOST | OPTION_VAR | OPTION_TOKEN_FILE | OPTION_ON_RENEW,
      .run = command_exec },
    { .name = "api",
      .arguments = "[METHOD] PATH…",
      .options = ASKED | OPTION_HOST | OPTION_ALL_HEADERS | OPTION_DATA,
      .dialect = &dialect_curl,
      .run = command_api },
    { .name = "status", .options = OPTION_PROFILE | OPTION_JSON, .run = command_status },
    { .name = "show", .options = OPTION_PROFILE | OPTION_JSON, .run = command_show },
    { .name = "list", .options = OPTION_JSON, .run = command_list },
    { .name = "remove",
      .options = OPTION_PROFILE | OPTION_HOST,
      .run = command_remove,
      .event = AUDIT_EVENT_REMOVE },
    { .name = "forget",
      .options = OPTION_PROFILE | OPTION_HOST,
      .run = command_remove,
      .event = AUDIT_EVENT_REMOVE },
    { .name = "revoke",
      .options = OPTION_PROFILE | OPTION_HOST,
      .run = command_revoke,
      .event = AUDIT_EVENT_REVOKE },
    { .name = "audit",
      .arguments = "show|verify",
      .options = OPTION_SINCE | OPTION_JSON,
      .run = command_audit },
    { .name = "explain",
      .arguments = "get|token|header|env",
      .options = HANDS_OUT | OPTION_ANY_HOST | OPTION_USERNAME,
      .run = command_explain },
    { .name = "doctor", .options = OPTION_PROFILE | OPTION_JSON, .run = command_doctor },
    { .name = "unlock", .options = OPTION_JSON, .run = command_unlock },
    { .name = "lock", .options = OPTION_JSON, .run = command_lock },
    { .name = "stack", .options = OPTION_JSON, .run = command_stack },
    { .name = "key",
      .arguments = "list | add [MODULE…] | remove NUMBER…",
      .options = OPTION_JSON,
      .run = command_key,
      .event = AUDIT_EVENT_KEY },
    { .name = "rekey",
      .options = OPTION_POLICY,
      .run = command_rekey,
      .event = AUDIT_EVENT_REKEY },
    { .name = "help", .arguments = "[COMMAND]", .run = command_help },
    { .name = NULL },
};

const struct command *command_find_any(const char *name)
{
    const struct command *command = command_find(commands, name);

    return command != NULL ? command : command_find(admin_commands, name);
}
