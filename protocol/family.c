/* family.c: the table of families. */
#include "protocol/family.h"

#include <stdio.h>
#include <string.h>

#define GATEWAY "workfront.adobe.io"

const struct family families[] = {
    { .name = "workflow",
      .area = "/attask",
      .base = "/attask/api",
      .is_versioned = true,
      .headers = FAMILY_ORG,
      .read = "/proj/search?fields=ID&%24%24LIMIT=1",
      .list = "data",
      .paging = { "%24%24FIRST", NULL, true, "%24%24LIMIT", 2000 } },
    { .name = "planning",
      .area = "/maestro",
      .base = "/maestro/api",
      .headers = FAMILY_ORG | FAMILY_KEY,
      .read = "/v2/workspaces?limit=1",
      .list = "content",
      .paging = { "cursor", "cursor.nextCursor", false, "limit", 50 } },
    { .name = "events",
      .area = "/attask/eventsubscription",
      .base = "/attask/eventsubscription/api/v1",
      .headers = FAMILY_ORG,
      .read = "/subscriptions?page=1&limit=1",
      .list = "",
      .paging = { "page", NULL, false, "limit", 1000 } },
    { .name = "approvals",
      .host = GATEWAY,
      .area = "/workfront-approvals",
      .base = "/workfront-approvals",
      .headers = FAMILY_KEY | FAMILY_SUBDOMAIN | FAMILY_CUSTOMER | FAMILY_USER | FAMILY_LANE,
      .read = "/api/v1/bots?limit=1",
      .list = "results",
      .paging = { "page", NULL, false, NULL, 0 } },
    { .name = "comments",
      .host = GATEWAY,
      .area = "/comment-stream",
      .base = "/comment-stream/api/v1",
      .headers = FAMILY_KEY | FAMILY_ORG | FAMILY_CUSTOMER | FAMILY_USER,
      .scope = "workfront.comment-stream",
      .read = "/comments?objCode=USER&objID={user}&limit=1",
      .list = "comments",
      .paging = { "cursor", "pageInfo.nextCursor", false, "limit", 500 } },
    { .name = "mcp",
      .host = "mcp.workfront.adobe.com",
      .area = "/mcp",
      .base = "/mcp/v1/workfront",
      .headers = FAMILY_URL,
      .read = "",
      .body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":"
              "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},\"clientInfo\":"
              "{\"name\":\"workfront-credential\",\"version\":\"1\"}}}" },
    { .name = "fusion",
      .host = "fusion.adobe.io",
      .area = "",
      .base = "",
      .headers = FAMILY_KEY | FAMILY_REGION | FAMILY_ORGANIZATION,
      .read = "/api/v3/activity-logs?orderby=-timestamp&limit=1",
      .list = "items",
      .paging = { "start", "_page.next", false, NULL, 0 } },
    { .name = NULL },
};

const struct family *family_find(const char *name, size_t length)
{
    const struct family *family;

    for (family = families; family->name != NULL; family++)
        if (strlen(family->name) == length && memcmp(family->name, name, length) == 0)
            return family;
    return NULL;
}

bool family_is_gateway(const char *host)
{
    const struct family *family;

    for (family = families; family->name != NULL; family++)
        if (family->host != NULL && strcmp(family->host, host) == 0)
            return true;
    return false;
}

static bool is_within(const char *area, const char *path)
{
    size_t length = strlen(area);

    return strncmp(path, area, length) == 0 && strchr("/?#", path[length]) != NULL;
}

/* Whether the path means what it says to every client and server. */
static bool is_straight(const char *path)
{
    char plain[2048];
    size_t length = strcspn(path, "?#");

    if (length >= sizeof plain)
        return false;
    memcpy(plain, path, length);
    plain[length] = '\0';
    return strstr(plain, "/.") == NULL && strstr(plain, "//") == NULL &&
           strpbrk(plain, "%\\") == NULL;
}

const struct family *family_of_url(const char *host, const char *rest)
{
    bool is_gateway = family_is_gateway(host);
    const struct family *family, *found = NULL;

    if (is_gateway && !is_straight(rest))
        return NULL;
    for (family = families; family->name != NULL; family++) {
        bool is_there = family->host != NULL ? strcmp(family->host, host) == 0 : !is_gateway;

        if (is_there && is_within(family->area, rest) &&
            (found == NULL || strlen(family->area) > strlen(found->area)))
            found = family;
    }
    return found;
}

bool family_fusion_is_good(const char *text)
{
    size_t region = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789");
    const char *rest = text + region + 1;
    size_t digits = text[region] == '/' ? strspn(rest, "0123456789") : 0;

    return region >= 1 && region <= 16 && digits >= 1 && digits <= 15 && rest[digits] == '\0';
}

/* The value of wf-lane for a host, NULL when it isn't documented for such a host. */
static const char *lane_of(const char *host)
{
    const char *rest = host + strcspn(host, ".");

    if (strncmp(rest, ".my.", 4) == 0)
        return "prod";
    return strncmp(rest, ".preview.", 9) == 0 ? "preview" : NULL;
}

static void words_fill(struct family_headers *headers, const struct family_caller *caller)
{
    const char *fusion = caller->fusion != NULL ? caller->fusion : "";
    size_t region = strcspn(fusion, "/");

    snprintf(headers->subdomain, HOST_SIZE, "%.*s", (int)strcspn(caller->host, "."),
             caller->host);
    snprintf(headers->instance, HOST_SIZE, "%.*s", (int)strcspn(caller->host, ":"),
             caller->host);
    snprintf(headers->region, sizeof headers->region, "%.*s", (int)region, fusion);
    snprintf(headers->organization, sizeof headers->organization, "%s",
             fusion[region] == '/' ? fusion + region + 1 : "");
}

void family_headers_fill(struct family_headers *headers, const struct family *family,
                         const struct family_caller *caller)
{
    const struct {
        unsigned bit;
        const char *name, *value;
    } rows[] = {
        { FAMILY_KEY, "x-api-key", caller->client_id },
        { FAMILY_ORG, "x-gw-ims-org-id", caller->org_id },
        { FAMILY_SUBDOMAIN, "x-gw-subdomain", headers->subdomain },
        { FAMILY_CUSTOMER, "wf-customerid", caller->customer_id },
        { FAMILY_USER, "wf-userid", caller->user_id },
        { FAMILY_LANE, "wf-lane", lane_of(caller->host) },
        { FAMILY_URL, "wf-url", headers->instance },
        { FAMILY_REGION, "x-gw-region", headers->region },
        { FAMILY_ORGANIZATION, "x-organization-id", headers->organization },
    };
    size_t i;

    words_fill(headers, caller);
    headers->lacks = NULL;
    headers->count = 1;
    headers->item[0] = (struct header){ "Authorization", "Bearer ", caller->token };
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if ((family->headers & rows[i].bit) == 0)
            continue;
        if (rows[i].value != NULL && rows[i].value[0] != '\0')
            headers->item[headers->count++] =
                (struct header){ rows[i].name, "", rows[i].value };
        else if (rows[i].bit != FAMILY_ORG && headers->lacks == NULL)
            headers->lacks = rows[i].name;
    }
}

void family_url(struct buffer *out, const struct family *family,
                const struct family_caller *caller, const char *path)
{
    buffer_format(out, "https://%s%s", family->host != NULL ? family->host : caller->host,
                  family->base);
    if (family->is_versioned)
        buffer_format(out, "/v%lld.0", (long long)caller->api_version);
    buffer_text(out, path);
}

void family_read_url(struct buffer *out, const struct family *family,
                     const struct family_caller *caller)
{
    const char *user = strstr(family->read, "{user}");

    family_url(out, family, caller, "");
    if (user == NULL) {
        buffer_text(out, family->read);
        return;
    }
    buffer_append(out, family->read, (size_t)(user - family->read));
    buffer_text(out, caller->user_id);
    buffer_text(out, user + strlen("{user}"));
}

static const struct {
    const char *family; /* NULL: any */
    long http_status;
    const char *verdict;
} meanings[] = {
    { "approvals", 502, "subdomain" }, { NULL, 401, "refused" }, { NULL, 403, "forbidden" },
    { NULL, 404, "missing" },          { NULL, 408, "failing" }, { NULL, 410, "gone" },
    { NULL, 429, "throttled" },
};

const char *family_meaning(const struct family *family, long http_status)
{
    size_t i;

    for (i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (meanings[i].http_status == http_status &&
            (meanings[i].family == NULL || strcmp(meanings[i].family, family->name) == 0))
            return meanings[i].verdict;
    return http_status >= 500 ? "failing" : "unexpected";
}
