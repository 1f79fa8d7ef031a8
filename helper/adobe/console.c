/* console.c: ask the Developer Console's API. */
#include "helper/adobe/console.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "helper/adobe/document.h"
#include "helper/adobe/ims.h"
#include "protocol/credential.h"
#include "protocol/identifiers.h"
#include "protocol/redact.h"

enum { URL_MAX = 1024, HEADER_MAX = TOKEN_MAX + 64, ID_SIZE = 24 };

bool console_mint(struct job *job)
{
    struct adobe_answer *answer = &job->reply.answer;
    const char *token;

    ims_token(job);
    token = answer->access_token;
    answer->access_token = NULL;
    answer->expires_in = answer->claims_lifetime = answer->http_status = 0;
    answer->debug_id = NULL;
    job->call.access_token = reply_status(&job->reply) == STATUS_OK ? token : NULL;
    redact_know(job->call.access_token);
    return job->call.access_token != NULL;
}

void console_send(struct job *job, struct buffer *path, struct http_request *request,
                  struct response *response)
{
    struct buffer bearer = BUFFER(HEADER_MAX), key = BUFFER(HEADER_MAX), url = BUFFER(URL_MAX);
    struct http *http = http_new(job->deadline, job->trace);

    buffer_format(&url, CONSOLE_URL "%s", buffer_string(path));
    buffer_text(&bearer, "Authorization: Bearer ");
    buffer_text(&bearer, job->call.access_token);
    buffer_text(&key, "x-api-key: ");
    buffer_text(&key, job->call.client_id);
    request->url = buffer_string(&url);
    request->headers[0] = buffer_string(&bearer);
    request->headers[1] = buffer_string(&key);
    if (http == NULL || buffer_status(path) != STATUS_OK || buffer_status(&url) != STATUS_OK ||
        buffer_status(&bearer) != STATUS_OK || buffer_status(&key) != STATUS_OK)
        response->outcome = STATUS_NO_MEMORY;
    else
        http_send(http, request, response);
    http_free(http);
    buffer_clear(&bearer);
    buffer_clear(&key);
    buffer_clear(&url);
}

static void judge_failure(const json_t *root, const struct response *response,
                          struct reply *reply)
{
    long code = response->http_status;

    if (!json_is_object(root) || code < 400 || code > 499 || code == 408)
        return;
    reply->answer.sent = false;
    reply->answer.error_description = reply_quote(reply, document_text(root, "message"));
    if (code != 429)
        reply_end(reply,
                  code == 401 || code == 403   ? STATUS_ACCOUNT
                  : code == 404 || code == 410 ? STATUS_NOT_FOUND
                                               : STATUS_UNSUITABLE,
                  "http", NULL);
}

json_t *console_judge(const struct response *response, struct reply *reply, int64_t now,
                      bool *is_success)
{
    json_t *root = response_load(response, reply, now, is_success);

    if (response->outcome == STATUS_OK && !*is_success)
        judge_failure(root, response, reply);
    return root;
}

/* The number of what has `wanted` under `key`, which is kept; NULL with the reply ended. */
static const char *take_number(const json_t *list, const char *key, const char *wanted,
                               const char *field, struct reply *reply)
{
    char digits[ID_SIZE];
    int64_t number;
    size_t i;

    for (i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        const char *value = document_text(item, key);

        if (value == NULL || strcmp(value, wanted) != 0)
            continue;
        if (document_number(json_object_get(item, "id"), &number) && number > 0) {
            snprintf(digits, sizeof digits, "%" PRId64, number);
            if (identifier_is_valid(IDENTIFIER_NUMBER, digits))
                return reply_keep(reply, digits);
        }
        reply_end(reply, STATUS_UNEXPECTED, "wrong-value", "id");
        return NULL;
    }
    reply_end(reply, json_is_array(list) ? STATUS_NOT_FOUND : STATUS_UNEXPECTED,
              json_is_array(list) ? NULL : "wrong-type", field);
    return NULL;
}

/* The document of what lies at the path; NULL, with the reply ended, when it isn't given. */
static json_t *fetch_json(struct job *job, struct buffer *path)
{
    struct http_request request = { 0 };
    struct response response = RESPONSE(CONSOLE_ANSWER_MAX);
    bool is_success;
    json_t *root;

    console_send(job, path, &request, &response);
    root = console_judge(&response, &job->reply, time(NULL), &is_success);
    response_clear(&response);
    if (is_success)
        return root != NULL ? root : json_null();
    json_decref(root);
    return NULL;
}

static bool find_organization(struct job *job)
{
    struct buffer path = BUFFER(1);
    json_t *root = fetch_json(job, &path);

    if (root != NULL)
        job->reply.answer.console_org =
            take_number(root, "code", job->call.org_id, "org_id", &job->reply);
    json_decref(root);
    return job->reply.answer.console_org != NULL;
}

/* *first becomes the first number on the page, 0 when it is empty. */
static bool find_on_page(struct job *job, int page, int64_t *first)
{
    struct adobe_answer *answer = &job->reply.answer;
    struct buffer path = BUFFER(URL_MAX);
    const json_t *list;
    json_t *root;

    buffer_format(&path, "/%s/integrations?page=%d&size=%d", answer->console_org, page,
                  CONSOLE_PAGE);
    root = fetch_json(job, &path);
    list = json_is_object(root) ? json_object_get(root, "content") : root;
    *first = 0;
    document_number(json_object_get(json_array_get(list, 0), "id"), first);
    if (root != NULL)
        answer->console_credential =
            take_number(list, "apikey", job->call.client_id, "client_id", &job->reply);
    json_decref(root);
    buffer_clear(&path);
    return answer->console_credential != NULL;
}

/* Ends with the page that has it, that is empty, or that the server gives again. */
static bool find_credential(struct job *job)
{
    int64_t first = 0, before;
    int page = 0;

    do {
        before = first;
        if (find_on_page(job, page, &first))
            return true;
    } while (reply_status(&job->reply) == STATUS_NOT_FOUND && first != 0 && first != before &&
             ++page < CONSOLE_PAGES_MAX);
    return false;
}

void console_find(struct job *job)
{
    const char *org_id = job->call.org_id;

    if (!identifier_is_valid(IDENTIFIER_BARE, org_id))
        reply_end(&job->reply, STATUS_MALFORMED, NULL, "org_id");
    else if (console_mint(job) && find_organization(job) && find_credential(job))
        reply_end(&job->reply, STATUS_OK, NULL, NULL);
    else
        job->reply.answer.console_org = NULL;
}
