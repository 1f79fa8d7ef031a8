/* adobe.h: what the helper and the network program say to each other.
 *
 * The helper writes one call record on the network program's stdin and closes it; the program
 * writes one answer record on its stdout and exits 0. An "import" call is followed, after its
 * blank line, by the bytes of the file to import. Only the fields that a call needs are sent.
 * The helper treats every answer as hostile. PROTOCOL.md has the same, byte by byte.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "protocol/record.h"

#define ADOBE_VERSION     1
#define ADOBE_ANSWER_MAX  (128u * 1024u)  /* the helper reads no more */
#define ADOBE_PAYLOAD_MAX (1024u * 1024u) /* a file to import */
#define ADOBE_CALL_MAX    (ADOBE_PAYLOAD_MAX + 65536u)
#define ADOBE_SECRETS_MAX 2     /* the Console allows two secrets a credential */
#define ADOBE_RETRY_MAX   86400 /* seconds */

/* The names of the variables that the program may see of its starter's environment: how to get
 * out, and whom to trust. It ends with NULL, which is counted. */
#define ADOBE_ENVIRONMENT 10
extern const char *const adobe_environment[ADOBE_ENVIRONMENT];

struct adobe_call {
    int64_t version;  /* ADOBE_VERSION */
    const char *call; /* "token", "revoke", "account", "families", "probe", "jail",
                         "console-find", "secrets", "secret-add", "secret-delete"; in the
                         parser's jail "import", "parser" */
    int64_t deadline; /* milliseconds for everything, 1 to 600000 */

    /* token; revoke, with access_token and without scope */
    const char *endpoint; /* https URL of the token endpoint */
    const char *client_id, *client_secret;
    const char *scope; /* comma-joined */

    /* account */
    const char *host; /* canonical Workfront host */
    const char *access_token, *org_id;
    const char *technical_account_email; /* NULL: whoever /session says it is */
    int64_t api_version;                 /* 22 for /attask/api/v22.0 */

    /* families: as account, with client_id, scope and what /session said */
    const char *customer_id, *user_id;
    const char *fusion;        /* as family.h has it; NULL: Fusion isn't asked */
    struct string_list family; /* the names of those that are to be asked */

    /* probe: endpoint is an https URL that is asked for without any credential */

    /* console-find, which has org_id, too; secrets, secret-add, secret-delete: as token, with
     * scopes that manage secrets */
    const char *console_org, *console_credential; /* digits: the Console's ids */
    const char *uuid;                             /* which one to delete */

    /* import */
    const char *credential; /* one of several: its id, name or client id; NULL = the only */
};

struct adobe_answer {
    int64_t version;
    const char *status; /* status_name(): ok, refused, unreachable, throttled, unexpected,
                           account, malformed, unsuitable, too-long, no-memory, internal */
    const char *field;  /* what a malformed call, file or answer lacks: "client_id" */

    /* What a server said, sanitised to printable ASCII and cut to 255 bytes; `error` may be one
     * of our own words (below) instead. Pieces of secrets are withheld. */
    int64_t http_status; /* 0 = no answer arrived */
    const char *error, *error_description, *debug_id;
    const char *redirect; /* the canonical host of a redirect, which isn't followed */
    int64_t retry_after;  /* seconds up to ADOBE_RETRY_MAX, from either form of Retry-After;
                             0 = none */
    int64_t server_time;  /* Unix seconds of the Date header; 0 = none */

    /* token */
    const char *access_token;
    int64_t expires_in;      /* seconds, after the defensive rule for milliseconds */
    int64_t claims_lifetime; /* seconds, from the JWT's own claims; 0 = none readable */

    /* account: what /session says, then what the search for the technical account found */
    const char *session_user_id, *session_customer_id;
    bool session_is_admin;
    const char *user_id, *user_name, *user_email, *user_username;
    bool user_is_active, user_is_registered, user_is_admin; /* registered: has logged in */
    const char *access_level, *license_type;
    int64_t candidates; /* users whose e-mail contains "techacct" */

    /* families: "NAME VERDICT HTTP-STATUS" of each, see helper/adobe/families.h */
    struct string_list family;

    /* secrets: "UUID CREATED USED EXPIRES" of each, Unix milliseconds or "-" where there are
     * none. secret-add: a line for the new one, which is in client_secret */
    struct string_list secret;
    bool sent; /* secret-add, secret-delete: the request may have been carried out */

    /* probe, jail, parser: which parts of the jail hold ("files no-calls failed-keyring").
     * probe: libcurl's account of itself */
    const char *jail, *libraries;

    /* import (client_id, org_id and the rest of the credential) */
    const char *name; /* the credential's name in the Console, sanitised */
    const char *console_org, *console_credential; /* digits, of a project; console-find */
    const char *client_id, *org_id, *technical_account_id, *technical_account_email, *scope;
    struct string_list client_secret;
    struct string_list
        choice;        /* several credentials: "ID NAME CLIENT_ID" of each, for a selector */
    const char *shape; /* "project", "credential", "contexts", "lines", "curl" */
    struct string_list secret_place; /* keys (contexts), or lines by name or number, that hold
                                        secrets of it */
};

/* Our own words in `error`; error_description then has the details that there are (libcurl's
 * text, the place in a file).
 *
 *   unreachable  resolve, resolve-proxy: a name that nobody knows; connect: nobody listens;
 *                proxy: it won't connect us; proxy-auth: it wants a user and password
 *                (407); proxy-url: the variable in
 *                error_description holds no proxy's address; tls: no common protocol;
 * tls-certificate: not trusted, expired or for another name; tls-ca: the file of certificate
 *                authorities can't be read; timeout; transfer: broken off midway;
 *                http: see http_status (408, 5xx); redirect; web-page: the answer begins with <
 *   throttled    http: 429
 *   account      no-such-user: no user has the Technical Account Email; http: 401 or 403. Other
 *                words are the last part of Workfront's exception class. With session_user_id
 *                it was the search that failed, without it /session
 *   unexpected   too-long: more than we take; not-json; wrong-type, wrong-value: of
 *                `field` in the answer; transfer: not HTTP; http: see http_status
 *   malformed    without a word: `field` of the call is missing or unusable. In a file:
 *                not-json, and missing, wrong-type, wrong-value, too-many, conflict of `field`
 *   unsuitable   jwt: a credential of the retired kind; no-credential: a project without a
 *                server-to-server credential; several, no-match: see choice; unknown-shape
 */

/* Reads a call or an answer from `text` (record.h says who owns what). The reader is left
 * after the record, at a payload. Statuses and fault as record_read(); a wrong version is
 * STATUS_MALFORMED with the subject "version", and so is a number that is negative or beyond
 * its range above. */
enum status adobe_call_read(struct adobe_call *call, struct record_reader *reader,
                            struct fault *fault);
enum status adobe_answer_read(struct adobe_answer *answer, struct record_reader *reader,
                              struct fault *fault);

/* Writes a call or an answer with its closing blank line; the version is written as
 * ADOBE_VERSION whatever the struct says. The buffer's status tells failure. */
void adobe_call_write(struct buffer *out, const struct adobe_call *call);
void adobe_answer_write(struct buffer *out, const struct adobe_answer *answer);
