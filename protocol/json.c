/* json.c: JSON from callers. */
#include "protocol/json.h"

#include <string.h>

#include "protocol/host.h"
#include "protocol/secret.h"

void json_guard(void)
{
    json_set_alloc_funcs(secret_alloc, secret_free);
}

/* The closing quote of the string that begins at `at`, or `end`. */
static const char *string_end(const char *at, const char *end)
{
    for (at++; at < end && *at != '"'; at++)
        if (*at == '\\')
            at++;
    return at;
}

bool json_is_whole(const struct buffer *text)
{
    const char *at = text->data, *end = text->data + text->length;
    size_t depth = 0;

    for (; at != NULL && at < end; at++) {
        if (*at == '"')
            at = string_end(at, end);
        else if (*at == '{' || *at == '[')
            depth++;
        else if ((*at == '}' || *at == ']') && (depth == 0 || --depth == 0))
            return true;
    }
    return false;
}

enum status json_take(json_t **object, const struct buffer *text, const char *what,
                      struct fault *fault)
{
    *object = json_loadb(buffer_string(text), text->length, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(*object))
        return STATUS_OK;
    json_decref(*object);
    *object = NULL;
    return fault_because(fault, STATUS_MALFORMED, CAUSE_NOT_AN_OBJECT, what, NULL);
}

enum status json_take_uri(struct request *request, struct buffer *text, const char *uri,
                          const char *what, struct fault *fault)
{
    char host[HOST_SIZE];
    size_t end;

    if (!host_of_url(host, uri, &end))
        return fault_because(fault, STATUS_NOT_FOUND, CAUSE_NOT_A_URL, what, NULL);
    buffer_clear(text);
    buffer_append(text, host, strlen(host) + 1);
    buffer_text(text, uri + end);
    if (buffer_status(text) != STATUS_OK)
        return buffer_status(text); /* unreached: memory is short */
    request->protocol = "https";
    request->host = text->data;
    request->path = text->data + strlen(host) + 1;
    return STATUS_OK;
}
