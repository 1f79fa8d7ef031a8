/* messages.h: what a status is in words, for say.c: a sentence that tells what happened, and a
 * hint what to do next.
 *
 * In a sentence {subject} is what the fault is about, and {detail} its detail. In a hint
 * {options} is " --profile NAME --store DIR" as far as they were given, {store} the latter
 * alone, {command} " COMMAND", and {path} the subject as a shell takes it.
 */
#ifndef HELPER_MESSAGES_H
#define HELPER_MESSAGES_H

#include "protocol/status.h"

struct messages {
    const char *sentence, *hint; /* NULL = there is none */
};

/* A status's own words. */
struct messages messages_usual(enum status status);

/* Those for faults of which the status alone says too little; by status, subject, detail and
 * `command`, which may be NULL. */
struct messages messages_special(const struct fault *fault, const char *command);

/* What to do about a system call that failed with this errno, whatever it was for; NULL when
 * nobody knows. */
const char *messages_remedy(int error);

#endif
