/* host.h: what a host may look like, and when two are the same.
 *
 * A host is a name of letters, digits, hyphens and dots (RFC 1123 section 2.1: labels of 1 to
 * 63 characters that neither begin nor end with a hyphen, 253 in all), optionally ":" and a
 * port from 1 to 65535 without leading zeros. Nothing else is a host here: no user-info, path,
 * percent sign, trailing dot, underscore, IPv6 literal or byte beyond ASCII.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define HOST_SIZE 260 /* 253 + ":65535" + NUL */

/* Writes the canonical form of `text` into `out`: ASCII lower case, without a port of 443.
 * Returns false, with out = "", when `text` is not a host. Two hosts are the same exactly when
 * their canonical forms are equal to the byte. */
bool host_canonical(char out[HOST_SIZE], const char *text);

/* What a foreign credential of `text` is kept under: the canonical form of a host, else the
 * bytes as they are with ASCII letters lowered, as git compares them (names with underscores,
 * IPv6 literals, UTF-8, a trailing dot). Returns false, with out = "", when it is empty, has
 * more than HOST_SIZE - 1 bytes, a control character, a blank, "/" or "@". No token is ever for
 * such a name: a host is enrolled in its canonical form only. */
bool host_foreign(char out[HOST_SIZE], const char *text);

/* Takes the host out of an https URL, canonical, and says in `end` (unless NULL) how long the
 * URL is up to what comes after it: nothing, or a text that begins with "/", "?" or "#".
 * Returns false, with out = "", when `url` is anything else, has user-info or no plain host.
 * The scheme's case doesn't matter (RFC 3986 section 3.1). */
bool host_of_url(char out[HOST_SIZE], const char *url, size_t *end);

/* Whether a canonical host, port or not, lies in the domains that Adobe runs Workfront under:
 * NAME.workfront.com or NAME.workfront.adobe.com. */
bool host_is_workfront(const char *host);
