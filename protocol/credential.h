/* credential.h: what a caller asks for, and what it gets.
 *
 * Both are views: their strings belong to the buffers that they were read from (record.h) or to
 * whoever filled them in, and must outlive them. Nothing here allocates.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "protocol/family.h"
#include "protocol/record.h"

/* The longest access token that is accepted from anywhere. IMS tokens have 1.1 to 1.7 KB. */
#define TOKEN_MAX 32768u

/* A request in the terms of git-credential(1); NULL = the caller didn't say. The zeroed struct
 * is the empty request. */
struct request {
    const char *protocol, *host, *path, *username, *password;
    const char *authtype, *credential, *oauth_refresh_token;
    const char *password_expiry_utc; /* as given: see request_expiry() */
    bool ephemeral;
    struct string_list capability;
    const char *version; /* of the dialect, where the answer must bear it; belongs to nobody */
};

/* Reads a git-credential request from `text` into the zeroed `request`. A second protocol or
 * host is malformed, other repeated keys take their last value, unknown keys are ignored.
 * Statuses and fault as record_read(). */
enum status request_read(struct request *request, struct buffer *text, struct fault *fault);

/* Whether the caller listed that capability ("authtype", "state"). */
bool request_is_capable(const struct request *request, const char *capability);

/* The request's password_expiry_utc in Unix seconds: 0 when absent, 1 (long past) when it isn't
 * 1 to 19 digits within int64_t, so that garbage never reads as "for ever". */
int64_t request_expiry(const struct request *request);

/* An answer. A minted access token has `token` set; a kept credential (any-host) has the
 * members that were stored. */
struct credential {
    const char *token;      /* RFC 6750 b64token */
    const char *username;   /* Technical Account Email, or the kept user name */
    const char *password;   /* kept credentials only */
    const char *authtype;   /* kept credentials only: with `credential` */
    const char *credential; /* kept credentials only */
    const char *oauth_refresh_token;
    int64_t expires_at;    /* Unix seconds, UTC; 0 = not known */
    const char *host;      /* canonical; the Workfront instance */
    const char *client_id; /* sent as x-api-key */
    const char *org_id;    /* "…@AdobeOrg"; NULL when not recorded */

    const struct family *family; /* of the API, that the answer is for; NULL = none was named */
    const char *customer_id, *user_id, *fusion; /* what such a family wants to be told */
};

/* The same in the words of a family; without an API version. */
struct family_caller credential_caller(const struct credential *credential);

/* What callers that keep an answer until it expires are told less than the truth, in seconds: a
 * call that they begin at the last moment shall still arrive. */
#define CREDENTIAL_SKEW 60

#define CREDENTIAL_TIME_SIZE 32

/* Writes when the credential expires, less `skew` seconds, as RFC 3339 has it:
 * "2026-11-24T17:33:05Z". Returns false, with out = "", when that isn't known. */
bool credential_expires(char out[CREDENTIAL_TIME_SIZE], const struct credential *credential,
                        int64_t skew);

/* Whether `text` is 1 to TOKEN_MAX bytes of RFC 6750 section 2.1 b64token:
 * 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"=" */
bool token_is_valid(const char *text);

/* Which member keeps a minted credential from being printed in a dialect, as a literal, or
 * NULL: it has a token and a host, and a user name, client and organization id (NULL or) of
 * IDENTIFIER_BARE, which is wider than what is taken today, as a store may be older. */
const char *credential_flaw(const struct credential *credential);
