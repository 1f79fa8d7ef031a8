/* rotate.h: what the files of `rotate` share. */
#pragma once

#include "helper/command.h"
#include "helper/token/fleet/fleet_rotation.h"
#include "helper/token/rotation/rotation_run.h"

struct rotate {
    struct context *context;
    struct rotator rotator;
    struct fleet_rotation others;
    struct string_list behind; /* which of the fleet's minters are waited for, */
    struct buffer names;       /* and its bytes */
    struct buffer secret;      /* that a person gave */
    struct token former;       /* --now: what was kept before */
    int64_t older_than;        /* seconds; 0 = any */
    bool is_by_hand;           /* a person adds and deletes */
};

/* rotate_manual.c: a new secret from a person, by --from or by asking; rotator.given is it.
 * STATUS_UNSUITABLE when it can't be the new one, else as import_bytes() and prompt_ask(). */
enum status rotate_take_secret(struct rotate *rotate);

/* The same where one waits to be taken already: a file must have that one. */
enum status rotate_compare_secret(struct rotate *rotate);

/* rotate_words.c: what the run came to, as the fault that main() tells. `status` when it is
 * told already. */
enum status rotate_judge(struct rotate *rotate, enum status status);

/* The result: prose, JSON, or a dry run's list. */
void rotate_put(struct rotate *rotate);
