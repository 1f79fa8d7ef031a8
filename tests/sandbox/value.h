/*
 * value: small conveniences over jansson, shared by the whole sandbox.
 *
 * All readers accept NULL and values of another type, and then give the fallback, so that a
 * world or fault that lacks a member needs no special case.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>

/* A new JSON string of text. Bytes that are not UTF-8 become '?', so that whatever a client
 * sends can be logged. NULL text gives JSON null. */
json_t *value_string(const char *text);

/* The member's text, borrowed; "" if object has no such string. */
const char *value_text(const json_t *object, const char *name);

/* The member as a number, or fallback. */
long long value_number(const json_t *object, const char *name, long long fallback);

/* Is the member there, and true? */
bool value_true(const json_t *object, const char *name);

/* Is text among the strings of the array? */
bool value_lists(const json_t *array, const char *text);

/* The member as an array: a new reference to it, or, if there is none or empty is true, a new
 * empty one. */
json_t *value_list(const json_t *object, const char *name, bool empty);

/* A new array of at most count of the array's elements from number first on; the reference to
 * the array is taken over. */
json_t *value_slice(json_t *array, size_t first, size_t count);

/* JSON Merge Patch (RFC 7396): returns the patched target as a new reference. The reference to
 * target is taken over; target itself may be changed in place. patch is only read. */
json_t *value_merge(json_t *target, const json_t *patch);

/* Does text match the shell pattern (fnmatch(3); '*' matches any rest, slashes too), without
 * regard to letter case? An empty or NULL pattern matches everything. */
bool value_matches(const char *pattern, const char *text);

/* text read as a decimal number of at most 9 digits; fallback if it is anything else. */
long value_decimal(const char *text, long fallback);
