/* foreign.h: foreign credentials, kept for any https host (--any-host).
 *
 * The store's record STORE_ENTRY of a canonical host holds a group of lines for each
 * credential, the newest first, each ended by a blank line; PROTOCOL.md has the keys. Within a
 * host, user name and path tell credentials apart, either of which may be absent.
 *
 * Matching is git's credential_match(): what a request doesn't name matches anything, what it
 * names must be there and equal to the byte. A credential whose lifetime is over is gone. One
 * that has expired has lost its secret, and is gone too unless it has a refresh token, with
 * which another helper may get a new secret.
 *
 * Hosts that are enrolled for Workfront never come here: their callers see to that.
 */
#pragma once

#include "protocol/credential.h"
#include "store/store.h"

/* A view: its strings belong to whatever it was read from. NULL = absent. */
struct foreign {
    const char *path, *username;
    const char *password;
    const char *authtype, *credential; /* both or neither */
    const char *oauth_refresh_token;
    int64_t expires_at;             /* Unix seconds; 0 = never */
    int64_t stored_at, stored_boot; /* wall clock and time since boot, in seconds */
    int64_t lifetime;               /* seconds from then; 0 = no end */
};

/* Makes `kept` from a request to store, with `lifetime` seconds to live (0 = no end). Returns
 * STATUS_NOT_FOUND when there is nothing to keep: it is ephemeral or expired, or has neither a
 * user name with a password nor an authtype with a credential; STATUS_MALFORMED, naming the
 * field, when its authtype isn't an RFC 9110 token or its credential no token68. */
enum status foreign_from_request(struct foreign *kept, const struct request *request,
                                 int64_t lifetime, struct fault *fault);

/* The newest credential of `host` that matches and that the caller can be given: a pre-encoded
 * one only when the request lists the capability. One that is only a refresh token comes last.
 * The strings belong to `text` (maximum STORE_RECORD_MAX). STATUS_NOT_FOUND, STATUS_DAMAGED
 * with the host as the subject, or store_get()'s. */
enum status foreign_find(struct foreign *kept, struct buffer *text, struct store *store,
                         const char *host, const struct request *request, struct fault *fault);

/* Puts `kept` in front of the host's credentials, in place of the one with its user name and
 * path, and drops those that are gone and, where the record is full, those unused for longest,
 * under the record's lock. The same credential again
 * changes nothing, its lifetime included: *changes says so. STATUS_TOO_LONG when it
 * alone is longer than a record. */
enum status foreign_put(const struct foreign *kept, struct store *store, const char *host,
                        bool *changes, struct fault *fault);

/* Removes every credential of the host that matches; where the request names a password or a
 * credential, only those with that secret. A request that names nothing but the host forgets
 * all of it, a damaged record too. Nothing to remove is STATUS_OK, without *changes. */
enum status foreign_erase(struct store *store, const char *host, const struct request *request,
                          bool *changes, struct fault *fault);

/* Appends the hosts that credentials are kept for, ", " between them, twenty at most and then
 * how many more there are; *hosts is how many in all. */
enum status foreign_hosts(struct buffer *out, size_t *hosts, struct store *store,
                          struct fault *fault);

/* How many credentials are kept, for how many hosts; a damaged record counts as a host. */
enum status foreign_count(size_t *credentials, size_t *hosts, struct store *store,
                          struct fault *fault);
