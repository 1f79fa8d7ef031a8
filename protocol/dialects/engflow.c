/* engflow.c: the credential helper of Bazel and others. Source: EngFlow,
 * credential-helper-spec; JSON on both sides. Callers keep the answer until `expires`, so it
 * says a little less than the truth. */
#include "protocol/dialects/headers.h"
#include "protocol/dialects/quote.h"
#include "protocol/json.h"

static enum status read_request(struct request *request, struct buffer *text,
                                struct fault *fault)
{
    const char *uri;
    json_t *object;
    enum status status = json_take(&object, text, "the request", fault);

    if (status != STATUS_OK)
        return status;
    uri = json_string_value(json_object_get(object, "uri"));
    if (uri != NULL)
        status = json_take_uri(request, text, uri, "uri", fault);
    else
        status = fault_because(fault, STATUS_MALFORMED, CAUSE_NOT_A_STRING, "uri", NULL);
    json_decref(object);
    return status;
}

static void write_answer(struct buffer *out, const struct answer *answer)
{
    char expires[CREDENTIAL_TIME_SIZE];
    struct family_headers headers;
    size_t i;

    headers_fill(&headers, answer);
    buffer_text(out, "{\"headers\":{");
    for (i = 0; i < headers.count; i++) {
        buffer_text(out, i == 0 ? "" : ",");
        quote(out, &quoting_json, headers.item[i].name);
        buffer_text(out, ":[\"");
        quote_piece(out, &quoting_json, headers.item[i].prefix);
        quote_piece(out, &quoting_json, headers.item[i].value);
        buffer_text(out, "\"]");
    }
    buffer_text(out, "}");
    if (credential_expires(expires, answer->credential, CREDENTIAL_SKEW))
        buffer_format(out, ",\"expires\":\"%s\"", expires);
    buffer_text(out, "}\n");
}

const struct dialect dialect_engflow = { .name = "engflow",
                                         .is_whole = json_is_whole,
                                         .read = read_request,
                                         .answer = write_answer,
                                         .is_unattended = true };
