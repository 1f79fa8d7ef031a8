/* fusion: Workfront Fusion's API; see fusion.h. */
#include "fusion.h"

#include "access.h"
#include "gateway.h"
#include "token.h"
#include "value.h"
#include "world.h"

#include <string.h>

static void fail_with(struct exchange *x, unsigned status, const char *title)
{
    static const struct {
        unsigned status;
        const char *type;
    } types[] = {
        { 400, "BadRequest" },
        { 401, "Unauthorized" },
        { 403, "Forbidden" },
        { 404, "NotFound" },
    };
    const char *type = "InternalServerError";
    char id[23];
    size_t i;

    for (i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].status == status)
            type = types[i].type;
    token_random(id, sizeof id);
    answer_json(x, status,
                json_pack("{ss si ss s{ss ss}}", "type", type, "status", (int)status, "title",
                          title, "report", "request-id", id, "x-organization-id",
                          exchange_header(x, "x-organization-id")));
}

static void fail(struct exchange *x, unsigned status)
{
    fail_with(x, status, "The request was refused");
}

/* The instance whose Fusion has this organization. */
static json_t *instance_of(const char *organization)
{
    const char *name;
    json_t *instance;

    json_object_foreach (json_object_get(world(), "instances"), name, instance) {
        const json_t *fusion = json_object_get(instance, "fusion");

        if (strcmp(value_text(fusion, "organization"), organization) == 0)
            return instance;
    }
    return NULL;
}

static void answer_logs(struct exchange *x, const json_t *fusion, bool empty)
{
    const char *start = exchange_query(x, "start"), *limit = exchange_query(x, "limit");
    long first = value_decimal(start, 0), count = value_decimal(limit, 50);
    json_t *all = value_list(fusion, "activity", empty);
    bool more = (long)json_array_size(all) > first + count;

    if (*exchange_query(x, "orderby") == '\0' && (*start != '\0' || *limit != '\0')) {
        json_decref(all);
        fail_with(x, 400, "Paging parameters require orderby to be specified");
        return;
    }
    answer_json(x, 200,
                json_pack("{so s{ss so} s{}}", "items",
                          value_slice(all, (size_t)first, (size_t)count), "_page", "orderby",
                          exchange_query(x, "orderby"), "next",
                          more ? json_sprintf("%ld", first + count) : json_null(), "_links"));
}

void fusion_answer(struct exchange *x, const json_t *known)
{
    const char *region = exchange_header(x, "x-gw-region");
    const char *organization = exchange_header(x, "x-organization-id");
    json_t *instance = instance_of(organization);
    const json_t *fusion = json_object_get(instance, "fusion");
    bool empty;

    if (*region == '\0')
        gateway_error(x, 400, "400003", "Missing header");
    else if (*organization == '\0')
        fail_with(x, 400, "x-organization-id is required");
    else if (instance == NULL ||
             strcmp(value_text(instance, "org"), value_text(known, "org")) != 0)
        fail(x, 403);
    else if (strcmp(value_text(fusion, "region"), region) != 0)
        answer_html(x, 502, "Bad Gateway");
    else if (!access_family(x, instance, "fusion", &empty, fail))
        return;
    else if (exchange_is(x, "GET", "/api/v3/activity-logs"))
        answer_logs(x, fusion, empty);
    else
        fail(x, 404);
}
