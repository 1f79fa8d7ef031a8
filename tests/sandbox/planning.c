/* planning: the Planning API of a Workfront instance; see workfront.h. */
#include "planning.h"

#include "access.h"
#include "token.h"
#include "value.h"

#include <stdint.h>
#include <string.h>

#define LIMIT_DEFAULT 20
#define LIMIT_MAX     50

static const struct documented {
    unsigned status;
    int type;
    const char *title, *code;
} documented[] = {
    { 400, 40000, "Bad Request", "VALIDATION_FAILED" },
    { 401, 40001, "Unauthorized", "UNAUTHORIZED" },
    { 403, 40003, "Forbidden", "FORBIDDEN" },
    { 404, 40004, "Not Found", "NOT_FOUND" },
    { 500, 50000, "Internal Server Error", "INTERNAL_ERROR" },
};

static void fail_with(struct exchange *x, unsigned status, const char *detail)
{
    char request_id[23];
    size_t i;

    for (i = 0; i < sizeof documented / sizeof *documented; i++)
        if (documented[i].status == status)
            break;
    if (i == sizeof documented / sizeof *documented) {
        answer_html(x, status, "Service error");
        return;
    }
    token_random(request_id, sizeof request_id);
    if (exchange_below(x, "/maestro/api/v1/") != NULL)
        answer_json(x, status,
                    json_pack("{si ss s{ss}}", "type", documented[i].type, "title",
                              documented[i].title, "report", "detail", detail));
    else
        answer_json(x, status,
                    json_pack("{ss si ss ss ss s[]}", "title", documented[i].title, "status",
                              (int)status, "detail", detail, "errorCode", documented[i].code,
                              "requestId", request_id, "errors"));
}

void planning_fail(struct exchange *x, unsigned status)
{
    fail_with(x, status, "The request was refused");
}

static bool is_admitted(struct exchange *x, json_t *instance)
{
    const char *key = exchange_header(x, "x-api-key");
    struct caller caller;

    if (access_check(x, instance, &caller) != ACCESS_GRANTED)
        fail_with(x, 401, caller.reason);
    else if (*exchange_header(x, "x-gw-ims-org-id") == '\0')
        fail_with(x, 401, "x-gw-ims-org-id is missing");
    else if (*key == '\0')
        fail_with(x, 403, "x-api-key is missing");
    else if (strcmp(key, value_text(caller.token, "client_id")) != 0)
        fail_with(x, 403, "x-api-key is not the client of the token");
    else
        return true;
    return false;
}

static void answer_content(struct exchange *x, const json_t *instance, bool empty)
{
    const char *text = exchange_query(x, "limit");
    long limit = *text != '\0' ? value_decimal(text, 0) : LIMIT_DEFAULT;
    const char *cursor = exchange_query(x, "cursor");
    long first = *cursor == 'c' ? value_decimal(cursor + 1, -1) : *cursor == '\0' ? 0 : -1;
    size_t all = empty ? 0 : json_array_size(json_object_get(instance, "workspaces"));
    bool more = (long)all > first + limit;

    if (first < 0)
        fail_with(x, 400, "cursor isn't one of ours");
    else if (limit < 1 || limit > LIMIT_MAX)
        fail_with(x, 400, "limit must be 1 to 50");
    else
        answer_json(x, 200,
                    json_pack("{so s{sb so}}", "content",
                              value_slice(value_list(instance, "workspaces", empty),
                                          (size_t)first, (size_t)limit),
                              "cursor", "hasMore", more, "nextCursor",
                              more ? json_sprintf("c%ld", first + limit) : json_null()));
}

void planning_answer(struct exchange *x, json_t *instance, const char *rest)
{
    bool empty;

    if (!access_family(x, instance, "planning", &empty, planning_fail) ||
        !is_admitted(x, instance))
        return;
    if (strcmp(x->method, "GET") == 0 && strcmp(rest, "v2/workspaces") == 0)
        answer_content(x, instance, empty);
    else if (strcmp(x->method, "GET") == 0 && strcmp(rest, "v1/workspaces") == 0)
        answer_json(x, 200,
                    json_pack("{so}", "workspaces", value_list(instance, "workspaces", empty)));
    else
        fail_with(x, 404, "No such resource");
}
