/* secrets.c: list, add and delete client secrets. */
#include "helper/adobe/secrets.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "helper/adobe/console.h"
#include "helper/adobe/document.h"
#include "helper/adobe/http.h"
#include "protocol/identifiers.h"

enum { URL_MAX = 512, LINE_SIZE = 160, SECRET_LEAST = 8, SECRET_MOST = 512 };

/* A time in milliseconds, or "-" for what isn't one, as "PERMANENT". */
static void write_stamp(char *out, size_t size, const json_t *value)
{
    int64_t stamp = 0;

    if (document_number(value, &stamp) && stamp > 0)
        snprintf(out, size, "%" PRId64, stamp);
    else
        snprintf(out, size, "-");
}

/* The latest of the uses. */
static const json_t *last_use(const json_t *usages)
{
    const json_t *last = NULL;
    int64_t latest = 0, stamp;
    size_t i;

    for (i = 0; i < json_array_size(usages); i++) {
        const json_t *at = json_object_get(json_array_get(usages, i), "last_used_at");

        if (document_number(at, &stamp) && stamp > latest) {
            latest = stamp;
            last = at;
        }
    }
    return last;
}

/* What is told of one secret; false when it can't be right. */
static bool take_secret(const json_t *secret, struct reply *reply)
{
    const char *uuid = document_text(secret, "uuid");
    const json_t *usages = json_object_get(secret, "secret_usages");
    struct string_list *lines = &reply->answer.secret;
    char created[24], used[24], expires[24], line[LINE_SIZE];

    if (!identifier_is_valid(IDENTIFIER_UUID, uuid) ||
        (usages != NULL && !json_is_null(usages) && !json_is_array(usages)))
        return false;
    write_stamp(created, sizeof created, json_object_get(secret, "created_at"));
    write_stamp(used, sizeof used, last_use(usages));
    write_stamp(expires, sizeof expires, json_object_get(secret, "expires_at"));
    snprintf(line, sizeof line, "%s %s %s %s", uuid, created, used, expires);
    lines->item[lines->count++] = reply_keep(reply, line);
    return true;
}

static bool end_unexpected(struct reply *reply, const char *error, const char *field)
{
    reply->answer.secret.count = 0;
    return reply_end(reply, STATUS_UNEXPECTED, error, field);
}

static bool is_of_client(const json_t *root, const char *client_id)
{
    const json_t *client = json_object_get(root, "client_id");

    return client == NULL ||
           (json_is_string(client) && strcmp(json_string_value(client), client_id) == 0);
}

static bool take_list(const json_t *list, struct reply *reply)
{
    size_t i;

    if (!json_is_array(list))
        return end_unexpected(reply, "wrong-type", "client_secrets");
    if (json_array_size(list) > ADOBE_SECRETS_MAX)
        return end_unexpected(reply, "too-many", "client_secrets");
    for (i = 0; i < json_array_size(list); i++)
        if (!take_secret(json_array_get(list, i), reply))
            return end_unexpected(reply, "wrong-value", "client_secrets");
    return reply_end(reply, STATUS_OK, NULL, NULL);
}

/* Each judges the document of a success. */
typedef void judge_function(const json_t *root, struct job *job);

static void judge_list(const json_t *root, struct job *job)
{
    if (root == NULL)
        end_unexpected(&job->reply, "not-json", NULL);
    else if (!is_of_client(root, job->call.client_id))
        end_unexpected(&job->reply, "wrong-value", "client_id");
    else
        take_list(json_object_get(root, "client_secrets"), &job->reply);
}

static void judge_added(const json_t *root, struct job *job)
{
    struct reply *reply = &job->reply;
    struct string_list *secrets = &reply->answer.client_secret;
    const char *secret = document_text(root, "client_secret");

    if (root == NULL) {
        end_unexpected(reply, "not-json", NULL);
    } else if (!identifier_is_valid(IDENTIFIER_SECRET, secret) ||
               strlen(secret) < SECRET_LEAST || strlen(secret) > SECRET_MOST) {
        end_unexpected(reply, "wrong-value", "client_secret");
    } else if (!take_secret(root, reply)) {
        end_unexpected(reply, "wrong-value", "uuid");
    } else {
        secrets->item[secrets->count++] = reply_keep(reply, secret);
        reply_end(reply, STATUS_OK, NULL, NULL);
    }
}

static void judge_deleted(const json_t *root, struct job *job)
{
    (void)root;
    reply_end(&job->reply, STATUS_OK, NULL, NULL);
}

/* Whether the request can't have left this machine. */
static bool is_unsent(const struct response *response)
{
    static const char *const errors[] = { "resolve",   "resolve-proxy", "connect",
                                          "proxy",     "tls",           "proxy-auth",
                                          "proxy-url", "tls-ca",        "tls-certificate" };
    size_t i;

    if (response->outcome == STATUS_NO_MEMORY || response->outcome == STATUS_INTERNAL)
        return response->http_status == 0;
    for (i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (response->error != NULL && strcmp(response->error, errors[i]) == 0)
            return true;
    return false;
}

static const char *call_fault(const struct adobe_call *call, bool deletes)
{
    if (!identifier_is_valid(IDENTIFIER_NUMBER, call->console_org))
        return "console_org";
    if (!identifier_is_valid(IDENTIFIER_NUMBER, call->console_credential))
        return "console_credential";
    return deletes && !identifier_is_valid(IDENTIFIER_UUID, call->uuid) ? "uuid" : NULL;
}

/* The path of the credential's secrets, or of one of them. */
static void send_request(struct job *job, struct http_request *request,
                         struct response *response)
{
    const struct adobe_call *call = &job->call;
    struct buffer path = BUFFER(URL_MAX);

    buffer_format(&path, "/%s/credentials/%s/secrets%s%s", call->console_org,
                  call->console_credential, request->deletes ? "/" : "",
                  request->deletes ? call->uuid : "");
    console_send(job, &path, request, response);
    job->reply.answer.sent =
        (request->deletes || request->form != NULL) && !is_unsent(response);
    buffer_clear(&path);
}

static void manage_secrets(struct job *job, struct http_request request, judge_function *judge)
{
    const char *field = call_fault(&job->call, request.deletes);
    struct response response = RESPONSE(SECRETS_ANSWER_MAX);
    bool is_success;
    json_t *root;

    if (field != NULL)
        reply_end(&job->reply, STATUS_MALFORMED, NULL, field);
    if (field != NULL || !console_mint(job))
        return;
    send_request(job, &request, &response);
    root = console_judge(&response, &job->reply, time(NULL), &is_success);
    if (is_success)
        judge(root, job);
    json_decref(root);
    response_clear(&response);
}

void secrets_list(struct job *job)
{
    manage_secrets(job, (struct http_request){ .deletes = false }, judge_list);
}

void secrets_add(struct job *job)
{
    struct buffer nothing = BUFFER(1);

    manage_secrets(job, (struct http_request){ .form = &nothing }, judge_added);
    buffer_clear(&nothing);
}

void secrets_delete(struct job *job)
{
    manage_secrets(job, (struct http_request){ .deletes = true }, judge_deleted);
}
