/* decode_secret.h: secrets that others hand over as bytes: systemd, programs, our own keepers.
 */
#pragma once

#include <stdbool.h>

#include "protocol/buffer.h"
#include "store/unlock/stack.h"

/* More than any form of a secret takes, so that what is too long is noticed. */
#define HANDED_MAX 128u

/* Reads a secret of 32 bytes: raw, 64 hexadecimal digits, or base64 (RFC 4648, section 4, with
 * its padding). Text may have one LF after it. Anything else is no secret, whatever its
 * length: a message, or half an answer, must not become a key. */
bool decode_secret(const struct buffer *bytes, unsigned char secret[UNLOCK_SECRET_SIZE]);
