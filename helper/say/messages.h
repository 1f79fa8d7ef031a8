/* messages.h: what statuses and causes are in words, for say.c: a sentence that tells what
 * happened, and a hint what to do next.
 *
 * In a sentence {subject} is what the fault is about, and {detail} its detail. In a hint
 * {options} is " --profile NAME --store DIR" as far as they were given, {store} the latter
 * alone, {command} " COMMAND", {detail} the fault's detail, and {path} the subject as a shell
 * takes it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "protocol/status.h"

/* How the address of a proxy is written, as a next step. */
#define MESSAGES_PROXY_LOGIN                                                                   \
    "put them into https_proxy: http://USER:PASSWORD@HOST:PORT, where in the password @ is "   \
    "%40; nothing was lost"
#define MESSAGES_PROXY_FORM                                                                    \
    "write it as http://USER:PASSWORD@HOST:PORT, where in the password @ is %40, # %23, / "    \
    "%2F, ? %3F, % %25 and a blank %20"

/* Without pointers, each of which would be relocated at every start of the program. */
struct message {
    enum cause cause;   /* whose words they are; of a status: CAUSE_NONE */
    char sentence[128]; /* of a cause: in place of its status's; "" = that one, and */
    char reason[72];  /* this follows it; "" = what the fault's detail or errno says. Neither is
                         used where a {detail} is empty and not the end, after a colon */
    char hint[192];   /* "", or with an empty {detail}: the status's; of a status: none */
    bool has_no_hint; /* not the status's either */
};

/* A status's words; every one has a sentence, and none a reason. */
const struct message *message_for_status(enum status status);

/* A cause's words; all "" where it adds nothing to its status. Which it is compiles only
 * when every cause is in the table. */
const struct message *message_for_cause(enum cause cause);

/* What to do about a system call that failed with this errno, whatever it was for; NULL when
 * nobody knows. */
const char *message_for_errno(int error);

/* Why a credential file can't be used, for the `error` of an answer to "import" (PROTOCOL.md);
 * NULL when it isn't known. */
const char *message_for_import(const char *error);

struct filling {
    const char *name, *value; /* without a value it reads "(none recorded)" */
};

/* Writes `template` into `out` (`size` bytes; cut to fit and always terminated), each {name} in
 * it replaced by its value. Every name stands among the fillings. A last value that is empty
 * goes together with the colon before it. */
void template_fill(char *out, size_t size, const char *template, const struct filling *fillings,
                   size_t count);
