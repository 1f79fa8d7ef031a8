/* passphrase.h: secrets from passphrases by Argon2id, as the unlock module of that name makes
 * them, for what else is sealed under one.
 */
#pragma once

#include "protocol/buffer.h"
#include "store/unlock/stack.h"

/* Makes the secret with a new salt, at the cost that this machine can afford, and appends the
 * parameters with which it is made again ("kdf=argon2id13 ops=… mem=… salt=…").
 * STATUS_NO_MEMORY where there isn't enough for the least of the costs. */
enum status passphrase_secret_make(const struct buffer *passphrase, struct buffer *parameters,
                                   unsigned char secret[UNLOCK_SECRET_SIZE]);

/* Makes it again. STATUS_DAMAGED where the parameters aren't such, or cost more than the
 * dearest that the first function writes: then nothing was computed. STATUS_NO_MEMORY. */
enum status passphrase_secret_again(const struct buffer *passphrase, const char *parameters,
                                    unsigned char secret[UNLOCK_SECRET_SIZE]);
