/* curl.c: lines for `curl -K -` (curl(1), --config). oauth2-bearer is the one option
 * that keeps the token when curl is led to another host to itself. */
#include "protocol/dialects/headers.h"
#include "protocol/dialects/quote.h"

static void put_header(struct buffer *out, const struct header *header)
{
    buffer_text(out, "header = \"");
    quote_piece(out, &quoting_curl, header->name);
    buffer_text(out, ": ");
    quote_piece(out, &quoting_curl, header->value);
    buffer_text(out, "\"\n");
}

static void write_answer(struct buffer *out, const struct answer *answer)
{
    struct family_headers headers;
    size_t i;

    headers_fill(&headers, answer);
    buffer_text(out, "oauth2-bearer = ");
    quote(out, &quoting_curl, answer->credential->token);
    buffer_text(out, "\n");
    for (i = 1; i < headers.count; i++)
        put_header(out, &headers.item[i]);
}

const struct dialect dialect_curl = { .name = "curl", .answer = write_answer };
