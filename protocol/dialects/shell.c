/* shell.c: the table of shells. */
#include "protocol/dialects/shell.h"

#include <string.h>

#include "protocol/dialects/dialect.h"

#define POSIX(shell_name)                                                                      \
    {                                                                                          \
        .name = (shell_name), .dialect = &dialect_shell, .quoting = &quoting_sh,               \
        .export_before = "export ", .export_between = "=", .export_after = ";\n",              \
        .assign_before = "", .assign_between = "=", .unset_before = "unset ",                  \
        .unset_between = " ", .unset_after = ";\n", .fail_before = "(exit ",                   \
        .fail_after = ");\n", .usage = "eval \"$(workfront-credential env)\""                  \
    }

#define CSH(shell_name)                                                                        \
    {                                                                                          \
        .name = (shell_name), .dialect = &dialect_shell, .quoting = &quoting_csh,              \
        .export_before = "setenv ", .export_between = " ", .export_after = ";\n",              \
        .assign_before = "set ", .assign_between = "=", .unset_before = "unsetenv ",           \
        .unset_after = ";\n", .forget_before = "unset ", .fail_before = "(exit ",              \
        .fail_after = ");\n", .usage = "eval \"`workfront-credential env --shell csh`\""       \
    }

/* NAME=VALUE lines of a file: there is nothing to unset and nobody to fail. */
#define FILE_OF(file_name)                                                                     \
    {                                                                                          \
        .name = (file_name), .dialect = &dialect_shell, .quoting = &quoting_raw,               \
        .export_before = "", .export_between = "=", .export_after = "\n",                      \
        .usage = "workfront-credential env --shell " file_name " > FILE"                       \
    }

const struct shell shells[] = {
    POSIX("sh"),
    POSIX("bash"),
    POSIX("zsh"),
    POSIX("ksh"),
    POSIX("dash"),
    { .name = "fish",
      .dialect = &dialect_shell,
      .quoting = &quoting_fish,
      .export_before = "set -gx ",
      .export_between = " ",
      .export_after = ";\n",
      .assign_before = "set -g ",
      .assign_between = " ",
      .unset_before = "set -e ",
      .unset_between = " ",
      .unset_after = ";\n",
      .fail_before = "sh -c 'exit ",
      .fail_after = "';\n",
      .usage = "workfront-credential env --shell fish | source" },
    CSH("csh"),
    CSH("tcsh"),
    { .name = "pwsh",
      .dialect = &dialect_shell,
      .quoting = &quoting_pwsh,
      .export_before = "$env:",
      .export_between = " = ",
      .export_after = "\n",
      .assign_before = "$",
      .assign_between = " = ",
      .unset_before = "Remove-Item -ErrorAction SilentlyContinue Env:",
      .unset_after = "\n",
      .forget_before = "Remove-Variable -ErrorAction SilentlyContinue ",
      .fail_before = "throw 'workfront-credential: exit status ",
      .fail_after = "'\n",
      .usage = "workfront-credential env --shell pwsh | Out-String | Invoke-Expression" },
    { .name = "elvish",
      .dialect = &dialect_shell,
      .quoting = &quoting_pwsh,
      .export_before = "set-env ",
      .export_between = " ",
      .export_after = "\n",
      .unset_before = "unset-env ",
      .unset_after = "\n",
      .fail_before = "fail 'workfront-credential: exit status ",
      .fail_after = "'\n",
      .usage = "eval (workfront-credential env --shell elvish | slurp)" },
    { .name = "xonsh",
      .dialect = &dialect_shell,
      .quoting = &quoting_xonsh,
      .export_before = "$",
      .export_between = " = ",
      .export_after = "\n",
      .unset_before = "${...}.pop('",
      .unset_after = "', None)\n",
      .fail_before = "raise RuntimeError('workfront-credential: exit status ",
      .fail_after = "')\n",
      .usage = "execx($(workfront-credential env --shell xonsh))" },
    { .name = "nushell",
      .dialect = &dialect_json_env,
      .usage = "workfront-credential env --shell nushell | from json | load-env" },
    { .name = "cmd",
      .dialect = &dialect_shell,
      .quoting = &quoting_cmd,
      .export_before = "set \"",
      .export_between = "=",
      .export_after = "\"\r\n",
      .unset_before = "set \"",
      .unset_after = "=\"\r\n",
      .fail_before = "cmd /c exit ",
      .fail_after = "\r\n",
      .usage = "for /f \"delims=\" %i in ('workfront-credential env --shell cmd') do @%i" },
    FILE_OF("dotenv"),
    FILE_OF("systemd"),
    FILE_OF("gitlab"),
    { .name = "azure",
      .dialect = &dialect_azure,
      .usage = "workfront-credential env --shell azure" },
    { .name = "github",
      .dialect = &dialect_github,
      .usage = "workfront-credential env --shell github" },
    { .name = "json",
      .dialect = &dialect_json_env,
      .usage = "workfront-credential env --shell json > FILE" },
    { .name = NULL },
};

const struct shell *shell_find(const char *name)
{
    const struct shell *shell;

    if (strcmp(name, "powershell") == 0)
        name = "pwsh";
    for (shell = shells; shell->name != NULL; shell++)
        if (strcmp(shell->name, name) == 0)
            return shell;
    return NULL;
}

void shell_list(struct buffer *out)
{
    const struct shell *shell;

    for (shell = shells; shell->name != NULL; shell++)
        buffer_format(out, "%s%s", shell == shells ? "" : ", ", shell->name);
}
