/* ims.h: the calls "token", by which a client secret becomes an access token at Adobe IMS, and
 * "revoke", which asks IMS to take a token back.
 *
 * Source: Adobe, "OAuth Server-to-Server credential", API reference: POST to /ims/token/v3 with
 * grant_type, client_id, client_secret and a comma-joined scope in the form body; RFC 6749
 * sections 4.4 and 5.2. Invalidating isn't documented for these credentials: it is as Adobe's
 * own aio-lib-ims and ims-go do it, POST to /ims/invalidate_token/v2. The answer's fields are
 * in protocol/adobe.h.
 */
#pragma once

#include <stdint.h>

#include "helper/adobe/reply.h"
#include "helper/adobe/response.h"
#include "protocol/buffer.h"

#define IMS_ANSWER_MAX   (64u * 1024u)
#define IMS_FORM_MAX     (64u * 1024u)
#define IMS_LIFETIME_MAX 604800 /* seconds; a longer life isn't believed */

/* Appends the form of a token request, percent-encoded (RFC 3986 unreserved characters stay).
 * Scopes are taken apart at commas and blanks, each is kept once, in order and case. The buffer
 * then holds the client secret. */
void ims_form(struct buffer *out, const struct adobe_call *call);

/* Ends the reply with what the response to a token request means, `now` being Unix seconds.
 * OK with access_token, expires_in and claims_lifetime; REFUSED for a 4xx that carries a JSON
 * `error`; UNEXPECTED for a 2xx that isn't a bearer token with a life; else as
 * response_is_success(). Whatever the server said is quoted. */
void ims_judge(const struct response *response, struct reply *reply, int64_t now);

/* Seconds that a token lives by its own JWT claims (created_at and expires_in, milliseconds
 * since the epoch and milliseconds, as numbers or strings of digits), counted from
 * `server_time`, the server's clock on sending it, or from its creation when that is 0 or far
 * off. 0 when there are no readable claims. The signature isn't checked: the claims can only
 * shorten a life. */
int64_t ims_claims_lifetime(const char *token, int64_t server_time);

/* Do the call and end the job's reply; MALFORMED with the field when something that the call
 * needs is missing or unusable. */
void ims_token(struct job *job);
void ims_revoke(struct job *job);
