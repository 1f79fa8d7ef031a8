/* masked.h: a command whose output has no token in it.
 */
#pragma once

#include "helper/child.h"

#define MASKED_WORD "***"

/* Runs the command with pipes in place of standard output and standard error, and passes on
 * what comes, with MASKED_WORD in place of `token`. Returns once it and whoever else has the
 * pipes has ended; the child tells how. STATUS_IO when it can't be started. */
enum status masked_run(struct child *child, char *const *arguments, char *const *environment,
                       const char *token, struct fault *fault);
