/* headers_json.c: a flat JSON object of headers, as MCP clients' headersHelper and
 * others take it. */
#include "protocol/dialects/headers.h"
#include "protocol/dialects/quote.h"

static void answer(struct buffer *out, const struct request *request,
                   const struct format_options *manner, const struct credential *credential)
{
    struct header headers[HEADERS_MAX];
    size_t count = headers_fill(headers, manner, credential), i;

    (void)request;
    for (i = 0; i < count; i++) {
        buffer_text(out, i == 0 ? "{" : ",");
        quote(out, &quoting_json, headers[i].name);
        buffer_text(out, ":\"");
        quote_piece(out, &quoting_json, headers[i].prefix);
        quote_piece(out, &quoting_json, headers[i].value);
        buffer_text(out, "\"");
    }
    buffer_text(out, "}\n");
}

const struct dialect dialect_headers_json = { .name = "headers-json", .answer = answer };
