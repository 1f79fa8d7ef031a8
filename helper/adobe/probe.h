/* probe.h: the call "probe": does anything answer at an address, and what time does it think it
 * is? Asked without any credential, so it may go anywhere that is https.
 */
#pragma once

#include "helper/adobe/reply.h"

/* Sends GET to the call's endpoint and ends the job's reply: OK with http_status, server_time
 * and redirect when an answer arrived, whatever it says; else as http.h says. `libraries` is
 * there in any case: what libcurl says of itself. */
void probe_ask(struct job *job);
