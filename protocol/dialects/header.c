/* header.c: HTTP header lines, as in a request (RFC 6750 section 2.1). */
#include "protocol/dialects/headers.h"

static void write_answer(struct buffer *out, const struct answer *answer)
{
    struct family_headers headers;
    size_t i;

    headers_fill(&headers, answer);
    for (i = 0; i < headers.count; i++) {
        buffer_text(out, headers.item[i].name);
        buffer_text(out, ": ");
        buffer_text(out, headers.item[i].prefix);
        buffer_text(out, headers.item[i].value);
        buffer_text(out, "\n");
    }
}

const struct dialect dialect_header = { .name = "header", .answer = write_answer };
