/* credential_import.h: our side of importing: a file's bytes go to the network program, which
 * is jailed and parses them; a credential comes back. The bytes are never shown.
 */
#pragma once

#include "helper/token/network.h"
#include "protocol/conversation.h"

struct credential_import {
    const char *label;      /* what faults call the bytes: a path, "standard input" */
    const char *credential; /* which of several: its id, name or Client ID; NULL = the only */
    const struct conversation *conversation; /* who chooses among several; NULL = nobody */
    bool *wants_back;                        /* set by who chooses none of them; may be NULL */
    struct buffer *listing; /* gets a line for each of several when nobody chose */
};

/* Appends the file's bytes to `bytes` (maximum ADOBE_PAYLOAD_MAX); "-" is standard input.
 * STATUS_IO, STATUS_TOO_LONG. */
enum status import_read(const char *path, struct buffer *bytes, struct fault *fault);

/* On success the reply's answer is the credential. Otherwise STATUS_MALFORMED,
 * STATUS_UNSUITABLE, STATUS_TOO_LONG with the label and the field as the subject and the reason
 * and next step as the detail, or as network_ask() and prompt_ask(); STATUS_USAGE with
 * `wants_back` set. */
enum status import_bytes(const struct credential_import *import, const struct buffer *bytes,
                         struct network_reply *reply, struct fault *fault);
