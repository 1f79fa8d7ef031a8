/* url.h: what stands in the address of a server or proxy, as libcurl reads it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define URL_PORTS_MAX 4

/* Whether `url` is https, of printable ASCII, with a host as in protocol/host.h, a port or not,
 * and without user, password or fragment; NULL isn't. */
bool url_is_good(const char *url);

/* The host that an address of a URL or proxy names, for curl_free(); NULL = none. */
char *url_host(const char *url);

/* The port of a URL that is read and asked for with these flags of curl_url_set(3) and
 * curl_url_get(3), or else `fallback`. */
uint16_t url_port(const char *url, unsigned parse, unsigned get, uint16_t fallback);

/* The port of a proxy, for which "host:port" will do: without one it is 443 with https, else
 * 1080. */
uint16_t url_proxy_port(const char *proxy);

/* The TCP ports that a request to `url` may need: its own, and that of the proxy in the
 * environment. Returns how many were written. */
size_t url_ports(const char *url, uint16_t ports[URL_PORTS_MAX]);
