/* header.c: HTTP header lines, as in a request (RFC 6750 section 2.1). */
#include "protocol/dialects/headers.h"

static void write_answer(struct buffer *out, const struct answer *answer)
{
    struct header headers[HEADERS_MAX];
    size_t count = headers_fill(headers, answer), i;

    for (i = 0; i < count; i++) {
        buffer_text(out, headers[i].name);
        buffer_text(out, ": ");
        buffer_text(out, headers[i].prefix);
        buffer_text(out, headers[i].value);
        buffer_text(out, "\n");
    }
}

const struct dialect dialect_header = { .name = "header", .answer = write_answer };
