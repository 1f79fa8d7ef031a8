/* leftover.h: which keys or lines of a file that was imported hold secrets of the credential,
 * so that their owner can be told what to delete.
 */
#ifndef HELPER_ADOBE_LEFTOVER_H
#define HELPER_ADOBE_LEFTOVER_H

#include <stdbool.h>

#include <jansson.h>

#include "helper/adobe/reply.h"

#define LEFTOVER_NAME_MAX 128

/* Whether a key, in any spelling, holds a client secret or a token got with it. */
bool leftover_is_secret(const char *key);

/* Adds `name` to the answer's leftover[], or `prefix` and each such key of `object`. A name
 * that isn't letters, digits, "_", "-" and "." is passed over: it would have to be quoted. */
void leftover_add(struct reply *reply, const char *name);
void leftover_add_keys(struct reply *reply, const char *prefix, const json_t *object);

#endif
