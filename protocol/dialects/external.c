/* external.c: Terraform's data source "external": a JSON object of strings on stdin, a
 * JSON object of strings on stdout. The query may name "profile" and "host", and nothing else.
 * Source: Terraform documentation, provider hashicorp/external, "External Program Protocol". */
#include <string.h>

#include "protocol/dialects/dialect.h"
#include "protocol/dialects/quote.h"
#include "protocol/dialects/variable.h"
#include "protocol/json.h"

static enum status take_string(const json_t *object, const char *name, const char **value,
                               struct fault *fault)
{
    const json_t *member = json_object_get(object, name);

    *value = json_string_value(member);
    if (member == NULL || *value != NULL)
        return STATUS_OK;
    return fault_because(fault, STATUS_MALFORMED, CAUSE_NOT_A_STRING, name, NULL);
}

/* What is misspelt would be answered for somebody else. */
static enum status check_members(json_t *object, struct fault *fault)
{
    const char *name;
    json_t *value;

    json_object_foreach (object, name, value)
        if (strcmp(name, "profile") != 0 && strcmp(name, "host") != 0)
            return fault_because(fault, STATUS_MALFORMED, CAUSE_NOT_A_MEMBER, name,
                                 "profile, host");
    return STATUS_OK;
}

/* The strings move into `text`, one after the other, because the JSON object goes. */
static enum status request_keep(struct request *request, struct buffer *text,
                                const char *profile, const char *host)
{
    size_t after;

    buffer_clear(text);
    buffer_text(text, profile != NULL ? profile : "");
    buffer_append(text, "", 1);
    after = text->length;
    buffer_text(text, host != NULL ? host : "");
    if (buffer_status(text) != STATUS_OK)
        return buffer_status(text); /* unreached: memory is short */
    request->username = profile != NULL ? text->data : NULL;
    request->host = host != NULL ? text->data + after : NULL;
    request->protocol = host != NULL ? "https" : NULL;
    return STATUS_OK;
}

static enum status read_request(struct request *request, struct buffer *text,
                                struct fault *fault)
{
    const char *profile, *host;
    json_t *object;
    enum status status = json_take(&object, text, "the query", fault);

    if (status != STATUS_OK)
        return status;
    status = check_members(object, fault);
    if (status == STATUS_OK)
        status = take_string(object, "profile", &profile, fault);
    if (status == STATUS_OK)
        status = take_string(object, "host", &host, fault);
    if (status == STATUS_OK)
        status = request_keep(request, text, profile, host);
    json_decref(object);
    return status;
}

static void member_put(struct buffer *out, const char *name, const char *value)
{
    if (value == NULL)
        return; /* unreached: callers have each value */
    buffer_format(out, ",\"%s\":", name);
    quote(out, &quoting_json, value);
}

static void write_answer(struct buffer *out, const struct answer *answer)
{
    char expires[CREDENTIAL_TIME_SIZE];
    struct values values = { .value = { NULL } };

    values_fill(&values, answer->credential);
    buffer_text(out, "{\"access_token\":");
    quote(out, &quoting_json, answer->credential->token);
    member_put(out, "expires_at", values.expires_at);
    member_put(out, "expires",
               credential_expires(expires, answer->credential, 0) ? expires : NULL);
    member_put(out, "host", answer->credential->host);
    member_put(out, "url", values.url);
    member_put(out, "client_id", answer->credential->client_id);
    member_put(out, "org_id", answer->credential->org_id);
    buffer_text(out, "}\n");
}

const struct dialect dialect_external = {
    .name = "terraform-external",
    .is_whole = json_is_whole,
    .read = read_request,
    .answer = write_answer,
    .is_unattended = true,
};
