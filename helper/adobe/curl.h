/* curl.h: the command that the Console's "View cURL command" copies, as a shell reads it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "helper/adobe/groups.h"

/* Whether the bytes begin with the command's name, after blanks and a prompt's "$". */
bool curl_is(const char *data, size_t length);

/* Puts the pairs of its forms into the groups, under their bare keys: what stands after -d,
 * --data…, -F and --form…, and after the "?" of its URL, percent-decoded. */
void curl_read(struct groups *groups, const char *data, size_t length);
