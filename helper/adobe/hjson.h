/* hjson.h: HJSON, as aio writes its configuration, made into JSON.
 *
 * A superset of JSON: comments, keys and strings without quotes, line ends for commas, strings
 * in '…' and in '''…''' (whose lines keep their indentation here). Read strictly: the outermost
 * brackets are there, a comma or a line end stands between members, a key appears once, nesting
 * is bounded, no control byte hides in a string. Source: hjson.github.io/syntax.html.
 */
#ifndef HELPER_ADOBE_HJSON_H
#define HELPER_ADOBE_HJSON_H

#include "helper/adobe/document.h"

/* Parses `length` bytes: one object or array and nothing behind it. All scalars but null become
 * strings: words are looked for here, and an id of digits must not lose any. The caller owns
 * the result. NULL when they are none, with the place and what is wrong there, or when memory
 * is short (wiped_ran_out()). */
json_t *hjson_load(const char *data, size_t length, struct document_place *place);

#endif
