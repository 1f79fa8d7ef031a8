/*
 * gateway: Adobe's API gateway, *.adobe.io, and the Workfront families behind it.
 *
 * The gateway itself, in this order: 403 403010 no token, 401 401013 bad token, 403 403000 no
 * x-api-key, 403 403003 one that isn't the token's client; {"error_code", "message"}.
 *
 * On workfront.adobe.io:
 *   GET /workfront-approvals/api/v1/bots, …/templates   Review & Approvals. Needs the headers
 *        x-gw-subdomain (a wrong one gives 502), wf-customerid, wf-userid and wf-lane, or 400;
 *        401 for ids that are not the caller's; {"statusCode", "message", "errors", "response"}
 *   GET /comment-stream/api/v1/comments   needs x-gw-ims-org-id, wf-customerid, wf-userid, and
 *        the scope workfront.comment-stream, else 403. Its list is inferred, not documented
 * and on fusion.adobe.io what fusion.h says.
 */
#pragma once

#include "exchange.h"

bool gateway_serves(const char *host);
void gateway_answer(struct exchange *x);

/* The documented error for a status. */
void gateway_fail(struct exchange *x, unsigned status);

/* Lets the request through the gateway: the token as token_find() gives it. NULL if it's
 * refused; the answer is then made. */
const json_t *gateway_admit(struct exchange *x);

/* An error of the gateway. */
void gateway_error(struct exchange *x, unsigned status, const char *code, const char *message);
