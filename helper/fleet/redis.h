/* redis.h: the five calls, in commands of Redis 6 and Valkey.
 *
 * Each connection begins with HELLO 2, which logs in and says whether this one takes changes;
 * the call is sent along with it. A read is GET; what must be one step is a script (EVAL). So a
 * reader's user needs +get +auth +hello, a minter's +set +del +eval too, both for ~wf:*.
 * Of several endpoints the first counts that answers as a primary. A read takes a replica's
 * word when no primary answers: old values are the helper's to know. MOVED is followed once.
 */
#pragma once

#include <stdint.h>

#include "helper/fleet/job.h"
#include "helper/fleet/resp.h"

/* Works on the call and ends the job. */
void redis_run(struct job *job);

/* The TCP ports of the call's endpoints, at most `most`; returns how many. */
size_t redis_ports(const struct fleet_call *call, uint16_t *ports, size_t most);

/* Appends the commands for a call. */
void redis_commands(struct buffer *out, const struct fleet_call *call);

/* What an engine that takes changes answered to the call: ends the job. */
void redis_understand(struct job *job, const struct resp_reply *reply);
