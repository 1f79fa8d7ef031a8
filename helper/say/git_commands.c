/* git_commands.c: two lines for git. */
#include "helper/say/git_commands.h"

#include <string.h>

void git_commands_put(struct buffer *out, const char *host, const char *before,
                      const char *between)
{
    buffer_format(out, "%sgit config --global credential.https://%s.helper ''%s", before, host,
                  between);
    buffer_format(out, "%sgit config --global --add credential.https://%s.helper workfront",
                  before, host);
}

enum { INDENT = 3 };

static void command_put(struct buffer *out, const char *option, const char *host,
                        const char *value, const char *between)
{
    buffer_format(out, "%*sgit config --global%s%s", INDENT, "", option, between);
    buffer_format(out, "credential.https://%s.helper%s%s\n", host, between, value);
}

void git_commands_lines(struct buffer *out, const char *host, size_t width)
{
    size_t needed = INDENT +
                    sizeof "git config --global --add credential.https://.helper workfront" +
                    strlen(host);
    const char *between = width > 0 && width < needed ? " \\\n     " : " ";

    command_put(out, "", host, "''", between);
    command_put(out, " --add", host, "workfront", between);
}
