/* job.h: the programs that the broker starts: the helper for one request, the helper to record
 * a refusal, and what account lines name. Nothing of a caller's reaches a command line. */
#pragma once

#include "helper/broker/connection.h"

/* Starts the helper for what `connection` asks, whose answer is then to be read. False when it
 * can't be started. */
bool job_serve(struct broker *broker, struct connection *connection);

/* Has a helper ready for the next request, if one was served since the last: it has begun by
 * then, and waits. Drops one that has waited for 5 s. */
void job_ready_spare(struct broker *broker);

/* Nobody is served by it any more: it ends. Harmless without one. */
void job_drop_spare(struct broker *broker);

/* Starts the program of the next account line. */
bool job_account(struct connection *connection);

/* Has `count` refusals recorded, of which this is the last. Nobody waits for it. */
void job_refuse(struct broker *broker, const struct connection *connection, unsigned count);
