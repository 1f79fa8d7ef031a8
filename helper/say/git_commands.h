/* git_commands.h: how git is set up to ask us for a host's token, and nobody else. */
#pragma once

#include "protocol/buffer.h"

/* Appends the two commands, `before` in front of each and `between` them. The empty helper
 * makes git forget those that are named for all hosts, which would be told the token. */
void git_commands_put(struct buffer *out, const char *host, const char *before,
                      const char *between);

/* Appends them for a terminal of `width` columns (0 = no terminal), a line each, or with lines
 * that go on in the next one, as a shell takes it. */
void git_commands_lines(struct buffer *out, const char *host, size_t width);
