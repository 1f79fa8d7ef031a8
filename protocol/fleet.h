/* fleet.h: what the helper and the program that speaks to a fleet's cache say to each other.
 * PROTOCOL.md has it byte by byte.
 *
 * The helper writes one call record on the program's stdin and closes it; the program writes
 * one answer record on its stdout and exits 0. The program is workfront-credential-fleet, or
 * that of `fleet = exec path=…`, which gets no engine, endpoints, user and password. It sees
 * sealed values and hashed names only, and is treated as hostile.
 *
 * The cache maps a name to a generation and a value, and a lock's name to its holder. A value
 * that the cache has no generation for, or that is none, isn't there.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "protocol/record.h"

#define FLEET_PROGRAM        "workfront-credential-fleet"
#define FLEET_VERSION        1
#define FLEET_CALL_MAX       (128u * 1024u)        /* bytes of a call */
#define FLEET_ANSWER_MAX     (64u * 1024u)         /* of an answer: the helper reads no more */
#define FLEET_VALUE_MAX      49152u                /* of a value, in base64 */
#define FLEET_NAME_MAX       128u                  /* of a name or holder */
#define FLEET_DEADLINE_MAX   600000                /* milliseconds */
#define FLEET_GENERATION_MAX 999999999999999       /* 15 digits: engines count in doubles */
#define FLEET_TTL_MAX        (90 * 86400 * 1000ll) /* milliseconds */
#define FLEET_ANY            (-1)                  /* `seen`: whatever is there */

/* The names of the calls, and what they need beside a deadline.
 *
 *   read     name
 *   acquire  name, seen, lock, holder, ttl: the lock, unless there is a generation above `seen`
 *            already. Whoever holds it has it again. It falls after `ttl`
 *   publish  name, seen, generation, value, ttl; lock and holder or neither: puts the value
 *            there if the generation that is there is `seen`. Lets go of the lock in any case
 *   release  lock, holder: lets go of the lock, unless another has it
 *   write    as publish, without a lock; without a value it deletes what is there
 */
#define FLEET_READ    "fleet-read"
#define FLEET_ACQUIRE "fleet-acquire"
#define FLEET_PUBLISH "fleet-publish"
#define FLEET_RELEASE "fleet-release"
#define FLEET_WRITE   "fleet-write"

struct fleet_call {
    int64_t version;  /* FLEET_VERSION */
    const char *call; /* one of the names above */
    int64_t deadline; /* milliseconds for everything, 1 to FLEET_DEADLINE_MAX */

    const char *engine;          /* "redis"; NULL for a program of exec */
    struct string_list endpoint; /* rediss://host:port, redis://127.0.0.1:port, unix:/path */
    const char *user, *password; /* of the engine; NULL = none */

    const char *name;   /* fleet_name_is_valid() */
    int64_t seen;       /* the generation that must be there; 0 = nothing; FLEET_ANY */
    int64_t generation; /* of `value`: 1 to FLEET_GENERATION_MAX */
    const char *value;  /* base64, up to FLEET_VALUE_MAX */
    int64_t ttl;        /* milliseconds until it is forgotten, 1 to FLEET_TTL_MAX */
    const char *lock;   /* a name */
    const char *holder; /* who has it: as a name */
};

struct fleet_answer {
    int64_t version;
    const char *status;            /* status_name(): ok, not-found (read), refused, unreachable,
                                      unexpected, malformed, unsuitable, no-memory, internal */
    const char *field;             /* what a malformed call lacks */
    const char *error;             /* one of our own words, below */
    const char *error_description; /* what the engine or libcurl said; printable ASCII */

    int64_t generation; /* of the value that is there; 0 = nothing */
    const char *value;  /* read; acquire; publish and write that came too late */
    const char *lock;   /* acquire: "taken", "held" by another; NULL = a later value is there */
    bool late;          /* publish, write: another generation was there, nothing was changed */
};

/* Words in `error`:
 *
 *   unreachable  resolve, connect, timeout, transfer, tls, tls-certificate, tls-ca: as in
 *                adobe.h; loading: the engine has just been started; not-primary: of all that
 *                answer none takes changes
 *   refused      login: the engine doesn't take user and password; permission: it doesn't let
 *                this user do that
 *   unexpected   engine: the engine's own error; too-long, not-resp: of its answer
 *   unsuitable   jail, as in adobe.h
 *   malformed    without a word: `field` of the call is missing or unusable
 */

/* Whether `text` can be a name or a holder: 1 to FLEET_NAME_MAX letters, digits, ":", "{", "}",
 * "_", "-". */
bool fleet_name_is_valid(const char *text);

/* Whether `text` can be a value: 1 to FLEET_VALUE_MAX of base64 (RFC 4648 section 4). */
bool fleet_value_is_valid(const char *text);

/* Parse the bytes, which are changed and pointed into, into a zeroed struct. Statuses and fault
 * as record_read(); a member that the call needs and that is missing, or one that can't be
 * used, is STATUS_MALFORMED with its name as the subject, and "rest" is what bytes after the
 * call are named. An answer's value always has a generation, and neither is there without the
 * other. */
enum status fleet_call_read(struct fleet_call *call, struct buffer *text, struct fault *fault);
enum status fleet_answer_read(struct fleet_answer *answer, struct buffer *text,
                              struct fault *fault);

/* Append the record with its blank line; the version is ours. The buffer's status tells
 * failure. */
void fleet_call_write(struct buffer *out, const struct fleet_call *call);
void fleet_answer_write(struct buffer *out, const struct fleet_answer *answer);
