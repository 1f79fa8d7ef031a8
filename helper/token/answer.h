/* answer.h: hand out a token: find the profile, get its token, speak the command's dialect. */
#pragma once

#include "helper/command.h"
#include "helper/token/token.h"

/* Finds the profile for `host` (canonical; NULL: any) and `username` (NULL: any) and yields its
 * token, which the caller clears, and `credential`, a view of both. broker_or_store() comes
 * first. STATUS_NOT_FOUND when no profile fits; otherwise the statuses of renewal_token(). When
 * the token is due, context->afterwards renews it. */
enum status answer_obtain(struct context *context, const char *host, const char *username,
                          struct token *token, struct credential *credential);

/* Appends to context->out the dialect's answer for `host` (canonical; NULL: the profile's first
 * host) and the request, which is NULL where there was none. broker_or_store() comes first.
 * STATUS_NOT_FOUND when no profile fits; otherwise the statuses of renewal_token(). When the
 * token is due, context->afterwards renews it. */
enum status answer_token(struct context *context, const char *host,
                         const struct request *request);

/* Begins what context->afterwards would do, for a process that is about to become another
 * program: it becomes nobody's child, so that no wait(2) of that program's meets it. */
void answer_renew_first(struct context *context);

/* Like answer_token() for a credential that --any-host keeps: STATUS_NOT_FOUND also when the
 * host is enrolled for Workfront, whose credentials are minted and nothing else; otherwise the
 * statuses of foreign_find(). */
enum status answer_kept(struct context *context, const char *host,
                        const struct request *request);

#define ANSWER_TAKES_FAMILY                                                                    \
    "takes a family of the API: workflow, planning, events, approvals, comments, mcp, fusion"

/* STATUS_USAGE, with what --host takes instead of `typed`. */
enum status answer_refuse_host(const char *typed, struct fault *fault);

/* The host that the command line names, canonical in `out`: as instance_host() takes it,
 * or a host as it is; `out` is "" when it names none. STATUS_USAGE when it names
 * several or something that isn't a host. */
enum status answer_host_option(struct context *context, char out[HOST_SIZE]);

/* Reads the request of the command's dialect into `text` (maximum RECORD_MAX), `request` and
 * its canonical `host`, which is "" when the request leaves it open. STATUS_NOT_FOUND when it
 * isn't about a plain https host: a miss. Otherwise the statuses of buffer_read() and the
 * dialect's read(). */
enum status request_take(struct context *context, struct request *request, struct buffer *text,
                         char host[HOST_SIZE]);

/* Its two halves. */
enum status request_take_text(const struct dialect *dialect, struct buffer *text,
                              struct fault *fault);
enum status request_parse(struct context *context, struct request *request, struct buffer *text,
                          char host[HOST_SIZE]);
