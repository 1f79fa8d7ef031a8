/* response.h: what came back from a server, and the part of judging it that all calls share.
 *
 * http.c fills a response from the network; tests and fuzzers fill one from bytes. Nothing here
 * sends or waits.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "helper/adobe/reply.h"
#include "protocol/buffer.h"
#include "protocol/host.h"
#include "protocol/status.h"

#define RESPONSE_HEADERS_MAX (64u * 1024u)   /* bytes of all header lines */
#define RESPONSE_RETRY_MAX   ADOBE_RETRY_MAX /* seconds; a longer Retry-After reads as this */

struct response {
    enum status outcome;           /* STATUS_OK: a whole answer arrived, whatever it says */
    const char *error;             /* otherwise why, in a word of adobe.h, */
    char detail[REPLY_QUOTE_SIZE]; /* and in those of libcurl */

    long http_status; /* 0 = none arrived */
    struct buffer body;

    size_t header_length; /* so far */
    int64_t server_time;  /* Date, Unix seconds; 0 = none */
    int64_t retry_after;  /* Retry-After as seconds; 0 = none */
    int64_t retry_at;     /* Retry-After as a date, Unix seconds; 0 = none */
    char debug_id[REPLY_QUOTE_SIZE];
    char redirect[HOST_SIZE]; /* canonical host of Location; "" = none */
};

/* An empty response whose body may have `max` bytes. */
#define RESPONSE(max)                                                                          \
    {                                                                                          \
        .outcome = STATUS_INTERNAL, .body = BUFFER(max)                                        \
    }

/* Wipes and releases the body and forgets everything; the body's maximum stays. */
void response_clear(struct response *response);

/* Takes one header line as libcurl hands it over, with or without its CR LF. A status line
 * forgets the headers before it (1xx answers have their own). Unknown headers are ignored.
 * False when there are more than RESPONSE_HEADERS_MAX bytes of them: stop reading. Dates are
 * those of RFC 9110 section 5.6.7, Retry-After that of section 10.2.3. */
bool response_header(struct response *response, const char *line, size_t length);

/* Whether the answer sends us elsewhere (3xx). */
bool response_is_redirect(const struct response *response);

/* Puts what every answer has into the reply: http_status, server_time, retry_after, debug_id,
 * redirect (of a 3xx). A Retry-After date is counted from the server's own Date where there is
 * one, else from `now` (Unix seconds). */
void response_report(const struct response *response, struct reply *reply, int64_t now);

/* Whether the answer is a success (2xx) whose body is worth reading: the reply is then left as
 * it was. Otherwise ends the reply: with the response's own outcome when there was no whole
 * answer; THROTTLED for 429; UNREACHABLE for 408, 5xx, a redirect (never followed) and a web
 * page; UNEXPECTED for the rest. */
bool response_is_success(const struct response *response, struct reply *reply);

/* Both of these, and then the JSON document of the body, which the caller gives back with
 * json_decref(): NULL when it is none, or no whole answer arrived. */
json_t *response_load(const struct response *response, struct reply *reply, int64_t now,
                      bool *is_success);
