/*
 * deliver: sends an exchange's answer, as a fault's "truncate", "chunked" and "drip" want it.
 */
#pragma once

#include "exchange.h"

#include <jansson.h>
#include <microhttpd.h>

/* Queues the answer and takes its body out of the exchange. fault may be NULL. MHD_NO ends the
 * connection. Must be called without the world's lock: the body is sent while the client reads.
 */
enum MHD_Result deliver(struct exchange *x, const json_t *fault);
