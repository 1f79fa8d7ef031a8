/*
 * token: access tokens as Adobe IMS issues them, and which are good.
 *
 * A token has the shape of a JWT: header and claims in base64url, as public clients of IMS
 * decode them, and a third part as long as an RS256 signature. Nothing in the project verifies
 * that signature and no key of the sandbox is trusted anywhere, so the third part is random; it
 * begins with "CANARY", so that a leaked token is found by the same search as a leaked secret.
 * Each token differs from all others. About 1.3 KB, more with the world's token.padding.
 *
 * All functions need the world's lock, and what they return is borrowed under it.
 */
#pragma once

#include "exchange.h"

#include <jansson.h>

void token_init(void);
void token_clear(void);

/* Issues a token to the client for a comma-separated list of scopes. Returns it, from malloc(),
 * or NULL if it can't be made. */
char *token_issue(const char *client_id, const json_t *client, const char *scope);

/* What is known of a good token: {"client_id", "account", "org", "scope", "expires_at" (ms),
 * and "claims"}. Else NULL, and *reason is "unknown", "expired" or "revoked". */
const json_t *token_find(const char *token, const char **reason);

/* Revokes a token; one that isn't known is ignored, as IMS ignores it. */
void token_revoke(const char *token);

/* Revokes all tokens issued so far. */
void token_revoke_all(void);

/* The token in "Authorization: Bearer …", or "" if there is none. */
const char *token_of(const struct exchange *x);

/* Is scope one of those granted to the token? */
bool token_has_scope(const json_t *known, const char *scope);

/* size - 1 random characters of base64url and a NUL. */
void token_random(char *text, size_t size);
