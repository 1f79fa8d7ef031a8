/*
 * world: what the pretended Adobe knows: organizations' clients, their secrets, the Workfront
 * instances and their users, and which tokens are out.
 *
 * The world is one JSON object that tests change by JSON Merge Patch (RFC 7396), at the start
 * (--world FILE) or while it runs (PATCH /world). `sandbox --print-world` shows the default,
 * which is world_default.c. All values are invented; every secret contains "CANARY", so that a
 * test can search outputs and files for leaks.
 *
 *   clock_offset   seconds added to the sandbox's clock, in the Date header as in tokens
 *   ims_hosts      hosts that answer as Adobe IMS
 *   api            {"oldest": 15, "newest": 22} versions of the core API
 *   token          how tokens are issued:
 *     lifetime       seconds (86399)
 *     form           expires_in as "seconds", "milliseconds" or "string" (of seconds)
 *     claims_lifetime  seconds the token's own claims say; lifetime + 1 if absent
 *     padding        bytes added to the token, for large ones
 *   console        how the Console's secrets API answers; all may be absent:
 *     limit_status   to a secret too many (400)
 *     add_status, delete_status   to what was done (201, 204)
 *     page_size      how many credentials a page has (50)
 *     used_lag       seconds after which a use of a secret is told (0)
 *   clients        client ID → a Developer Console credential:
 *     name, credential_id, org (…@AdobeOrg), org_id (number of the organization, a string)
 *     technical_account_id, technical_account_email
 *     scopes         what may be asked for
 *     secrets        uuid → {"secret", "created_at", "refusals", "last_used_at"}; at most two.
 *                    A secret is refused the first "refusals" times, as if not spread yet
 *     new_secret_refusals  the "refusals" of secrets added over the API (0)
 *     unauthorized   true: the grant is not allowed for this client
 *   instances      name → a Workfront instance:
 *     hosts          host names that answer
 *     redirects      host name → host name that is answered in its place, with 302
 *     org, customer_id, subdomain, lane
 *     families       "planning", "approvals", "events", "comments", "mcp", "fusion" → "ok",
 * "empty", "forbidden", "missing" or "unauthorized" users          user ID → {"name",
 * "emailAddr", "username", "eauthUserID" (the technical account ID), "isActive", "registered",
 * "licenseType", "accessLevel":
 *                    {"ID", "name", "isAdmin", "licenseType"}}, and what makes trouble:
 *       refused        true: tokens of this user get 401
 *       appears_after  the first N calls of this user find that it does not exist yet
 *       searchable_after  the first N searches do not list this user, though its calls work
 *     filler_users   how many invented technical accounts come before the users in any search
 *     objects        object code ("proj") → array of objects for its search
 *     workspaces, bots, templates, subscriptions, comments  what those families list
 *     fusion         {"region", "organization", "activity": what its log lists}
 *
 * Every function but world_init() and the lock itself must be called with the lock held;
 * what they return is borrowed and valid only under the same lock.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>

/* Makes the world of the default and the merge patch in file (NULL: none). On failure returns
 * false and writes the reason into error, at most size bytes. */
bool world_init(const char *file, char *error, size_t size);

/* Frees the world; it must not be used any more. */
void world_clear(void);

void world_lock(void);
void world_unlock(void);

json_t *world(void);

/* Back to what world_init() made. Tokens issued so far stay known. */
void world_reset(void);

/* Applies a merge patch. Returns NULL, or a top-level name that no world has, and then changes
 * nothing: a misspelt patch must not look like a passing test. "" means: not an object. */
const char *world_patch(const json_t *patch);

/* Milliseconds since 1970 by the world's clock, which clock_offset shifts. */
long long world_now_ms(void);

/* The client of this ID, or NULL. */
json_t *world_client(const char *client_id);

/* The instance that serves host, or NULL. If host is one that redirects, *moved is the host to
 * send the client to, else NULL. */
json_t *world_instance(const char *host, const char **moved);

/* The instance with this customer ID, or NULL. */
json_t *world_customer(const char *customer_id);

/* The user of the instance who is this technical account, or NULL; *id becomes the user's ID.
 */
json_t *world_user(const json_t *instance, const char *account, const char **id);

/* Takes one from the object's counter name. True while there was still one to take. */
bool world_countdown(json_t *object, const char *name);
