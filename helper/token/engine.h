/* engine.h: our side of the program that speaks to a fleet's cache: workfront-credential-fleet,
 * or a program of the user's. Everything it says is treated as hostile; it gets sealed values
 * and hashed names only (protocol/fleet.h).
 */
#pragma once

#include <stdint.h>

#include "protocol/buffer.h"
#include "protocol/fleet.h"

/* Where the cache is. The strings are the caller's. */
struct engine {
    const char *exec; /* absolute path of `fleet = exec path=…`; NULL: Redis, and */
    struct string_list endpoint; /* as in protocol/fleet.h: TLS and TCP, or sockets, */
    const char *user, *password; /* NULL = none; the password in guarded memory */
    const char *ca; /* a file of certificates, absolute; NULL: the environment's, or
                       the system's */
    struct string_list argument; /* of exec: after its path, */
    struct string_list variable; /* and names of our environment's variables that it sees */
    int64_t deadline;            /* milliseconds for everything; the design has 2,000 */
};

/* An answer, and the bytes that it points into. */
struct engine_reply {
    struct fleet_answer answer;
    struct buffer text;
};

#define ENGINE_REPLY                                                                           \
    {                                                                                          \
        .text = BUFFER(FLEET_ANSWER_MAX)                                                       \
    }

/* Makes one call, in one start of the program. `call` has what protocol/fleet.h says that it
 * needs; what is the engine's (deadline, endpoints, password) is filled in here:
 *
 *     engine_ask(&engine, &(struct fleet_call){ .call = FLEET_READ, .name = name }, …)
 *     … { .call = FLEET_ACQUIRE, .name, .seen, .lock, .holder, .ttl }
 *     … { .call = FLEET_PUBLISH, .name, .seen, .generation, .value, .ttl, .lock, .holder }
 *     … { .call = FLEET_RELEASE, .lock, .holder }
 *     … { .call = FLEET_WRITE, .name, .seen = FLEET_ANY, .generation, .value, .ttl }
 *
 * Returns STATUS_OK; the answer says more: `late`, `lock`, a value. STATUS_NOT_FOUND: nothing
 * to read. STATUS_UNREACHABLE: the cache is away, or gave no answer in time: CAUSE_ENGINE_GONE.
 * STATUS_UNEXPECTED: it must be looked after: CAUSE_ENGINE_LOGIN, CAUSE_ENGINE_PERMISSION,
 * CAUSE_ENGINE_TLS (it isn't trusted), CAUSE_ENGINE_ANSWER (anything else). STATUS_UNSAFE: the
 * program of exec, as program_check() judges it. STATUS_IO, STATUS_NO_MEMORY. The fault's
 * subject is the first endpoint or the program. The reply is usable after STATUS_OK only, and
 * the caller clears it in any case. */
enum status engine_ask(const struct engine *engine, const struct fleet_call *call,
                       struct engine_reply *reply, struct fault *fault);

/* Wipes the reply; it may be used again. */
void engine_reply_clear(struct engine_reply *reply);
