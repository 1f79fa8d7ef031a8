/* ims.c: the token request and its answer. */
#include "helper/adobe/ims.h"

#include <string.h>
#include <strings.h>
#include <time.h>

#include <sodium.h>

#include "helper/adobe/document.h"
#include "helper/adobe/http.h"
#include "helper/adobe/text.h"
#include "helper/adobe/url.h"
#include "protocol/credential.h"
#include "protocol/secret.h"

enum {
    CLAIMS_MAX = 16 * 1024,
    MILLISECONDS_FROM = 1000000, /* a life above this many seconds was meant as milliseconds */
};

static void form_encode(struct buffer *out, const char *text, size_t length)
{
    static const char digits[] = "0123456789ABCDEF";
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789-._~";
    size_t i;

    for (i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        char code[] = { '%', digits[byte >> 4], digits[byte & 15] };

        if (memchr(unreserved, text[i], sizeof unreserved - 1) != NULL)
            buffer_append(out, &text[i], 1);
        else
            buffer_append(out, code, sizeof code);
    }
}

void ims_form(struct buffer *out, const struct adobe_call *call)
{
    struct buffer scopes = BUFFER(IMS_FORM_MAX);

    text_join_scopes(&scopes, call->scope);
    buffer_text(out, "grant_type=client_credentials&client_id=");
    form_encode(out, call->client_id, strlen(call->client_id));
    buffer_text(out, "&client_secret=");
    form_encode(out, call->client_secret, strlen(call->client_secret));
    buffer_text(out, "&scope=");
    form_encode(out, buffer_string(&scopes), scopes.length);
    if (buffer_status(&scopes) != STATUS_OK)
        buffer_fail(out, buffer_status(&scopes));
    buffer_clear(&scopes);
}

static void revoke_form(struct buffer *out, const struct adobe_call *call)
{
    buffer_text(out, "token_type=access_token&cascading=all&token=");
    form_encode(out, call->access_token, strlen(call->access_token));
    buffer_text(out, "&client_id=");
    form_encode(out, call->client_id, strlen(call->client_id));
    buffer_text(out, "&client_secret=");
    form_encode(out, call->client_secret, strlen(call->client_secret));
}

/* The JSON object in the middle part of a JWT (RFC 7519 section 3), or NULL. */
static json_t *claims_load(const char *token)
{
    const char *begin = strchr(token, '.');
    const char *end = begin != NULL ? strchr(begin + 1, '.') : NULL;
    char *text = end != NULL ? secret_alloc(CLAIMS_MAX) : NULL;
    json_t *claims = NULL;
    size_t length;

    if (text != NULL && sodium_base642bin((unsigned char *)text, CLAIMS_MAX, begin + 1,
                                          (size_t)(end - begin - 1), NULL, &length, NULL,
                                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0)
        claims = document_load(text, length, NULL);
    secret_free(text);
    return claims;
}

int64_t ims_claims_lifetime(const char *token, int64_t server_time)
{
    json_t *claims = claims_load(token);
    int64_t created = 0, lifetime = 0, age = 0;

    if (!document_number(json_object_get(claims, "expires_in"), &lifetime) || lifetime < 0)
        lifetime = 0;
    if (document_number(json_object_get(claims, "created_at"), &created) && server_time > 0)
        age = server_time - created / 1000;
    json_decref(claims);
    lifetime /= 1000;
    if (lifetime > IMS_LIFETIME_MAX)
        lifetime = IMS_LIFETIME_MAX;
    if (lifetime == 0 || age <= 0 || age > IMS_LIFETIME_MAX)
        return lifetime;
    return age < lifetime ? lifetime - age : 1;
}

static bool end_unexpected(struct reply *reply, const char *error, const char *field)
{
    return reply_end(reply, STATUS_UNEXPECTED, error, field);
}

static bool judge_type(const json_t *root, struct reply *reply)
{
    const json_t *type = json_object_get(root, "token_type");

    if (type == NULL ||
        (json_is_string(type) && strcasecmp(json_string_value(type), "bearer") == 0))
        return true;
    return end_unexpected(reply, "wrong-value", "token_type");
}

static bool judge_token(const json_t *root, struct reply *reply)
{
    const char *token = document_text(root, "access_token");

    if (token == NULL)
        return end_unexpected(reply, "wrong-type", "access_token");
    if (!token_is_valid(token))
        return end_unexpected(reply, "wrong-value", "access_token");
    reply->answer.access_token = reply_keep(reply, token);
    return !reply->out_of_memory;
}

static bool judge_lifetime(const json_t *root, struct reply *reply)
{
    int64_t seconds;

    if (!document_number(json_object_get(root, "expires_in"), &seconds))
        return end_unexpected(reply, "wrong-type", "expires_in");
    if (seconds > MILLISECONDS_FROM)
        seconds /= 1000;
    if (seconds <= 0)
        return end_unexpected(reply, "wrong-value", "expires_in");
    reply->answer.expires_in = seconds < IMS_LIFETIME_MAX ? seconds : IMS_LIFETIME_MAX;
    return true;
}

static void judge_success(const json_t *root, struct reply *reply)
{
    struct adobe_answer *answer = &reply->answer;

    if (!judge_type(root, reply) || !judge_lifetime(root, reply) || !judge_token(root, reply))
        return;
    answer->claims_lifetime = ims_claims_lifetime(answer->access_token, answer->server_time);
    reply_end(reply, STATUS_OK, NULL, NULL);
}

/* IMS says {"error", "error_description"}; the gateway before it {"error_code", "message"}. */
static void judge_failure(const json_t *root, struct reply *reply, long http_status)
{
    const char *error = document_text(root, "error");
    const char *text = document_text(root, "error_description");
    enum status status = reply_status(reply);

    if (text == NULL)
        text = document_text(root, "message");
    reply->answer.error_description = reply_quote(reply, text);
    if (status == STATUS_UNEXPECTED && error != NULL && http_status >= 400 &&
        http_status <= 499)
        status = STATUS_REFUSED;
    if (error == NULL)
        error = document_text(root, "error_code");
    if (error != NULL && *error != '\0')
        reply_end(reply, status, reply_quote(reply, error), NULL);
}

/* What IMS means well by is JSON without an error; a web page is somebody else's word. */
static bool has_no_error(const json_t *root)
{
    const char *error = document_text(root, "error");

    return json_is_object(root) && (error == NULL || *error == '\0');
}

static void judge_rest(const struct response *response, const json_t *root, struct reply *reply,
                       bool is_success)
{
    if (response->outcome != STATUS_OK || response_is_redirect(response))
        return;
    if (is_success)
        end_unexpected(reply, "not-json", NULL);
    judge_failure(root, reply, response->http_status);
}

void ims_judge(const struct response *response, struct reply *reply, int64_t now)
{
    bool is_success;
    json_t *root = response_load(response, reply, now, &is_success);

    if (is_success && has_no_error(root))
        judge_success(root, reply);
    else
        judge_rest(response, root, reply, is_success);
    json_decref(root);
}

/* A confirmation may have no body. */
static void judge_revocation(const struct response *response, struct reply *reply, int64_t now)
{
    bool is_success;
    json_t *root = response_load(response, reply, now, &is_success);

    if (is_success && (response->body.length == 0 || has_no_error(root)))
        reply_end(reply, STATUS_OK, NULL, NULL);
    else
        judge_rest(response, root, reply, is_success);
    json_decref(root);
}

/* The first field that can't be used of those that say who asks whom, or NULL. */
static const char *client_fault(const struct adobe_call *call)
{
    if (!url_is_good(call->endpoint))
        return "endpoint";
    if (!identifier_is_valid(IDENTIFIER_BARE, call->client_id))
        return "client_id";
    if (!identifier_is_valid(IDENTIFIER_SECRET, call->client_secret))
        return "client_secret";
    return NULL;
}

static const char *token_fault(const struct adobe_call *call)
{
    return call->scope == NULL || !text_is_scopes(call->scope) ? "scope" : NULL;
}

static const char *revocation_fault(const struct adobe_call *call)
{
    return identifier_is_valid(IDENTIFIER_TOKEN, call->access_token) ? NULL : "access_token";
}

/* What differs between the calls: the form, where it goes, and what its answer means. */
struct way {
    const char *path; /* on the endpoint's host; NULL: the endpoint itself */
    const char *(*fault)(const struct adobe_call *call);
    void (*form)(struct buffer *out, const struct adobe_call *call);
    void (*judge)(const struct response *response, struct reply *reply, int64_t now);
    const char *large; /* the field that can make the form too long */
};

static void write_url(struct buffer *out, const char *endpoint, const char *path)
{
    const char *host = strstr(endpoint, "://") + 3;
    size_t origin = (size_t)(host - endpoint) + strcspn(host, "/?");

    buffer_append(out, endpoint, path != NULL ? origin : strlen(endpoint));
    buffer_text(out, path != NULL ? path : "");
}

static void exchange_form(struct job *job, const struct way *way)
{
    struct http *http = http_new(job->deadline, job->trace);
    struct buffer form = BUFFER(IMS_FORM_MAX), url = BUFFER(IMS_FORM_MAX);
    struct response response = RESPONSE(IMS_ANSWER_MAX);
    struct http_request request = { .form = &form };

    write_url(&url, job->call.endpoint, way->path);
    request.url = buffer_string(&url);
    way->form(&form, &job->call);
    if (buffer_status(&form) == STATUS_TOO_LONG)
        reply_end(&job->reply, STATUS_MALFORMED, "too-long", way->large);
    else if (http == NULL || buffer_status(&form) != STATUS_OK ||
             buffer_status(&url) != STATUS_OK)
        reply_end(&job->reply, STATUS_NO_MEMORY, NULL, NULL);
    else {
        http_send(http, &request, &response);
        way->judge(&response, &job->reply, time(NULL));
    }
    buffer_clear(&form);
    buffer_clear(&url);
    response_clear(&response);
    http_free(http);
}

static void way_go(struct job *job, const struct way *way)
{
    const char *field = client_fault(&job->call);

    if (field == NULL)
        field = way->fault(&job->call);
    if (field != NULL)
        reply_end(&job->reply, STATUS_MALFORMED, NULL, field);
    else
        exchange_form(job, way);
}

void ims_token(struct job *job)
{
    static const struct way token = { NULL, token_fault, ims_form, ims_judge, "scope" };

    way_go(job, &token);
}

void ims_revoke(struct job *job)
{
    static const struct way revocation = { "/ims/invalidate_token/v2", revocation_fault,
                                           revoke_form, judge_revocation, "access_token" };

    way_go(job, &revocation);
}
