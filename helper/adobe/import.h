/* import.h: the call "import": a file with a credential becomes a record.
 *
 * The forms are those of candidates.h, .env lines and the curl command that the Console copies
 * (lines.h, curl.h), in UTF-8 or UTF-16. aio keeps its configuration in HJSON or YAML, which
 * isn't read but recognised: `aio config get --json KEY` prints it as JSON. Keys are compared
 * without case, "_", "-" and ".", so client_id, CLIENT_ID and clientId are one. The file is
 * hostile: it is bounded, each value is checked, and none of its bytes is repeated but the
 * values that the answer is for, the names of credentials among them made printable, and plain
 * names of keys. PROTOCOL.md has the shapes. Sources: adobe/aio-lib-core-config, src/util.js
 * (what aio keeps), and adobe/aio-cli-plugin-config, README.md and src/base-command.js (what
 * prints it).
 */
#pragma once

#include "helper/adobe/reply.h"

/* Does the call on the job's payload and ends its reply:
 *   OK          client_id, client_secret[] (one or two, in the order of the file), scope
 *               (comma-joined, each once), and where the file has them
 *               technical_account_email, technical_account_id, org_id, name; shape, and where
 *               that isn't to be deleted whole, secret_place[] (secret_places.h)
 *   MALFORMED   error "not-json" (error_description: the place), "hjson-yaml" (keys that are
 *               known, in HJSON or YAML as aio keeps them), "missing", "wrong-type",
 *               "wrong-value", "too-many" or "conflict" (two keys that are one, with different
 *               values) with the field, and the shape; or with the name of a line as the field
 *               and its number in error_description what lines.h says is wrong with it
 *   UNSUITABLE  error "jwt" (only credentials of the retired kind), "api-key" (only a key of
 *               Workfront's own), "no-credential" (no server-to-server credential in the file),
 *               "several" (choose one of choice[]), "no-match" (call.credential is none of
 *               choice[]), "unknown-names" (lines, but none with a known name), "unknown-shape"
 *   TOO_LONG    more than ADOBE_PAYLOAD_MAX bytes */
void import_file(struct job *job);
