/* append.h: files that callers name for us to add to. */
#ifndef HELPER_APPEND_H
#define HELPER_APPEND_H

#include "protocol/buffer.h"
#include "protocol/status.h"

/* Appends `bytes`, in one write if it can be, to the existing plain file that the variable of
 * the environment names. STATUS_USAGE when it isn't set or no absolute path, STATUS_UNSAFE when
 * that isn't a plain file of ours, STATUS_IO. */
enum status append_file(const char *variable, const struct buffer *bytes, struct fault *fault);

#endif
