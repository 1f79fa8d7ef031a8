/* connection.h: the one place of this program that uses the network: bytes to an engine and
 * back, by libcurl, which brings TLS 1.2 or later with certificate and name verified.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <curl/curl.h>

#include "helper/fleet/endpoint.h"
#include "helper/fleet/job.h"
#include "helper/fleet/resp.h"

struct connection {
    CURL *easy;
    int64_t deadline; /* clock_milliseconds() */
    struct curl_slist *addresses, *target;
    char error[CURL_ERROR_SIZE];
    struct buffer heard; /* what came and wasn't used up */
};

#define CONNECTION                                                                             \
    {                                                                                          \
        .heard = BUFFER(RESP_BYTES_MAX)                                                        \
    }

/* Initialises libcurl with the wiping allocator; once. False when memory is short or the TLS
 * library doesn't start. */
bool connection_init(void);

/* Connects to `at`, whose certificate must be for the host of `named`: another one after MOVED.
 * All functions give up at `deadline`. On failure each ends the job, and returns false. */
bool connection_open(struct connection *connection, struct job *job,
                     const struct endpoint *named, const struct endpoint *at, int64_t deadline);

/* Sends all bytes. */
bool connection_send(struct connection *connection, struct job *job, const struct buffer *text);

/* Waits for the next reply, which lies in `heard` until connection_drop(). */
bool connection_hear(struct connection *connection, struct job *job, struct resp_reply *reply);

/* Forgets a reply that was heard. */
void connection_drop(struct connection *connection, const struct resp_reply *reply);

/* Closes it and wipes what it held; it may be opened again. */
void connection_close(struct connection *connection);
