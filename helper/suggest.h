/* suggest.h: what somebody may have meant who typed something else. */
#pragma once

#include "helper/command.h"

/* STATUS_USAGE for `word`, which isn't a command; the hint names what another tool's word is
 * called here, or the command that is spelt nearly so. */
enum status suggest_command(struct context *context, const char *word);

/* STATUS_USAGE for `word`, which follows the context's command and can't; the hint gives it as
 * the value of the option that takes such a value. */
enum status suggest_argument(struct context *context, const char *word);

/* Completes the context's fault, if it is that nothing is recorded for a profile or host, or
 * that one must be named, by what is recorded, if anything is: the hint then names it. */
void suggest_recorded(struct context *context);
