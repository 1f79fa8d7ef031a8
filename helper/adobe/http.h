/* http.h: the one place that uses the network.
 *
 * One libcurl handle that may send several requests, one after the other, to the same host.
 * https only, TLS 1.2 or later, certificate and name verified; redirects are reported, never
 * followed; no cookies, no .netrc, no decompression; bodies, headers and time are bounded. From
 * the environment come the proxy (https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY, no_proxy,
 * NO_PROXY, as libcurl-env(3) says) and the certificate authorities, as curl(1) takes them:
 * CURL_CA_BUNDLE, else SSL_CERT_FILE and SSL_CERT_DIR; they count for an https proxy too.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "helper/adobe/response.h"
#include "protocol/buffer.h"

#define HTTP_HEADERS_MAX 12

struct http_request {
    const char *url;                           /* url_is_good() */
    const char *headers[HTTP_HEADERS_MAX + 1]; /* "Name: value", the last one NULL */
    struct buffer *form; /* POST these bytes, application/x-www-form-urlencoded unless a header
                          * says what they are; NULL: GET */
    bool deletes;        /* DELETE instead */
};

/* Initialises libcurl with the wiping allocator; once, before anything else here. False when
 * memory is short or the TLS library doesn't start. */
bool http_init(void);

/* A handle whose requests all end by `deadline` (clock_milliseconds()). A line on each request
 * is appended to `trace`, unless that is NULL. NULL when memory is short;
 * the caller releases it with http_free(), which takes NULL. */
struct http *http_new(int64_t deadline, struct buffer *trace);
void http_free(struct http *http);

/* Sends the request and fills the cleared `response`, whose body has its maximum. The form is
 * wiped in any case. Returns response->outcome: STATUS_OK when a whole answer arrived,
 * whatever its HTTP status; UNREACHABLE, UNEXPECTED (too long, not HTTP) or NO_MEMORY with a
 * word in response->error otherwise. */
enum status http_send(struct http *http, const struct http_request *request,
                      struct response *response);
