/* yaml.h: YAML, as aio's configuration may be, made into JSON.
 *
 * libyaml finds the pieces. What it takes to describe a credential is taken: one document, a
 * mapping of mappings, sequences and scalars. Anchors, aliases, tags, merge keys and directives
 * are refused, a key may appear once in a mapping, nesting is bounded, and NUL can't hide.
 * libyaml has its memory from malloc(3), which the C library overwrites when it is freed
 * (main.c). Source: YAML 1.1, yaml.h of libyaml.
 */
#ifndef HELPER_ADOBE_YAML_H
#define HELPER_ADOBE_YAML_H

#include "helper/adobe/document.h"
#include "protocol/status.h"

/* Parses `length` bytes of UTF-8 into *root, which the caller owns. All scalars but null become
 * strings: words are looked for here, and an id of digits must not lose any. STATUS_MALFORMED
 * with the place and what is wrong there, also where this program was built without libyaml;
 * STATUS_NO_MEMORY. *root is then NULL. */
enum status yaml_load(const char *data, size_t length, json_t **root,
                      struct document_place *place);

#endif
