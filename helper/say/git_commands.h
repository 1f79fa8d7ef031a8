/* git_commands.h: how git is set up to ask us for a host's token, and nobody else. */
#pragma once

#include "protocol/buffer.h"

/* Appends the two commands, `before` in front of each and `between` them. The empty helper
 * makes git forget those that are named for all hosts, which would be told the token. */
void git_commands_put(struct buffer *out, const char *host, const char *before,
                      const char *between);
