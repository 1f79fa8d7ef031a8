/* json.c: JSON from callers. */
#include "protocol/json.h"

#include <string.h>

#include "protocol/host.h"
#include "protocol/secret.h"

void json_guard(void)
{
    json_set_alloc_funcs(secret_alloc, secret_free);
}

enum status json_take(json_t **object, const struct buffer *text, const char *what,
                      struct fault *fault)
{
    *object = json_loadb(buffer_string(text), text->length, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(*object))
        return STATUS_OK;
    json_decref(*object);
    *object = NULL;
    return fault_set(fault, STATUS_MALFORMED, 0, what, "a JSON object is expected");
}

enum status json_take_uri(struct request *request, struct buffer *text, const char *uri,
                          const char *what, struct fault *fault)
{
    char host[HOST_SIZE];

    if (!host_of_url(host, uri, NULL))
        return fault_set(fault, STATUS_NOT_FOUND, 0, what, "it isn't an https URL of a host");
    buffer_clear(text);
    buffer_text(text, host);
    request->protocol = "https";
    request->host = buffer_string(text);
    return buffer_status(text);
}
