/* json.c: everything there is to say, for programs that read JSON. `format` grows when
 * a member's meaning changes; new members may appear at any time. */
#include "protocol/dialects/dialect.h"
#include "protocol/dialects/quote.h"

enum { JSON_FORMAT = 1 };

static void member_put(struct buffer *out, const char *name, const char *value)
{
    if (value == NULL)
        return;
    buffer_format(out, ",\n  \"%s\": ", name);
    quote(out, &quoting_json, value);
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
    buffer_text(out, "\n}\n");
}

const struct dialect dialect_json = { .name = "json", .answer = write_answer };
