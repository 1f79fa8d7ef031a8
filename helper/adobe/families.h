/* families.h: the call "families": which families of Workfront's API let this token in?
 *
 * Each is asked for the cheapest list that its documentation names, one entry long:
 *
 *   workflow   https://HOST/attask/api/vN.0/proj/search     Workflow (core) API
 *   planning   https://HOST/maestro/api/v2/workspaces       Workfront Planning API
 *   approvals  https://workfront.adobe.io/workfront-approvals/api/v1/bots
 *              Review & Approvals; wf-lane is documented for my. and preview. hosts only
 *   events     https://HOST/attask/eventsubscription/api/v1/subscriptions
 *              Event Subscriptions; documented for administrators' sessions, not for tokens
 *   comments   https://workfront.adobe.io/comment-stream/api/v1/comments
 *              Comment Stream; needs the scope workfront.comment-stream
 *
 * Sources: Adobe's OpenAPI descriptions of these (workfront-apis and Workfront-Planning-API on
 * GitHub) and "Workfront Commenting API", Authentication.
 */
#pragma once

#include "helper/adobe/reply.h"
#include "helper/adobe/response.h"

#define FAMILIES_GATEWAY    "https://workfront.adobe.io"
#define FAMILIES_ANSWER_MAX (1024u * 1024u)

/* What an answer means for a family whose list is the member `list` of it, NULL when it is the
 * answer itself:
 *   reachable, empty       2xx with a list that has entries, or none
 *   refused, forbidden     401, 403
 *   missing, gone          404, 410
 *   throttled, failing     429, 408 or 5xx
 *   unreachable            no answer arrived
 *   unexpected             anything else */
const char *families_verdict(const struct response *response, const char *list);

/* Does the call and ends the job's reply: OK with family[], an entry "NAME VERDICT HTTP-STATUS"
 * for each row above, in that order. Besides the verdicts there are "lane" and "scope": not
 * asked, as the host's lane isn't known or the token lacks the scope. MALFORMED with the field
 * when the call lacks something. Each family gets a part of the time that is left. */
void families_ask(struct job *job);
