/* network.h: our side of the network program. Everything it says is treated as hostile. */
#pragma once

#include <stdbool.h>

#include "protocol/adobe.h"
#include "protocol/buffer.h"

/* The network program's name. */
#define ADOBE_PROGRAM "workfront-credential-adobe"

/* An answer and the bytes that it points into. */
struct network_reply {
    struct adobe_answer answer;
    struct buffer text;
};

#define NETWORK_REPLY                                                                          \
    {                                                                                          \
        .text = BUFFER(ADOBE_ANSWER_MAX)                                                       \
    }

/* Says whether the network program must refuse to work when a part of its jail doesn't hold;
 * and what was said. */
void network_setup(bool jail_required);
bool network_jail_is_required(void);

/* Whether the environment names certificate authorities by a path that is relative to the
 * current directory, which must stay for them. */
bool network_needs_folder(void);

/* Starts the network program, sends it `call` (its deadline in milliseconds bounds everything)
 * and then `payload` unless NULL, and reads its answer. Returns the status that the answer
 * states if a network program may state it, with what Adobe said as the fault's detail and
 * `call`'s host or endpoint as the subject; otherwise STATUS_UNEXPECTED, STATUS_UNREACHABLE
 * (deadline), STATUS_IO, STATUS_NO_MEMORY. The reply's members are usable (after
 * network_reply_clear() no more) whenever the program's answer could be read, also on failure.
 */
enum status network_ask(const struct adobe_call *call, const struct buffer *payload,
                        struct network_reply *reply, struct fault *fault);

/* Wipes the reply; it may be used again. */
void network_reply_clear(struct network_reply *reply);

#define JAILED_SIZE 1024 /* of the parts as the network program names them, with their NUL */

/* Starts the network program, which goes into each of its jails, the one that it speaks to
 * Adobe in and the one that it reads a credential file in, and asks nobody; and writes which
 * parts hold: "files calls no-network". "" when it couldn't be asked, or a part failed. */
void jail_status_ask(char out[JAILED_SIZE]);

/* Appends those parts that hold, or those that are lacking, joined by commas. */
void jail_status_parts(struct buffer *out, const char *parts, bool lacking);
