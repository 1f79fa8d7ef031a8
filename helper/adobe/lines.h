/* lines.h: credential files that aren't JSON, made into JSON.
 *
 * Understood are KEY=value lines as .env files have them (aio, App Builder, Commerce SDK,
 * starter kits, imscli), and the curl command that the Console's "View cURL command" copies.
 * Whatever they hold, nothing is executed or expanded.
 */
#ifndef HELPER_ADOBE_LINES_H
#define HELPER_ADOBE_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "protocol/status.h"

/* Whether the bytes begin as JSON does, with "{" or "[" behind blanks. */
bool lines_is_json(const char *data, size_t length);

/* Whether some line begins with one of our keys, without quotes, and a colon: HJSON or YAML. */
bool lines_is_aio(const char *data, size_t length);

/* What lines say: two objects, which lines_clear() releases. */
struct lines {
    json_t *groups; /* {"GROUP": {"KEY": value}, …}, with the keys that draft.h knows */
    json_t *secrets; /* {"GROUP": ["NAME", …], …}: its lines that hold secrets, by full name */
    bool is_curl;
};

/* A group is one credential: "curl", the name of an aio context, or the prefix of the keys
 * ("OAUTH", "" for none). Values are strings, or arrays of them where the text is a JSON array.
 * STATUS_NOT_FOUND, with nothing in it, when nothing in the bytes means anything;
 * STATUS_TOO_LONG when a value is longer than any can be; STATUS_NO_MEMORY. */
enum status lines_load(const char *data, size_t length, struct lines *lines);
void lines_clear(struct lines *lines);

#endif
