/* mask.h: a stream of bytes in which a secret is replaced by a word.
 *
 * The bytes may come in pieces of any size: what might begin the secret is held until the next
 * piece tells. The secret is looked for as it is, in no other encoding.
 */
#pragma once

#include "protocol/buffer.h"

/* Start with MASK. `secret` is borrowed, and not empty. */
struct mask {
    const char *secret, *word;
    size_t length;   /* of the secret */
    size_t *restart; /* how much of it is matched after a mismatch at that byte */
    size_t matched;  /* how much of it is held */
};

#define MASK(secret_, word_)                                                                   \
    {                                                                                          \
        .secret = (secret_), .word = (word_)                                                   \
    }

/* STATUS_NO_MEMORY, or OK: then mask_clear() releases it. */
enum status mask_begin(struct mask *mask);

/* Appends what can be told of a piece; the buffer's status says whether that went well. */
void mask_feed(struct mask *mask, struct buffer *out, const char *data, size_t length);

/* Appends what is held: nothing more comes. */
void mask_end(struct mask *mask, struct buffer *out);

void mask_clear(struct mask *mask);
