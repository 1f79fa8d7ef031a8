/* secrets.h: the calls by which a credential manages its own client secrets.
 *
 * Each asks IMS for a token with the scopes of the call, which manage secrets, uses it once and
 * drops it: it is in no answer. Source: Adobe, "OAuth Server-to-Server credential",
 * implementation guide, "Rotating client secrets programmatically"; the I/O Management API's
 * specification is that of adobe/aio-lib-console, which has other success statuses (any 2xx is
 * taken).
 */
#pragma once

#include "helper/adobe/reply.h"
#include "helper/adobe/response.h"

#define SECRETS_ANSWER_MAX (64u * 1024u)

/* Do the call and end the job's reply. Beside what ims_token() ends it with: ACCOUNT for a 401
 * or 403 of the Console, NOT_FOUND for a 404 or 410, UNSUITABLE for another 4xx, each if it is
 * a JSON object, as only the Console's own refusals are; else as response_is_success(), and
 * UNEXPECTED for a 2xx that doesn't hold what it should. `sent` is set unless the request can't
 * have been carried out. */
void secrets_list(struct job *job);
void secrets_add(struct job *job);
void secrets_delete(struct job *job);
