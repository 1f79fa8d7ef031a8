/* mcp: Workfront's MCP server; see mcp.h. */
#include "mcp.h"

#include "access.h"
#include "token.h"
#include "value.h"
#include "world.h"

#include <string.h>

bool mcp_serves(const char *host)
{
    return strcmp(host, "mcp.workfront.adobe.com") == 0;
}

static void fail_with(struct exchange *x, unsigned status, const char *message)
{
    answer_json(x, status,
                json_pack("{ss sn s{si ss}}", "jsonrpc", "2.0", "id", "error", "code",
                          -32000 - (int)(status % 100), "message", message));
    if (status == 401)
        answer_header(x, "WWW-Authenticate", "Bearer error=\"invalid_token\"");
}

void mcp_fail(struct exchange *x, unsigned status)
{
    fail_with(x, status, "The request was refused");
}

/* The only instance of the organization, or the one of that host; NULL, with the number of them
 * all in *count. */
static json_t *instance_of(const char *org, const char *host, size_t *count)
{
    const char *name, *moved;
    json_t *instance, *only = NULL;

    *count = 0;
    json_object_foreach (json_object_get(world(), "instances"), name, instance) {
        if (strcmp(value_text(instance, "org"), org) != 0)
            continue;
        only = instance;
        *count += 1;
    }
    if (*host == '\0')
        return *count == 1 ? only : NULL;
    instance = world_instance(host, &moved);
    return instance != NULL && strcmp(value_text(instance, "org"), org) == 0 ? instance : NULL;
}

static void initialize(struct exchange *x)
{
    answer_text(x, 200, "text/event-stream",
                "event: message\n"
                "data: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":"
                "\"2025-06-18\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":"
                "\"workfront\",\"version\":\"1\"}}}\n\n");
}

void mcp_answer(struct exchange *x)
{
    const char *url = exchange_header(x, "wf-url"), *reason;
    const json_t *known = token_find(token_of(x), &reason);
    json_t *instance;
    size_t count;
    bool empty;

    if (known == NULL) {
        fail_with(x, 401, "The token is missing or not valid");
        return;
    }
    instance = instance_of(value_text(known, "org"), url, &count);
    if (instance == NULL && *url == '\0')
        fail_with(x, 400, "wf-url is required: the organization has several instances");
    else if (instance == NULL)
        fail_with(x, 404, "The organization has no such instance");
    else if (!access_family(x, instance, "mcp", &empty, mcp_fail))
        return;
    else if (exchange_is(x, "POST", "/mcp/v1/workfront"))
        initialize(x);
    else
        fail_with(x, 404, "Not found");
}
