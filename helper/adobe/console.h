/* console.h: requests to the Developer Console's API, and the call "console-find": which
 * numbers does the Console have for an organization and a credential?
 *
 * Source: the specification of the API in adobe/aio-lib-console, spec/api.json: GET
 * /console/organizations lists {id, code}, the code being the organization's …@AdobeOrg; GET
 * /console/organizations/ID/integrations lists {id, apikey}, the key being the Client ID, in
 * pages or all at once. Adobe doesn't say which tokens are let in.
 */
#pragma once

#include <jansson.h>

#include "helper/adobe/http.h"
#include "helper/adobe/reply.h"
#include "helper/adobe/response.h"

#define CONSOLE_URL        "https://api.adobe.io/console/organizations"
#define CONSOLE_ANSWER_MAX (1024u * 1024u)
#define CONSOLE_PAGES_MAX  20
#define CONSOLE_PAGE       100 /* credentials */

/* Asks IMS for a token with the scopes of the call, which becomes the call's and is in no
 * answer. False, with the reply ended as by ims_token(), when there is none. */
bool console_mint(struct job *job);

/* Sends the request with that token to CONSOLE_URL and `path` after it. */
void console_send(struct job *job, struct buffer *path, struct http_request *request,
                  struct response *response);

/* The document of a success, which the caller gives back with json_decref(), also NULL.
 * Otherwise the reply is ended: ACCOUNT for a 401 or 403 of the Console, NOT_FOUND for a 404 or
 * 410, UNSUITABLE for another 4xx, each if it is a JSON object, as only the Console's own
 * refusals are, and not `sent` then; else as response_is_success(). */
json_t *console_judge(const struct response *response, struct reply *reply, int64_t now,
                      bool *is_success);

/* Does the call and ends the job's reply: OK with console_org and console_credential. */
void console_find(struct job *job);
