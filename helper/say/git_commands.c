/* git_commands.c: two lines for git. */
#include "helper/say/git_commands.h"

void git_commands_put(struct buffer *out, const char *host, const char *before,
                      const char *between)
{
    buffer_format(out, "%sgit config --global credential.https://%s.helper ''%s", before, host,
                  between);
    buffer_format(out, "%sgit config --global --add credential.https://%s.helper workfront",
                  before, host);
}
