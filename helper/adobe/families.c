/* families.c: one small read of each family of the API. */
#include "helper/adobe/families.h"

#include <string.h>

#include "helper/adobe/document.h"
#include "helper/adobe/http.h"
#include "helper/adobe/text.h"
#include "helper/adobe/workfront.h"
#include "protocol/clock.h"

enum { URL_MAX = 1024, SHARE_MAX = 10000 /* milliseconds */ };

static const char comment_scope[] = "workfront.comment-stream";

static void workflow_url(struct buffer *out, const struct adobe_call *call)
{
    workfront_api_url(out, call);
    buffer_text(out, "proj/search?fields=ID&%24%24LIMIT=1");
}

static void planning_url(struct buffer *out, const struct adobe_call *call)
{
    buffer_format(out, "https://%s/maestro/api/v2/workspaces?limit=1", call->host);
}

static void approvals_url(struct buffer *out, const struct adobe_call *call)
{
    (void)call;
    buffer_text(out, FAMILIES_GATEWAY "/workfront-approvals/api/v1/bots?limit=1");
}

static void events_url(struct buffer *out, const struct adobe_call *call)
{
    buffer_format(out,
                  "https://%s/attask/eventsubscription/api/v1/subscriptions?page=1&limit=1",
                  call->host);
}

static void comments_url(struct buffer *out, const struct adobe_call *call)
{
    buffer_format(
        out, FAMILIES_GATEWAY "/comment-stream/api/v1/comments?objCode=USER&objID=%s&limit=1",
        call->user_id);
}

static const struct family {
    const char *name;
    void (*url)(struct buffer *out, const struct adobe_call *call);
    unsigned headers;
    const char *list;
} families[] = {
    { "workflow", workflow_url, HEADER_TOKEN | HEADER_ORG, "data" },
    { "planning", planning_url, HEADER_TOKEN | HEADER_ORG | HEADER_KEY, "content" },
    { "approvals", approvals_url,
      HEADER_TOKEN | HEADER_KEY | HEADER_SUBDOMAIN | HEADER_CUSTOMER | HEADER_USER |
          HEADER_LANE,
      "results" },
    { "events", events_url, HEADER_TOKEN | HEADER_ORG, NULL },
    { "comments", comments_url,
      HEADER_TOKEN | HEADER_ORG | HEADER_KEY | HEADER_CUSTOMER | HEADER_USER, "comments" },
};

/* What a list says about itself: an array, or an object around one. */
static const char *list_verdict(const struct response *response, const char *list)
{
    json_t *root = document_load(buffer_string(&response->body), response->body.length, NULL);
    const json_t *array = list != NULL ? json_object_get(root, list) : root;
    const char *verdict = "unexpected";

    if (json_is_array(array))
        verdict = json_array_size(array) > 0 ? "reachable" : "empty";
    json_decref(root);
    return verdict;
}

const char *families_verdict(const struct response *response, const char *list)
{
    static const struct {
        long status;
        const char *verdict;
    } verdicts[] = {
        { 401, "refused" }, { 403, "forbidden" }, { 404, "missing" },
        { 408, "failing" }, { 410, "gone" },      { 429, "throttled" },
    };
    size_t i;

    if (response->outcome == STATUS_UNREACHABLE)
        return "unreachable";
    if (response->outcome != STATUS_OK)
        return "unexpected";
    if (response->http_status >= 200 && response->http_status <= 299)
        return list_verdict(response, list);
    for (i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++)
        if (verdicts[i].status == response->http_status)
            return verdicts[i].verdict;
    return response->http_status >= 500 ? "failing" : "unexpected";
}

static const char *send_request(const struct job *job, const struct family *family,
                                struct response *response)
{
    struct buffer url = BUFFER(URL_MAX);
    struct http_request request = { 0 };
    struct workfront_headers headers = { .count = 0 };
    int64_t now = clock_milliseconds(), end = now + SHARE_MAX;
    struct http *http = http_new(end < job->deadline ? end : job->deadline, job->trace);
    const char *verdict = NULL;

    family->url(&url, &job->call);
    request.url = buffer_string(&url);
    if (workfront_headers_fill(&headers, &request, family->headers, &job->call) &&
        http != NULL && buffer_status(&url) == STATUS_OK) {
        http_send(http, &request, response);
        verdict = families_verdict(response, family->list);
    }
    workfront_headers_clear(&headers);
    http_free(http);
    buffer_clear(&url);
    return verdict;
}

/* Why a family isn't asked at all; NULL when it is. */
static const char *not_asked(const struct family *family, const struct adobe_call *call)
{
    if ((family->headers & HEADER_LANE) != 0 && workfront_lane(call->host) == NULL)
        return "lane";
    if (family->url == comments_url &&
        (call->scope == NULL || strstr(call->scope, comment_scope) == NULL))
        return "scope";
    return NULL;
}

static void ask_one(struct job *job, const struct family *family)
{
    struct response response = RESPONSE(FAMILIES_ANSWER_MAX);
    const char *verdict = not_asked(family, &job->call);
    struct string_list *answer = &job->reply.answer.family;
    char line[64];

    if (verdict == NULL)
        verdict = send_request(job, family, &response);
    if (verdict == NULL)
        job->reply.out_of_memory = true;
    snprintf(line, sizeof line, "%s %s %ld", family->name, verdict != NULL ? verdict : "",
             response.http_status);
    answer->item[answer->count++] = reply_keep(&job->reply, line);
    response_clear(&response);
}

static const char *call_fault(const struct adobe_call *call)
{
    const char *field = workfront_call_fault(call);

    if (field != NULL)
        return field;
    if (call->client_id == NULL || !identifier_is_valid(IDENTIFIER_BARE, call->client_id))
        return "client_id";
    if (call->customer_id == NULL || !identifier_is_valid(IDENTIFIER_OBJECT, call->customer_id))
        return "customer_id";
    if (call->user_id == NULL || !identifier_is_valid(IDENTIFIER_OBJECT, call->user_id))
        return "user_id";
    return NULL;
}

void families_ask(struct job *job)
{
    const char *field = call_fault(&job->call);
    size_t i;

    if (field != NULL) {
        reply_end(&job->reply, STATUS_MALFORMED, NULL, field);
        return;
    }
    for (i = 0; i < sizeof families / sizeof families[0]; i++)
        ask_one(job, &families[i]);
    reply_end(&job->reply, STATUS_OK, NULL, NULL);
}
