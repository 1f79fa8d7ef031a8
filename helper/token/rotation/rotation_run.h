/* rotation_run.h: one run of a rotation: what rotation.h decides is done, at Adobe and in the
 * store. The journal is the profile's record, one publication a state; the token lock is held
 * for each, none while Adobe is asked.
 */
#pragma once

#include "helper/command.h"
#include "helper/token/network.h"
#include "helper/token/rotation/rotation.h"
#include "helper/token/token.h"

struct rotator {
    struct context *context; /* its profile is the one, loaded, with its lock held */
    struct rotation rotation;
    struct rotation_run run;
    const char *given;    /* manual: the new secret; NULL = nobody gave one */
    int64_t prove_for;    /* milliseconds in which IMS may refuse a new secret */
    bool has_told_secret; /* that one was, which isn't kept */

    /* the actions' own */
    struct network_reply reply;           /* the last answer */
    struct network_reply added;           /* that with the new secret, until it's recorded */
    size_t secret;                        /* which of the profile's secrets is asked with */
    int64_t clock_offset;                 /* Adobe's clock less ours */
    char binding[STORE_FINGERPRINT_SIZE]; /* of the profile's tokens */
    struct token token;                   /* what the new secret yielded */
};

#define ROTATOR(of)                                                                            \
    {                                                                                          \
        .context = (of), .prove_for = 300000, .reply = NETWORK_REPLY, .added = NETWORK_REPLY,  \
        .token = TOKEN                                                                         \
    }

/* Takes what the profile records of a rotation. STATUS_NEWER for a state that isn't known. */
enum status rotator_load(struct rotator *rotator);

/* Goes as far as it gets: rotator->run.verdict is the end, and the rotation as it is recorded.
 * The status is that of the last action when the verdict is ROTATION_FAILED. */
enum status rotator_run(struct rotator *rotator);

/* Asks Adobe which secrets there are, and changes nothing: run.list. */
enum status rotator_list(struct rotator *rotator);

/* Writes what people should know of the profile's secrets: that the old one of two is still
 * used elsewhere, that a rotation is under way, or that the secret is older than `warn`
 * seconds. False when there is nothing. */
#define ROTATION_NOTICE_SIZE 256
bool rotation_notice(char out[ROTATION_NOTICE_SIZE], const struct profile *profile,
                     int64_t warn);

/* Asks Adobe which ids the profile's credential has in the Console, and records nothing.
 * STATUS_USAGE when Adobe doesn't tell, so that a person has to, else as network_ask(). */
enum status rotator_find_ids(struct rotator *rotator, char org[ROTATION_ID_SIZE],
                             char credential[ROTATION_ID_SIZE]);

void rotator_clear(struct rotator *rotator);
