/* commands.c: the table of commands, which also prints the usage. */
#include "helper/commands.h"

#include <string.h>

#include "helper/say.h"

#define HANDS_OUT                                                                              \
    (OPTION_PROFILE | OPTION_HOST | OPTION_MIN_VALIDITY | OPTION_FORCE | OPTION_SHOW)
#define ASKED (OPTION_PROFILE | OPTION_MIN_VALIDITY | OPTION_FORCE)
#define GIT                                                                                    \
    (OPTION_PROFILE | OPTION_MIN_VALIDITY | OPTION_FORCE | OPTION_ANY_HOST | OPTION_LIFETIME)

const struct command commands[] = {
    { .name = "setup",
      .options = OPTION_PROFILE | OPTION_HOST | OPTION_FROM | OPTION_CREDENTIAL |
                 OPTION_IMS_URL | OPTION_API_VERSION | OPTION_REQUIRE_ADMIN | OPTION_WAIT |
                 OPTION_NO_VERIFY | OPTION_DEFAULT | OPTION_JSON,
      .run = command_setup,
      .summary = "record a credential of the Adobe Developer Console and prove it",
      .more =
          "On a terminal, without --from, it leads through the Developer Console and asks for "
          "what it\n"
          "needs. With --from it asks nothing: it takes the file that the Console's \"Download "
          "JSON\" gives\n"
          "(or a project's, aio's, an .env file, the copied curl command). It asks Adobe for a "
          "token, finds\n"
          "the technical account in Workfront, says what was proved, and saves. Nothing is "
          "saved unless all\n"
          "of it succeeds. Again, it changes what is recorded: --host adds an instance, --from "
          "replaces the\n"
          "secret, --default makes the profile the default.\n" },
    { .name = "verify",
      .options = OPTION_PROFILE | OPTION_HOST | OPTION_REQUIRE_ADMIN | OPTION_WAIT |
                 OPTION_FORCE | OPTION_JSON,
      .run = command_verify,
      .summary = "check again that Workfront knows the technical account" },
    { .name = "get",
      .options = GIT,
      .dialect = &dialect_git,
      .run = command_get,
      .is_for_tools = true,
      .summary = "answer a git-credential request on standard input" },
    { .name = "store",
      .options = GIT,
      .dialect = &dialect_git,
      .run = command_store,
      .is_for_tools = true,
      .summary = "keep another host's credential, with --any-host",
      .more = "Tokens that were handed out are known and aren't stored. With --any-host, or "
              "any-host = yes\nin the configuration, credentials of all other https hosts are "
              "kept in the sealed store.\n" },
    { .name = "erase",
      .options = GIT,
      .dialect = &dialect_git,
      .run = command_erase,
      .is_for_tools = true,
      .summary = "take git's word that a token or a kept credential was refused" },
    { .name = "capability",
      .options = GIT,
      .run = command_capability,
      .is_for_tools = true,
      .summary = "say what the git-credential protocol may use" },
    { .name = "env",
      .options = HANDS_OUT | OPTION_SHELL | OPTION_UNSET | OPTION_NO_EXPORT | OPTION_VAR,
      .dialect = &dialect_shell,
      .run = command_env,
      .summary = "print lines for a shell: eval \"$(workfront-credential env)\"",
      .more =
          "SHELL: sh, bash, zsh, ksh, dash, fish, csh, tcsh, pwsh, or the format of a file:\n"
          "dotenv, systemd, gitlab, json; github adds to $GITHUB_ENV and masks the token.\n" },
    { .name = "token",
      .options = HANDS_OUT,
      .dialect = &dialect_token,
      .run = command_print,
      .summary = "print the access token",
      .instead = "token=$(workfront-credential token)" },
    { .name = "authorization",
      .options = HANDS_OUT,
      .dialect = &dialect_authorization,
      .run = command_print,
      .is_for_tools = true,
      .summary = "print \"Bearer …\", the whole value of the header",
      .instead = "value=$(workfront-credential authorization)" },
    { .name = "header",
      .options = HANDS_OUT | OPTION_ALL_HEADERS,
      .dialect = &dialect_header,
      .run = command_print,
      .is_for_tools = true,
      .summary = "print \"Authorization: Bearer …\"",
      .instead = "workfront-credential header | curl -H @- URL" },
    { .name = "curl",
      .options = HANDS_OUT | OPTION_ALL_HEADERS,
      .dialect = &dialect_curl,
      .run = command_print,
      .is_for_tools = true,
      .summary = "print a configuration for curl -K -",
      .instead = "workfront-credential curl | curl -K - URL" },
    { .name = "headers-json",
      .options = HANDS_OUT | OPTION_ALL_HEADERS,
      .dialect = &dialect_headers_json,
      .run = command_print,
      .is_for_tools = true,
      .summary = "print the headers as a JSON object",
      .instead = "workfront-credential headers-json | PROGRAM" },
    { .name = "json",
      .options = HANDS_OUT,
      .dialect = &dialect_json,
      .run = command_print,
      .is_for_tools = true,
      .summary = "print the token, its expiry and where it belongs as JSON",
      .instead = "workfront-credential json | PROGRAM" },
    { .name = "exec",
      .arguments = "[--] COMMAND…",
      .options = ASKED | OPTION_HOST | OPTION_VAR | OPTION_TOKEN_FILE | OPTION_ON_RENEW,
      .run = command_exec,
      .summary = "run a command with the token in its environment",
      .more =
          "With --token-file the token is kept fresh in the file $WORKFRONT_TOKEN_FILE for\n"
          "commands that outlive it. The exit status is the command's.\n" },
    { .name = "api",
      .arguments = "[METHOD] PATH…",
      .options = ASKED | OPTION_HOST | OPTION_ALL_HEADERS | OPTION_DATA,
      .dialect = &dialect_curl,
      .run = command_api,
      .summary = "call the Workfront API with curl",
      .more =
          "PATH begins with / or stands below /attask/api/vN.0/, as proj/search?fields=name.\n"
          "A body is sent as JSON. The exit status is curl's.\n" },
    { .name = "engflow",
      .arguments = "get",
      .options = ASKED | OPTION_ALL_HEADERS,
      .dialect = &dialect_engflow,
      .run = command_engflow,
      .is_for_tools = true,
      .summary = "answer as a credential helper of Bazel and its like" },
    { .name = "kubernetes",
      .options = ASKED | OPTION_HOST,
      .dialect = &dialect_kubernetes,
      .run = command_ask,
      .is_for_tools = true,
      .summary = "answer as an exec plugin of kubectl" },
    { .name = "terraform",
      .arguments = "get|store|forget HOST",
      .options = ASKED,
      .dialect = &dialect_terraform,
      .run = command_terraform,
      .is_for_tools = true,
      .summary = "answer as a credentials helper of Terraform and OpenTofu" },
    { .name = "terraform-external",
      .options = ASKED | OPTION_HOST,
      .dialect = &dialect_external,
      .run = command_ask,
      .is_for_tools = true,
      .summary = "answer as a program of Terraform's data \"external\"" },
    { .name = "status",
      .options = OPTION_PROFILE | OPTION_JSON,
      .run = command_status,
      .summary = "say what is recorded, when it expires and what unlocks it" },
    { .name = "show",
      .options = OPTION_PROFILE | OPTION_JSON,
      .run = command_show,
      .summary = "show all that is recorded of a profile but its secrets" },
    { .name = "list",
      .options = OPTION_JSON,
      .run = command_list,
      .summary = "list the profiles and the hosts they serve" },
    { .name = "remove",
      .options = OPTION_PROFILE | OPTION_HOST,
      .run = command_remove,
      .summary = "forget a profile, its secret and its token",
      .more = "--profile must name it; with --host only that host goes. The credential itself "
              "stays "
              "in the\nDeveloper Console.\n" },
    { .name = "forget",
      .options = OPTION_PROFILE | OPTION_HOST,
      .run = command_remove,
      .summary = "another name of remove" },
    { .name = "revoke",
      .options = OPTION_PROFILE | OPTION_HOST,
      .run = command_revoke,
      .summary = "ask Adobe to make the present token invalid, and drop it",
      .more =
          "For a token that has leaked. The credential stays; the next command that needs a "
          "token\nasks for a new one. When Adobe can't be asked, the token is dropped all the "
          "same and\nthe exit status says why.\n" },
    { .name = "explain",
      .arguments = "get|token|header|env",
      .options = HANDS_OUT | OPTION_ANY_HOST,
      .run = command_explain,
      .summary = "say which profile would answer, why, and what would be sent" },
    { .name = "doctor",
      .options = OPTION_PROFILE | OPTION_JSON,
      .run = command_doctor,
      .summary = "check the installation, the network and the clock" },
    { .name = "help",
      .arguments = "[COMMAND]",
      .run = command_help,
      .summary = "explain the commands, or one of them" },
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

enum { SCREEN = 78 };

/* How many columns the next word takes, and in *bytes how long it is. */
static size_t word_width(const char *text, size_t *bytes)
{
    size_t width = 0;

    for (*bytes = 0; text[*bytes] != '\0' && strchr(" \n", text[*bytes]) == NULL; (*bytes)++)
        width += ((unsigned char)text[*bytes] & 0xc0) != 0x80;
    return width;
}

/* Words in lines that fit. */
static void put_prose(struct buffer *out, const char *text)
{
    size_t column = 0, bytes;

    for (text += strspn(text, " \n"); *text != '\0'; text += strspn(text, " \n")) {
        size_t width = word_width(text, &bytes);

        if (column > 0)
            buffer_text(out, column + 1 + width > SCREEN ? "\n" : " ");
        column = column > 0 && column + 1 + width <= SCREEN ? column + 1 + width : width;
        buffer_append(out, text, bytes);
        text += bytes;
    }
    buffer_text(out, "\n");
}

static void usage_of(struct buffer *out, const struct command *command)
{
    buffer_format(out, "usage: workfront-credential %s [OPTION]…%s%s\n\n%s.\n", command->name,
                  command->arguments != NULL ? " " : "",
                  command->arguments != NULL ? command->arguments : "", command->summary);
    if (command->more != NULL)
        put_prose(out, command->more);
    buffer_text(out, "\nOptions:\n");
    options_describe(out, command->options | (say_is_verbose() ? OPTION_COMMON : 0));
    if (!say_is_verbose())
        buffer_text(out,
                    "  and --store DIR, --non-interactive, -q, -v, -h: see help -v COMMAND\n");
}

/* Names only, separated by commas, in lines that fit. */
static void usage_for_tools(struct buffer *out)
{
    const struct command *command;
    size_t column = SCREEN;

    buffer_text(out, "\nFor other tools, and in other forms:");
    for (command = commands; command->name != NULL; command++) {
        size_t length = strlen(command->name) + 2;

        if (!command->is_for_tools)
            continue;
        buffer_text(out, column == SCREEN            ? "\n  "
                         : column + length >= SCREEN ? ",\n  "
                                                     : ", ");
        column = column + length >= SCREEN ? length : column + length;
        buffer_text(out, command->name);
    }
    buffer_text(out, "\n");
}

void usage(struct buffer *out, const struct command *command)
{
    if (command != NULL) {
        usage_of(out, command);
        return;
    }
    buffer_text(out, "usage: workfront-credential COMMAND [OPTION]…\n\n");
    for (command = commands; command->name != NULL; command++)
        if (!command->is_for_tools || say_is_verbose())
            buffer_format(out, "  %-*s  %s\n", say_is_verbose() ? 18 : 8, command->name,
                          command->summary);
    if (!say_is_verbose())
        usage_for_tools(out);
    buffer_text(out, "\nhelp COMMAND explains one of them, help -v lists all.\n");
}
