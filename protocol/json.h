/* json.h: JSON that callers hand us: small objects, read by jansson in guarded memory.
 */
#pragma once

#include <stdbool.h>

#include <jansson.h>

#include "protocol/credential.h"

/* Has jansson use guarded memory (secret.h) for everything from now on, so that what it read is
 * wiped when it's freed. Call it before the process has its first JSON value. */
void json_guard(void);

/* Whether `text` holds an object to its closing brace, as far as brackets and strings tell. */
bool json_is_whole(const struct buffer *text);

/* Parses `text`, which must be one JSON object without repeated names. STATUS_MALFORMED with
 * `what` as the subject; otherwise *object is the caller's to json_decref(). */
enum status json_take(json_t **object, const struct buffer *text, const char *what,
                      struct fault *fault);

/* Puts what `uri` says into `request`: its protocol ("https" or nothing), its host and, as the
 * path, what follows that, kept in `text`, which is emptied first. STATUS_NOT_FOUND with `what`
 * as the subject when it isn't an https URL with a plain host. */
enum status json_take_uri(struct request *request, struct buffer *text, const char *uri,
                          const char *what, struct fault *fault);
