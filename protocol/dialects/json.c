/* json.c: everything there is to say, for programs that read JSON. `format` grows when
 * a member's meaning changes; new members may appear at any time. */
#include "protocol/dialects/headers.h"
#include "protocol/dialects/quote.h"

enum { JSON_FORMAT = 1 };

static void member_put(struct buffer *out, const char *name, const char *value)
{
    if (value == NULL)
        return;
    buffer_format(out, ",\n  \"%s\": ", name);
    quote(out, &quoting_json, value);
}

/* The family that was asked for, where it begins, and what goes with the token. */
static void put_family(struct buffer *out, const struct answer *answer)
{
    const struct family *family = answer->credential->family;
    struct family_headers headers;
    size_t i;

    if (family == NULL)
        return;
    member_put(out, "family", family->name);
    buffer_format(out, ",\n  \"family_url\": \"https://%s%s\"",
                  family->host != NULL ? family->host : answer->credential->host, family->base);
    headers_fill(&headers, answer);
    buffer_text(out, ",\n  \"headers\": {");
    for (i = 1; i < headers.count; i++) {
        buffer_text(out, i > 1 ? ", " : "");
        quote(out, &quoting_json, headers.item[i].name);
        buffer_text(out, ": ");
        quote(out, &quoting_json, headers.item[i].value);
    }
    buffer_text(out, "}");
}

static void write_answer(struct buffer *out, const struct answer *answer)
{
    char expires[CREDENTIAL_TIME_SIZE];
    struct values values = { .value = { NULL } };

    values_fill(&values, answer->credential);
    buffer_format(out, "{\n  \"format\": %d", JSON_FORMAT);
    member_put(out, "access_token", answer->credential->token);
    member_put(out, "token_type", "Bearer");
    buffer_format(out, ",\n  \"expires_at\": %s", values.expires_at);
    member_put(out, "expires",
               credential_expires(expires, answer->credential, 0) ? expires : NULL);
    member_put(out, "host", answer->credential->host);
    member_put(out, "url", values.url);
    member_put(out, "client_id", answer->credential->client_id);
    member_put(out, "org_id", answer->credential->org_id);
    put_family(out, answer);
    buffer_text(out, "\n}\n");
}

const struct dialect dialect_json = { .name = "json", .answer = write_answer };
