/* gateway: Adobe's API gateway and the Workfront families behind it; see gateway.h. */
#include "gateway.h"

#include "access.h"
#include "fusion.h"
#include "token.h"
#include "value.h"
#include "world.h"

#include <string.h>

static const struct documented {
    unsigned status;
    const char *code, *message;
} documented[] = {
    { 400, "400003", "A required header is missing" },
    { 401, "401013", "Oauth token is not valid" },
    { 403, "403003", "Api Key is invalid" },
    { 404, "404000", "Not found" },
    { 429, "429050", "Too many requests" },
    { 500, "500000", "Internal error" },
};

void gateway_error(struct exchange *x, unsigned status, const char *code, const char *message)
{
    answer_json(x, status, json_pack("{ss ss}", "error_code", code, "message", message));
}

void gateway_fail(struct exchange *x, unsigned status)
{
    size_t i;

    for (i = 0; i < sizeof documented / sizeof *documented; i++)
        if (documented[i].status == status) {
            gateway_error(x, status, documented[i].code, documented[i].message);
            return;
        }
    answer_html(x, status, "Bad Gateway");
}

bool gateway_serves(const char *host)
{
    return strcmp(host, "workfront.adobe.io") == 0 || strcmp(host, "fusion.adobe.io") == 0;
}

const json_t *gateway_admit(struct exchange *x)
{
    const char *token = token_of(x), *key = exchange_header(x, "x-api-key"), *reason;
    const json_t *known = token_find(token, &reason);

    if (*token == '\0')
        gateway_error(x, 403, "403010", "Oauth token is missing");
    else if (known == NULL)
        gateway_fail(x, 401);
    else if (*key == '\0')
        gateway_error(x, 403, "403000", "Api Key is required");
    else if (strcmp(key, value_text(known, "client_id")) != 0)
        gateway_fail(x, 403);
    else
        return known;
    return NULL;
}

static void fail_approvals(struct exchange *x, unsigned status, const char *message)
{
    answer_json(x, status,
                json_pack("{si ss s[] s{}}", "statusCode", (int)status, "message", message,
                          "errors", "response"));
}

static void refuse_approvals(struct exchange *x, unsigned status)
{
    fail_approvals(x, status, "The request was refused");
}

static const char *missing_header(const struct exchange *x, const char *const *names)
{
    for (; *names != NULL; names++)
        if (*exchange_header(x, *names) == '\0')
            return *names;
    return NULL;
}

static bool is_caller(struct exchange *x, json_t *instance)
{
    struct caller caller;

    return access_check(x, instance, &caller) == ACCESS_GRANTED &&
           strcmp(exchange_header(x, "wf-userid"), caller.user_id) == 0 &&
           strcmp(exchange_header(x, "wf-customerid"), value_text(instance, "customer_id")) ==
               0;
}

static json_t *instance_of_subdomain(const char *subdomain)
{
    const char *name;
    json_t *instance;

    json_object_foreach (json_object_get(world(), "instances"), name, instance) {
        if (strcmp(value_text(instance, "subdomain"), subdomain) == 0)
            return instance;
    }
    return NULL;
}

static json_t *bots(const struct exchange *x, json_t *all)
{
    int limit = (int)value_decimal(exchange_query(x, "limit"), 20);
    int page = (int)value_decimal(exchange_query(x, "page"), 1);
    int total = (int)json_array_size(all);

    return json_pack("{s{si si si si} so}", "metadata", "totalItems", total, "currentPage",
                     page, "totalPages", (total + limit - 1) / limit, "pageSize", limit,
                     "results", value_slice(all, (size_t)((page - 1) * limit), (size_t)limit));
}

static void answer_approvals(struct exchange *x, const char *rest)
{
    static const char *const needed[] = { "x-gw-subdomain", "wf-customerid", "wf-userid",
                                          "wf-lane", NULL };
    json_t *instance = instance_of_subdomain(exchange_header(x, "x-gw-subdomain"));
    bool empty;

    if (missing_header(x, needed) != NULL)
        fail_approvals(x, 400, missing_header(x, needed));
    else if (instance == NULL ||
             strcmp(exchange_header(x, "wf-lane"), value_text(instance, "lane")) != 0)
        answer_html(x, 502, "Bad Gateway");
    else if (!access_family(x, instance, "approvals", &empty, refuse_approvals))
        return;
    else if (!is_caller(x, instance))
        refuse_approvals(x, 401);
    else if (strcmp(rest, "bots") == 0)
        answer_json(x, 200, bots(x, value_list(instance, "bots", empty)));
    else if (strcmp(rest, "templates") == 0)
        answer_json(x, 200,
                    json_pack("{so}", "templates", value_list(instance, "templates", empty)));
    else
        refuse_approvals(x, 404);
}

static json_t *comments(json_t *all, long first, long limit)
{
    bool more = (long)json_array_size(all) > first + limit;

    return json_pack("{so s{sb so}}", "comments",
                     value_slice(all, (size_t)first, (size_t)limit), "pageInfo", "hasNextPage",
                     more, "nextCursor",
                     more ? json_sprintf("%ld", first + limit) : json_null());
}

static void answer_comments(struct exchange *x, const json_t *known)
{
    static const char *const needed[] = { "x-gw-ims-org-id", "wf-customerid", "wf-userid",
                                          NULL };
    const char *cursor = exchange_query(x, "cursor");
    long first = value_decimal(cursor, 0),
         limit = value_decimal(exchange_query(x, "limit"), 50);
    json_t *instance = world_customer(exchange_header(x, "wf-customerid"));
    bool empty;

    if (missing_header(x, needed) != NULL)
        gateway_error(x, 400, "400003", missing_header(x, needed));
    else if (!access_family(x, instance, "comments", &empty, gateway_fail))
        return;
    else if (instance == NULL || !is_caller(x, instance))
        gateway_fail(x, 401);
    else if (!token_has_scope(known, "workfront.comment-stream"))
        gateway_error(x, 403, "403001", "The token lacks the scope workfront.comment-stream");
    else
        answer_json(x, 200, comments(value_list(instance, "comments", empty), first, limit));
}

void gateway_answer(struct exchange *x)
{
    const json_t *known = gateway_admit(x);
    const char *rest = exchange_below(x, "/workfront-approvals/api/v1/");

    if (known == NULL)
        return;
    if (strcmp(x->host, "fusion.adobe.io") == 0)
        fusion_answer(x, known);
    else if (strcmp(x->method, "GET") != 0)
        gateway_fail(x, 404);
    else if (rest != NULL)
        answer_approvals(x, rest);
    else if (exchange_is(x, "GET", "/comment-stream/api/v1/comments"))
        answer_comments(x, known);
    else
        gateway_fail(x, 404);
}
