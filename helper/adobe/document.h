/* document.h: JSON that nobody vouches for.
 *
 * jansson with limits: nesting is bounded before it parses (its parser is recursive), a key may
 * appear once in an object, NUL can't hide in strings, and its memory is wiped. Source: RFC
 * 8259; jansson's "Decoding".
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#define DOCUMENT_DEPTH_MAX 64

/* Where a document stops being one: counted from 1; 0 when it isn't a matter of place. */
struct document_place {
    int line, column;
};

/* Gives jansson the wiping allocator and a random hash seed. Once, before anything else here
 * and after secret_init(). */
void document_init(void);

/* Parses `length` bytes. The caller owns the result (json_decref()). NULL when they aren't one
 * JSON array or object with nothing after it, nest deeper than DOCUMENT_DEPTH_MAX, repeat a
 * key, or when memory is short; `place`, if not NULL, then tells where. */
json_t *document_load(const char *data, size_t length, struct document_place *place);

/* The string under `key`; NULL when `object` isn't an object, has no such key or another type
 * there. It lives as long as the document. */
const char *document_text(const json_t *object, const char *key);

/* Whether `object` has a true under `key`. */
bool document_flag(const json_t *object, const char *key);

/* Reads a number that may be written as an integer, as a real without a fraction (1e3) or as a
 * string of digits: servers differ. False for anything else and for what int64_t can't hold. */
bool document_number(const json_t *value, int64_t *number);
