/* explain.h: the parts of `explain`. */
#pragma once

#include "helper/command.h"
#include "helper/say/fields.h"

/* What is explained: lines in the context's `out`, or members of `object` with --json. */
struct explanation {
    struct context *context;
    json_t *object; /* NULL = lines */
};

/* Adds a text; in lines nothing without a label, as a member null without a value. */
void explanation_add(struct explanation *explanation, const char *label, const char *member,
                     const char *value);

/* `explain broker`: the line of the broker's policy that decides about --uid, --gid, --socket
 * and --host. STATUS_DENIED or STATUS_VALIDITY, without a fault, when that gives nothing. */
enum status explain_broker(struct explanation *explanation);
