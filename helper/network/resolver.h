/* resolver.h: names are looked up by a process of its own, which knows nothing else.
 *
 * It is forked before a secret is read, in a jail that lets it speak DNS and read what the name
 * service is configured by (getaddrinfo(3), nsswitch.conf(5)). So the process that has the
 * secret needs no UDP, and reaches the ports of its call alone. Name services that are asked
 * through a UNIX socket (nscd, nss-resolve, sssd) are passed over: the C library then asks DNS
 * itself. The numbers that come back are checked to be numbers.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/status.h"

#define RESOLVER_NAME_MAX 256  /* bytes of a name with its NUL */
#define RESOLVER_TEXT_MAX 1024 /* of what is known of it */
#define RESOLVER_PATIENCE 20   /* seconds that it gives the name service for one name */

/* Starts the process: after jail_begin(), single-threaded and before anything is read. False
 * when there is none. */
bool resolver_start(void);

/* Whether it runs. */
bool resolver_is_there(void);

/* Writes the addresses of `name` as CURLOPT_RESOLVE(3) takes them, "192.0.2.1,[2001:db8::1]",
 * in the order in which they should be tried. STATUS_NOT_FOUND when there is none,
 * STATUS_TIMEOUT when there was no answer within `milliseconds`: it isn't asked again then. */
enum status resolver_ask(const char *name, char out[RESOLVER_TEXT_MAX], int64_t milliseconds);

/* Ends the process, and waits for its end. */
void resolver_stop(void);
