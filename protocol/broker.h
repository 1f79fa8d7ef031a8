/* broker.h: what callers of the broker ask, and what they are answered. PROTOCOL.md has it byte
 * by byte.
 *
 * A request is a git-credential request with some keys more, an answer a git-credential answer
 * with some more: one record each, over a stream socket, ended by a blank line.
 */
#pragma once

#include <stdint.h>

#include "protocol/credential.h"

#define BROKER_REQUEST_MAX 65536u  /* bytes */
#define BROKER_ANSWER_MAX  131072u /* bytes */
#define BROKER_VERSION     1
#define BROKER_SOCKET      "/run/workfront-credential/broker" /* where it is looked for */

struct broker_request {
    int64_t version;       /* 0 = not said */
    const char *operation; /* "get", "erase"; NULL = get */
    const char *protocol, *host, *username, *password, *credential;
    const char *min_validity; /* seconds, as given; NULL = not said */
    struct string_list capability;
};

struct broker_answer {
    int64_t version;
    const char *status;  /* a name of status.h */
    const char *message; /* why it isn't "ok" */
    int64_t retry_after; /* seconds to wait; 0 = nobody knows */
    struct string_list capability;
    const char *authtype, *credential; /* to callers with the capability authtype, or */
    const char *username, *password;   /* to others: the token is the password */
    int64_t password_expiry_utc;
    const char *host, *client_id, *org_id;
};

/* What the broker's helper is told in the same record as the request that was made anew. */
struct broker_order {
    const char *operation; /* "get", "erase", "refuse" */
    const char *caller;    /* "uid=N,pid=N,socket=NAME" */
    const char *profile, *min_validity;
    int64_t refused; /* how many refusals it stands for; 0 = not said */
};

/* Parse the bytes, which are changed and pointed into, into a zeroed struct. Unknown keys are
 * ignored. STATUS_MALFORMED, also of another version; STATUS_TOO_LONG. */
enum status broker_request_read(struct broker_request *request, struct buffer *text);
enum status broker_answer_read(struct broker_answer *answer, struct buffer *text);
enum status broker_order_read(struct broker_order *order, struct buffer *text);

/* Append the record with its blank line; the version is ours. An order has none: it goes before
 * the request. */
void broker_request_write(struct buffer *out, const struct broker_request *request);
void broker_answer_write(struct buffer *out, const struct broker_answer *answer);
void broker_order_write(struct buffer *out, const struct broker_order *order);
