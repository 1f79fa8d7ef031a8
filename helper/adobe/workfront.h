/* workfront.h: the call "account": is the token good on this host, and which user is it?
 *
 * Source: Adobe, "Creating API Credentials", step 3: the technical account appears as a
 * Workfront user; search for users with "techacct" and find the one with the Technical Account
 * Email. Workfront API reference: GET /session and GET /user/search under
 * https://HOST/attask/api/vN.0. The answer's fields are in protocol/adobe.h.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "helper/adobe/http.h"
#include "helper/adobe/reply.h"
#include "helper/adobe/response.h"
#include "protocol/buffer.h"
#include "protocol/family.h"

#define WORKFRONT_ANSWER_MAX (1024u * 1024u)
#define WORKFRONT_PAGE       200 /* users a request */
#define WORKFRONT_PAGES_MAX  250 /* the API's own limit: 50,000 objects a query */

/* Appends the URL of the session, or of the page of users from number `first` on. */
void workfront_session_url(struct buffer *out, const struct adobe_call *call);
void workfront_users_url(struct buffer *out, const struct adobe_call *call, int64_t first);

/* Takes session_user_id, session_customer_id and session_is_admin from the answer to GET
 * /session; its sessionID stays where it is. True when the call can go on; otherwise the reply
 * is ended, as for workfront_judge_users(). */
bool workfront_judge_session(const struct response *response, struct reply *reply, int64_t now);

/* Takes one page of users: counts them into candidates and, when one's e-mail is `email`
 * without regard to ASCII case (NULL: when it is the user that /session named), puts its user_…
 * fields into the reply; of several such, the one that /session named wins. `count` becomes the
 * number of users on the page. True when the page could be read. Otherwise the reply is ended:
 * ACCOUNT when Workfront refuses (401, 403, an authentication error in the body whatever the
 * status), UNEXPECTED for other errors it names and for what can't be read, else as
 * response_is_success(). An `error` object counts before the HTTP status; its class and message
 * are quoted. */
bool workfront_judge_users(const struct response *response, const char *email,
                           struct reply *reply, int64_t now, size_t *count);

/* The first field that a call with a token to a host can't do without, or NULL. */
const char *workfront_call_fault(const struct adobe_call *call);

/* Appends https://HOST/attask/api/vN.0/ of the call. */
void workfront_api_url(struct buffer *out, const struct adobe_call *call);

/* Those that a request has, and the bytes that they lie in. Zeroed, it is empty. */
struct workfront_headers {
    struct buffer line[HTTP_HEADERS_MAX];
    size_t count;
};

/* What the call says of its caller, borrowed from it. */
struct family_caller workfront_caller(const struct adobe_call *call);

/* Gives the request the headers that the family wants and the call has a value for. False when
 * memory is short; the caller clears them after the request. */
bool workfront_headers_fill(struct workfront_headers *headers, struct http_request *request,
                            const struct family *family, const struct adobe_call *call);
void workfront_headers_clear(struct workfront_headers *headers);

/* Does the call and ends the job's reply: OK when the technical account was found, ACCOUNT with
 * the error "no-such-user" when it wasn't, MALFORMED with the field when something that the
 * call needs is missing or unusable. The token goes to https://HOST of the call and nowhere
 * else. */
void workfront_account(struct job *job);
