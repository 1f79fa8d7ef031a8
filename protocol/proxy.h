/* proxy.h: the proxy that the environment names for https.
 *
 * It is judged before libcurl sees it, as libcurl repeats an address that it can't read in what
 * it says, with the password in it. Stricter than libcurl: what a password may hold in itself
 * is written in percent-encoding, so that its end can be told. Sources: libcurl-env(3),
 * CURLOPT_PROXY(3), RFC 3986 section 3.2.
 */
#pragma once

#include <stdbool.h>

/* The variable that counts, the first one that isn't empty of https_proxy, HTTPS_PROXY,
 * all_proxy and ALL_PROXY, and its value; NULL = there is none. */
const char *proxy_variable(const char **value);

/* Whether it is [SCHEME://][USER[:PASSWORD]@]HOST[:PORT][/…], with a scheme of libcurl's. */
bool proxy_is_good(const char *address);

/* Makes user and password of every such variable known to redact.h, percent-decoded: up to the
 * last "@", so also of one that no proxy has. */
void proxy_redact(void);

/* Whether no_proxy, or else NO_PROXY, names the host, a domain of it, or "*". */
bool proxy_is_bypassed(const char *host);
