/* secret_places.h: where in a file that was imported the credential's secrets stand, so that
 * their owner can be told what to delete.
 *
 * The whole file is searched for the secrets themselves, whatever the lines or keys are called
 * that hold them; of short ones, below SECRET_PLACES_LEAST, only the named places are known.
 * The places of a token got with the credential are told by its name beside it.
 */
#pragma once

#include <stdbool.h>

#include <jansson.h>

#include "helper/adobe/groups.h"
#include "helper/adobe/reply.h"

#define SECRET_PLACES_NAME_MAX 128
#define SECRET_PLACES_LEAST    8

/* Fills the answer's secret_place[], whose client_id and client_secret[] are looked for: the
 * keys of aio's configuration, `prefix` in front of each ("ims." for its member); or the lines,
 * by their names, else by their numbers. `is_only`: what stands in groups without a client
 * belongs to the credential. When they are too many to be told, or one can't be named in
 * letters, digits, "_", "-" and ".", none is. */
void secret_places_in_keys(struct reply *reply, const char *prefix, const json_t *root);
void secret_places_in_lines(struct reply *reply, const char *data, size_t length,
                            const struct groups *groups, bool is_only);
