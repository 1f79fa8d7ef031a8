/* mask.c: Knuth, Morris and Pratt's search, with what is held being what is matched. */
#include "protocol/mask.h"

#include <stdlib.h>
#include <string.h>

enum status mask_begin(struct mask *mask)
{
    size_t i, matched = 0;

    mask->length = strlen(mask->secret);
    mask->restart = calloc(mask->length + 1, sizeof *mask->restart);
    if (mask->restart == NULL)
        return STATUS_NO_MEMORY;
    for (i = 1; i < mask->length; i++) {
        while (matched > 0 && mask->secret[matched] != mask->secret[i])
            matched = mask->restart[matched];
        matched += mask->secret[matched] == mask->secret[i];
        mask->restart[i + 1] = matched;
    }
    return STATUS_OK;
}

static void feed_byte(struct mask *mask, struct buffer *out, char byte)
{
    while (mask->matched > 0 && mask->secret[mask->matched] != byte) {
        size_t less = mask->restart[mask->matched];

        buffer_append(out, mask->secret, mask->matched - less);
        mask->matched = less;
    }
    if (mask->secret[mask->matched] != byte)
        buffer_append(out, &byte, 1);
    else if (++mask->matched == mask->length) {
        buffer_text(out, mask->word);
        mask->matched = 0;
    }
}

void mask_feed(struct mask *mask, struct buffer *out, const char *data, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++)
        feed_byte(mask, out, data[i]);
}

void mask_end(struct mask *mask, struct buffer *out)
{
    buffer_append(out, mask->secret, mask->matched);
    mask->matched = 0;
}

void mask_clear(struct mask *mask)
{
    free(mask->restart);
    mask->restart = NULL;
}
