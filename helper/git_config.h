/* git_config.h: whom git asks for credentials, as its configuration says: gitcredentials(7).
 */
#pragma once

#include <stdbool.h>

#include "protocol/buffer.h"
#include "protocol/host.h"

enum { GIT_CONFIG_MAX = 256 * 1024 /* bytes */ };

/* The helpers of one host, in the order in which git has them. */
struct git_helpers {
    bool is_emptied; /* those before an empty one are forgotten */
    bool has_ours;
    bool is_by_host;   /* ours is named for this host, and not for all */
    const char *other; /* one that isn't ours, or NULL */
};

/* Appends git's settings about credentials: each is "key LF value NUL", or "key NUL". Where git
 * isn't, or has none, nothing. */
void git_config_read(struct buffer *entries);

/* What they say about a canonical host; borrows from them. */
struct git_helpers git_helpers_of(const struct buffer *entries, const char *host);

bool git_is_installed(void);

/* Has git ask us alone for that host's credentials, in the person's own configuration, whatever
 * was set for the host there before: what git_commands_put() says, in place of it. STATUS_IO,
 * STATUS_TIMEOUT or STATUS_UNEXPECTED with git as the subject. */
enum status git_config_set_up(const char *host, struct fault *fault);
