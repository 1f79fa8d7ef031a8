/*
 * ims: Adobe IMS as far as a server-to-server credential sees it.
 *
 *   POST /ims/token/v3 (and v2, v4)   grant_type, client_id, client_secret and scope in an
 *        urlencoded body; 200 {"access_token", "token_type": "bearer", "expires_in"}
 *   POST /ims/validate_token/v1       type=access_token and client_id; the token as Bearer or
 *        in the field token; 200 {"valid": …}
 *   POST /ims/invalidate_token/v2     token_type, token, client_id, client_secret; 200, no body
 *   POST /ims/revoke                  HTTP Basic and the field token; 200, no body
 *
 * Errors are {"error", "error_description"} with the statuses and texts that Adobe's own
 * clients look for (400 invalid_client "invalid client_secret parameter" and so on), and an
 * x-debug-id header. Adobe also takes the parameters from the query string; the sandbox refuses
 * a secret there and raises an alarm, because there it would end up in logs.
 */
#pragma once

#include "exchange.h"

bool ims_serves(const char *host);
void ims_answer(struct exchange *x);

/* The documented error for a status. */
void ims_fail(struct exchange *x, unsigned status);
