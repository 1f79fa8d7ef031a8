/* workfront.c: the session, and the search for the technical account. */
#include "helper/adobe/workfront.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "helper/adobe/document.h"
#include "helper/adobe/http.h"
#include "helper/adobe/text.h"
#include "protocol/credential.h"

enum { API_VERSION_MAX = 999, HEADER_MAX = TOKEN_MAX + 64, URL_MAX = 1024 };

void workfront_api_url(struct buffer *out, const struct adobe_call *call)
{
    buffer_format(out, "https://%s/attask/api/v%" PRId64 ".0/", call->host, call->api_version);
}

void workfront_session_url(struct buffer *out, const struct adobe_call *call)
{
    workfront_api_url(out, call);
    buffer_text(out, "session");
}

void workfront_users_url(struct buffer *out, const struct adobe_call *call, int64_t first)
{
    workfront_api_url(out, call);
    buffer_text(out, "user/search?emailAddr=techacct&emailAddr_Mod=cicontains"
                     "&fields=ID,name,emailAddr,username,isActive,lastLoginDate,licenseType,"
                     "accessLevel:name,accessLevel:isAdmin");
    buffer_format(out, "&%%24%%24FIRST=%" PRId64 "&%%24%%24LIMIT=%d", first, WORKFRONT_PAGE);
}

/* An error of Workfront's own: {"error":{"class":"com.…Exception","message":"…"}}. The class is
 * cut to its last part. */
static bool judge_error(const json_t *error, const struct response *response,
                        struct reply *reply)
{
    const char *class = document_text(error, "class");
    const char *message = document_text(error, "message");
    const char *dot = class != NULL ? strrchr(class, '.') : NULL;
    const char *word = dot != NULL ? dot + 1 : class;
    enum status status = reply_status(reply);

    if (response->http_status == 401 || response->http_status == 403 ||
        (word != NULL && strncasecmp(word, "auth", 4) == 0))
        status = STATUS_ACCOUNT;
    else if (status != STATUS_THROTTLED && status != STATUS_UNREACHABLE)
        status = STATUS_UNEXPECTED;
    reply->answer.error_description = reply_quote(reply, message);
    return reply_end(reply, status, word != NULL ? reply_quote(reply, word) : "http", NULL);
}

/* The `data` of an answer, borrowed from `root`, if it is all right. */
static const json_t *judge_data(const struct response *response, const json_t *root,
                                bool is_success, struct reply *reply)
{
    const json_t *error = json_object_get(root, "error");
    const json_t *data = json_object_get(root, "data");

    if (error != NULL && !json_is_null(error)) {
        judge_error(error, response, reply);
        return NULL;
    }
    if (response->http_status == 401 || response->http_status == 403)
        reply_end(reply, STATUS_ACCOUNT, "http", NULL);
    if (!is_success)
        return NULL;
    if (data == NULL)
        reply_end(reply, STATUS_UNEXPECTED, root != NULL ? "wrong-type" : "not-json", "data");
    return data;
}

/* Parses an answer: NULL, with the reply ended, or `data`, which lives as long as *root. */
static const json_t *answer_load(const struct response *response, struct reply *reply,
                                 int64_t now, json_t **root)
{
    bool is_success;

    *root = response_load(response, reply, now, &is_success);
    return response->outcome == STATUS_OK ? judge_data(response, *root, is_success, reply)
                                          : NULL;
}

static bool id_is_good(const char *id)
{
    return identifier_is_valid(IDENTIFIER_OBJECT, id);
}

bool workfront_judge_session(const struct response *response, struct reply *reply, int64_t now)
{
    json_t *root;
    const json_t *data = answer_load(response, reply, now, &root);
    const char *user = document_text(data, "userID");
    const char *customer = document_text(data, "customerID");
    bool good = data != NULL && id_is_good(user);

    if (good) {
        reply->answer.session_user_id = reply_keep(reply, user);
        reply->answer.session_customer_id =
            id_is_good(customer) ? reply_keep(reply, customer) : NULL;
        reply->answer.session_is_admin = document_flag(data, "isAdmin");
    } else if (data != NULL) {
        reply_end(reply, STATUS_UNEXPECTED, "wrong-type", "userID");
    }
    json_decref(root);
    return good && !reply->out_of_memory;
}

static void take_user(const json_t *user, struct reply *reply)
{
    const json_t *level = json_object_get(user, "accessLevel");
    const char *last_login = document_text(user, "lastLoginDate");
    const char *id = document_text(user, "ID");
    struct adobe_answer *answer = &reply->answer;

    answer->user_id = id_is_good(id) ? reply_keep(reply, id) : NULL;
    answer->user_name = reply_quote(reply, document_text(user, "name"));
    answer->user_email = reply_quote(reply, document_text(user, "emailAddr"));
    answer->user_username = reply_quote(reply, document_text(user, "username"));
    answer->user_is_active = document_flag(user, "isActive");
    answer->user_is_registered = last_login != NULL && *last_login != '\0';
    answer->user_is_admin = document_flag(level, "isAdmin");
    answer->access_level = reply_quote(reply, document_text(level, "name"));
    answer->license_type = reply_quote(reply, document_text(user, "licenseType"));
}

static bool user_is_session(const json_t *user, const struct reply *reply)
{
    const char *id = document_text(user, "ID");
    const char *session = reply->answer.session_user_id;

    return id != NULL && session != NULL && strcmp(id, session) == 0;
}

/* `data` is an array of objects that each have an e-mail or none (null). */
static bool judge_page(const json_t *data, const char *email, struct reply *reply)
{
    size_t i;

    for (i = 0; i < json_array_size(data); i++) {
        const json_t *user = json_array_get(data, i);
        const char *address = document_text(user, "emailAddr");

        if (!json_is_object(user))
            return false;
        if (address == NULL ||
            (email != NULL ? strcasecmp(address, email) != 0 : !user_is_session(user, reply)))
            continue;
        if (reply->answer.user_email == NULL || user_is_session(user, reply))
            take_user(user, reply);
    }
    return json_is_array(data);
}

bool workfront_judge_users(const struct response *response, const char *email,
                           struct reply *reply, int64_t now, size_t *count)
{
    json_t *root;
    const json_t *data = answer_load(response, reply, now, &root);
    bool good = data != NULL && judge_page(data, email, reply);

    *count = good ? json_array_size(data) : 0;
    reply->answer.candidates += (int64_t)*count;
    if (data != NULL && !good)
        reply_end(reply, STATUS_UNEXPECTED, "wrong-type", "data");
    json_decref(root);
    return good && !reply->out_of_memory;
}

const char *workfront_call_fault(const struct adobe_call *call)
{
    if (!identifier_is_valid(IDENTIFIER_HOST, call->host))
        return "host";
    if (!identifier_is_valid(IDENTIFIER_TOKEN, call->access_token))
        return "access_token";
    if (call->org_id != NULL && !identifier_is_valid(IDENTIFIER_BARE, call->org_id))
        return "org_id";
    if (call->technical_account_email != NULL &&
        !identifier_is_valid(IDENTIFIER_BARE, call->technical_account_email))
        return "technical_account_email";
    if (call->api_version < 1 || call->api_version > API_VERSION_MAX)
        return "api_version";
    return NULL;
}

struct family_caller workfront_caller(const struct adobe_call *call)
{
    return (struct family_caller){
        .host = call->host,
        .token = call->access_token,
        .client_id = call->client_id,
        .org_id = call->org_id,
        .customer_id = call->customer_id,
        .user_id = call->user_id,
        .fusion = call->fusion,
        .api_version = call->api_version,
    };
}

bool workfront_headers_fill(struct workfront_headers *headers, struct http_request *request,
                            const struct family *family, const struct adobe_call *call)
{
    const struct family_caller caller = workfront_caller(call);
    struct family_headers wanted;
    enum status status = STATUS_OK;
    size_t i;

    family_headers_fill(&wanted, family, &caller);
    for (i = 0; status == STATUS_OK && i < wanted.count; i++) {
        struct buffer *line = &headers->line[headers->count];

        *line = (struct buffer)BUFFER(HEADER_MAX);
        buffer_format(line, "%s: ", wanted.item[i].name);
        buffer_text(line, wanted.item[i].prefix);
        buffer_text(line, wanted.item[i].value);
        request->headers[headers->count++] = buffer_string(line);
        status = buffer_status(line);
    }
    return status == STATUS_OK;
}

void workfront_headers_clear(struct workfront_headers *headers)
{
    while (headers->count > 0)
        buffer_clear(&headers->line[--headers->count]);
}

/* Sends the request to what is in `url`, and clears that. */
static void fetch_answer(struct http *http, struct http_request *request, struct buffer *url,
                         struct response *response)
{
    request->url = buffer_string(url);
    if (buffer_status(url) == STATUS_OK)
        http_send(http, request, response);
    else
        response->outcome = STATUS_NO_MEMORY;
    buffer_clear(url);
}

static bool fetch_session(struct job *job, struct http *http, struct http_request *request)
{
    struct response response = RESPONSE(WORKFRONT_ANSWER_MAX);
    struct buffer url = BUFFER(URL_MAX);
    bool good;

    workfront_session_url(&url, &job->call);
    fetch_answer(http, request, &url, &response);
    good = workfront_judge_session(&response, &job->reply, time(NULL));
    response_clear(&response);
    return good;
}

static bool fetch_page(struct job *job, struct http *http, struct http_request *request,
                       int64_t first, size_t *count)
{
    struct response response = RESPONSE(WORKFRONT_ANSWER_MAX);
    struct buffer url = BUFFER(URL_MAX);
    bool good;

    workfront_users_url(&url, &job->call, first);
    fetch_answer(http, request, &url, &response);
    good = workfront_judge_users(&response, job->call.technical_account_email, &job->reply,
                                 time(NULL), count);
    response_clear(&response);
    return good;
}

static bool fetch_users(struct job *job, struct http *http, struct http_request *request)
{
    size_t count = WORKFRONT_PAGE;
    int page;

    for (page = 0; page < WORKFRONT_PAGES_MAX && count >= WORKFRONT_PAGE; page++)
        if (!fetch_page(job, http, request, (int64_t)page * WORKFRONT_PAGE, &count))
            return false;
    if (job->reply.answer.user_email == NULL)
        return reply_end(&job->reply, STATUS_ACCOUNT, "no-such-user", NULL);
    return reply_end(&job->reply, STATUS_OK, NULL, NULL);
}

static void user_ask(struct job *job)
{
    struct workfront_headers headers = { .count = 0 };
    struct http *http = http_new(job->deadline, job->trace);
    struct http_request request = { 0 };

    if (!workfront_headers_fill(&headers, &request, families, &job->call) || http == NULL)
        reply_end(&job->reply, STATUS_NO_MEMORY, NULL, NULL);
    else if (fetch_session(job, http, &request))
        fetch_users(job, http, &request);
    http_free(http);
    workfront_headers_clear(&headers);
}

void workfront_account(struct job *job)
{
    const char *field = workfront_call_fault(&job->call);

    if (field != NULL)
        reply_end(&job->reply, STATUS_MALFORMED, NULL, field);
    else
        user_ask(job);
}
