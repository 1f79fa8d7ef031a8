/* families.h: the call "families": which families of Workfront's API let this token in?
 *
 * Each that the call names is asked for the cheapest read that its row in protocol/family.h
 * has, and no other host hears of the token.
 */
#pragma once

#include "helper/adobe/reply.h"
#include "helper/adobe/response.h"
#include "protocol/family.h"

#define FAMILIES_ANSWER_MAX (1024u * 1024u)

/* What an answer means for a family:
 *   reachable, empty       2xx with a list that has entries, or none
 *   unreachable            no answer arrived
 *   unexpected             2xx with something else, or nothing that can be read
 * and for any other status what family_meaning() says. */
const char *families_verdict(const struct response *response, const struct family *family);

/* Does the call and ends the job's reply: OK with family[], an entry "NAME VERDICT HTTP-STATUS"
 * for each family that the call names, in that order. Besides the verdicts there are "lane",
 * "fusion" and "scope": not asked, as the host's lane isn't known, the call doesn't say which
 * Fusion, or the token lacks the scope. MALFORMED with the field when the call lacks something
 * or names what is no family. Each family gets a part of the time that is left. */
void families_ask(struct job *job);

/* The call "probe": does anything answer at an address, and what time does it think it is?
 * Asked without any credential, so it may go anywhere that is https. Sends GET to the call's
 * endpoint and ends the job's reply: OK with http_status, server_time and redirect when an
 * answer arrived, whatever it says; else as http.h says. `libraries` is there in any case: what
 * libcurl says of itself. */
void probe_ask(struct job *job);
