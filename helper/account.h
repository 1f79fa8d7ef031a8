/* account.h: the account step, apart from authentication: a token is good, but is the technical
 * account a Workfront user, active, and with which access level?
 */
#ifndef HELPER_ACCOUNT_H
#define HELPER_ACCOUNT_H

#include <stdbool.h>

#include "helper/profile.h"
#include "helper/token.h"

/* Asks `host` (one of the profile's) and appends a line to `out` for each thing that was
 * proved. STATUS_ACCOUNT when the token is accepted but the technical account isn't there, is
 * another user than the token's, is inactive, or, with `require_admin`, isn't a system
 * administrator; STATUS_UNREACHABLE, STATUS_THROTTLED, STATUS_UNEXPECTED. Each with the host as
 * the subject and the reason as the detail. */
enum status account_check(struct buffer *out, const struct profile *profile, const char *host,
                          const struct token *token, bool require_admin, struct fault *fault);

/* Appends the line that says until when the token is good. */
void account_token_line(struct buffer *out, const struct token *token);

#endif
