/* explain.h: the parts of `explain`. */
#pragma once

#include "helper/command.h"

/* `explain broker`: the line of the broker's policy that decides about --uid, --gid, --socket
 * and --host. STATUS_DENIED or STATUS_VALIDITY, without a fault, when that gives nothing. */
enum status explain_broker(struct context *context);
