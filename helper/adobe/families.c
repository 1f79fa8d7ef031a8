/* families.c: one small read of each family of the API. */
#include "helper/adobe/families.h"

#include <string.h>
#include <time.h>

#include <curl/curl.h>

#include "helper/adobe/document.h"
#include "helper/adobe/http.h"
#include "helper/adobe/response.h"
#include "helper/adobe/text.h"
#include "helper/adobe/url.h"
#include "helper/adobe/workfront.h"
#include "protocol/clock.h"

enum { URL_MAX = 1024, SHARE_MAX = 10000 /* milliseconds */ };

/* What a list says about itself: an array, or an object around one. */
static const char *list_verdict(const struct response *response, const char *list)
{
    json_t *root;
    const json_t *array;
    const char *verdict = "unexpected";

    if (list == NULL)
        return "reachable";
    root = document_load(buffer_string(&response->body), response->body.length, NULL);
    array = list[0] != '\0' ? json_object_get(root, list) : root;
    if (json_is_array(array))
        verdict = json_array_size(array) > 0 ? "reachable" : "empty";
    json_decref(root);
    return verdict;
}

const char *families_verdict(const struct response *response, const struct family *family)
{
    if (response->outcome == STATUS_UNREACHABLE)
        return "unreachable";
    if (response->outcome != STATUS_OK)
        return "unexpected";
    if (response->http_status >= 200 && response->http_status <= 299)
        return list_verdict(response, family->list);
    return family_meaning(family, response->http_status);
}

/* Has the request POST the family's body, if it has one. */
static bool fill_body(struct http_request *request, struct buffer *body, size_t headers,
                      const struct family *family)
{
    if (family->body == NULL)
        return true;
    buffer_text(body, family->body);
    request->form = body;
    request->headers[headers] = "Content-Type: application/json";
    request->headers[headers + 1] = "Accept: text/event-stream";
    return buffer_status(body) == STATUS_OK;
}

static const char *send_request(const struct job *job, const struct family *family,
                                struct response *response)
{
    const struct family_caller caller = workfront_caller(&job->call);
    struct buffer url = BUFFER(URL_MAX), body = BUFFER(URL_MAX);
    struct http_request request = { 0 };
    struct workfront_headers headers = { .count = 0 };
    int64_t now = clock_milliseconds(), end = now + SHARE_MAX;
    struct http *http = http_new(end < job->deadline ? end : job->deadline, job->trace);
    const char *verdict = NULL;

    family_read_url(&url, family, &caller);
    request.url = buffer_string(&url);
    if (workfront_headers_fill(&headers, &request, family, &job->call) &&
        fill_body(&request, &body, headers.count, family) && http != NULL &&
        buffer_status(&url) == STATUS_OK) {
        http_send(http, &request, response);
        verdict = families_verdict(response, family);
    }
    workfront_headers_clear(&headers);
    http_free(http);
    buffer_clear(&body);
    buffer_clear(&url);
    return verdict;
}

/* Why a family isn't asked at all; NULL when it is. */
static const char *not_asked(const struct family *family, const struct adobe_call *call)
{
    const struct family_caller caller = workfront_caller(call);
    struct family_headers headers;

    family_headers_fill(&headers, family, &caller);
    if (headers.lacks != NULL)
        return (family->headers & FAMILY_LANE) != 0 ? "lane" : "fusion";
    if (family->scope != NULL &&
        (call->scope == NULL || strstr(call->scope, family->scope) == NULL))
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
    size_t i;

    if (field != NULL)
        return field;
    if (!identifier_is_valid(IDENTIFIER_BARE, call->client_id))
        return "client_id";
    if (!identifier_is_valid(IDENTIFIER_OBJECT, call->customer_id))
        return "customer_id";
    if (!identifier_is_valid(IDENTIFIER_OBJECT, call->user_id))
        return "user_id";
    if (call->fusion != NULL && !family_fusion_is_good(call->fusion))
        return "fusion";
    for (i = 0; i < call->family.count; i++)
        if (family_find(call->family.item[i], strlen(call->family.item[i])) == NULL)
            return "family";
    return NULL;
}

void families_ask(struct job *job)
{
    const struct string_list *asked = &job->call.family;
    const char *field = call_fault(&job->call);
    size_t i;

    if (field != NULL) {
        reply_end(&job->reply, STATUS_MALFORMED, NULL, field);
        return;
    }
    for (i = 0; i < asked->count; i++)
        ask_one(job, family_find(asked->item[i], strlen(asked->item[i])));
    reply_end(&job->reply, STATUS_OK, NULL, NULL);
}

enum { ANSWER_MAX = 1024 * 1024 };

static void response_check(const struct response *response, struct reply *reply)
{
    response_report(response, reply, time(NULL));
    if (response->outcome == STATUS_OK) {
        reply_end(reply, STATUS_OK, NULL, NULL);
        return;
    }
    reply->answer.error_description = reply_quote(reply, response->detail);
    reply_end(reply, response->outcome, response->error, NULL);
}

void probe_ask(struct job *job)
{
    struct http_request request = { .url = job->call.endpoint };
    struct response response = RESPONSE(ANSWER_MAX);
    struct http *http;

    job->reply.answer.libraries = reply_quote(&job->reply, curl_version());
    if (!url_is_good(request.url)) {
        reply_end(&job->reply, STATUS_MALFORMED, NULL, "endpoint");
        return;
    }
    http = http_new(job->deadline, job->trace);
    if (http != NULL)
        http_send(http, &request, &response);
    else
        response.outcome = STATUS_NO_MEMORY;
    response_check(&response, &job->reply);
    response_clear(&response);
    http_free(http);
}
