/* relay.h: a program whose output comes through us: passed on as it is, or kept.
 */
#pragma once

#include <stdint.h>

#include "helper/child.h"
#include "protocol/buffer.h"

struct relay {
    int to; /* where what comes is passed on to; −1 = nowhere, all of it is kept */
    struct buffer
        kept;      /* what came; when passed on, as much of its beginning as there's room */
    int64_t bytes; /* how many came */
    int error;     /* errno of writing there, which ended it; else 0 */
    bool tells;    /* after two seconds a line on standard error says how many */
};

/* Runs arguments[0], a path, with `input` as its standard input (−1 = ours), until it has ended
 * and its output too; the child tells how, and is cleared. It is killed when we are. Who reads
 * `to` no more isn't written for: the program gets SIGPIPE. STATUS_IO when it can't be started;
 * what didn't fit is the status of `kept`. */
enum status relay_run(struct relay *relay, struct child *child, char *const *arguments,
                      int input, struct fault *fault);
