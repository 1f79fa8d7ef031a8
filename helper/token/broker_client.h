/* broker_client.h: tokens of another user's store, through the broker that runs as that user.
 *
 * Nothing of them is kept here, so that what the broker's owner takes back is gone.
 */
#pragma once

#include "helper/command.h"
#include "helper/token/token.h"

/* The socket of the broker that is asked for tokens instead of the store; NULL for none. It is
 * what --broker names, else WORKFRONT_CREDENTIAL_BROKER, else the configuration, each of which
 * may say `none`; where nobody says, BROKER_SOCKET, if that is there and opening the store has
 * ended with STATUS_NO_STORE, as `opened` says. After context_configure(). */
const char *broker_instead(const struct context *context, enum status opened);

/* Sets context->broker to that, or opens the store. Statuses of context_open(). */
enum status broker_or_store(struct context *context);

/* Asks context->broker for a token of `host` (canonical; NULL: any) and `username` (NULL: any),
 * which must be a profile's name or Technical Account Email; --profile stands for it. `token`
 * is the caller's to clear, and `credential` a view of it. A busy broker is asked again for
 * BROKER_PATIENCE milliseconds. What the broker says is hostile: STATUS_UNEXPECTED.
 * STATUS_DENIED, STATUS_NOT_FOUND and all that its helper may state; STATUS_UNREACHABLE when
 * nobody listens, STATUS_UNSAFE when others could. */
#define BROKER_PATIENCE 15000
enum status broker_obtain(struct context *context, const char *host, const char *username,
                          struct token *token, struct credential *credential);

/* Tells it that the token in `request` doesn't work. Statuses as above. */
enum status broker_erase(struct context *context, const char *host,
                         const struct request *request);
