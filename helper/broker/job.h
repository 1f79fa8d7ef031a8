/* job.h: the programs that the broker starts: the helper for one request, the helper to record
 * a refusal, and what account lines name. Nothing of a caller's reaches a command line but what
 * was parsed and made anew: numbers. */
#pragma once

#include "helper/broker/connection.h"

/* Starts the helper for what `connection` asks, whose answer is then to be read. False when it
 * can't be started. */
bool job_serve(struct broker *broker, struct connection *connection);

/* Starts the program of the next account line. */
bool job_account(struct connection *connection);

/* Has `count` refusals recorded, of which this is the last. Nobody waits for it. */
void job_refuse(struct broker *broker, const struct connection *connection, unsigned count);
