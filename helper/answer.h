/* answer.h: hand out a token: find the profile, get its token, speak the command's dialect. */
#ifndef HELPER_ANSWER_H
#define HELPER_ANSWER_H

#include "helper/command.h"

/* Appends to context->out the dialect's answer for `host` (canonical; NULL: the profile's first
 * host) and `username` (NULL: any). The store must be open. STATUS_NOT_FOUND when no profile
 * fits; otherwise the statuses of renewal_token(). When the token is due, context->afterwards
 * renews it. */
enum status answer_token(struct context *context, const char *host, const char *username,
                         const struct request *request);

/* The same for a credential that --any-host keeps: STATUS_NOT_FOUND also when the host is
 * enrolled for Workfront, whose credentials are minted and nothing else; otherwise the statuses
 * of kept_find(). */
enum status answer_kept(struct context *context, const char *host,
                        const struct request *request);

/* The host that the command line names, canonical in `out`; `out` is "" when it names none.
 * STATUS_USAGE when it names several or something that isn't a host. */
enum status answer_host_option(struct context *context, char out[HOST_SIZE]);

#endif
