/* headers_json.c: a flat JSON object of headers, as MCP clients' headersHelper and
 * others take it. */
#include "protocol/dialects/headers.h"
#include "protocol/dialects/quote.h"

static void write_answer(struct buffer *out, const struct answer *answer)
{
    struct family_headers headers;
    size_t i;

    headers_fill(&headers, answer);
    for (i = 0; i < headers.count; i++) {
        buffer_text(out, i == 0 ? "{" : ",");
        quote(out, &quoting_json, headers.item[i].name);
        buffer_text(out, ":\"");
        quote_piece(out, &quoting_json, headers.item[i].prefix);
        quote_piece(out, &quoting_json, headers.item[i].value);
        buffer_text(out, "\"");
    }
    buffer_text(out, "}\n");
}

const struct dialect dialect_headers_json = { .name = "headers-json", .answer = write_answer };
