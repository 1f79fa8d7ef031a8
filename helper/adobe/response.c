/* response.c: headers, and what a status code alone tells. */
#include "helper/adobe/response.h"

#include <string.h>
#include <strings.h>
#include <time.h>

#include <curl/curl.h>

#include "helper/adobe/document.h"

enum { VALUE_SIZE = 2048 }; /* a longer header is cut: none that matters is */

void response_clear(struct response *response)
{
    size_t maximum = response->body.maximum;

    buffer_clear(&response->body);
    *response = (struct response)RESPONSE(maximum);
}

/* Unix seconds; 0 for what is no date, or a day that doesn't exist: timegm(3) takes the 31st of
 * February for a day of March. */
static int64_t date_parse(const char *value)
{
    static const char *const forms[] = { "%a, %d %b %Y %T GMT", "%A, %d-%b-%y %T GMT",
                                         "%a %b %d %T %Y" };
    size_t i;

    for (i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct tm parts = { .tm_mday = 0 };
        const char *end = strptime(value, forms[i], &parts);
        const int day = parts.tm_mday;
        int64_t date = end != NULL && *end == '\0' ? timegm(&parts) : 0;

        if (date > 0 && parts.tm_mday == day)
            return date;
    }
    return 0;
}

static void take_date(struct response *response, const char *value)
{
    response->server_time = date_parse(value);
}

static int64_t retry_clamp(int64_t seconds)
{
    if (seconds < 0)
        return 0;
    return seconds < RESPONSE_RETRY_MAX ? seconds : RESPONSE_RETRY_MAX;
}

static void take_retry_after(struct response *response, const char *value)
{
    int64_t seconds;

    response->retry_after = response->retry_at = 0;
    if (record_number(value, &seconds))
        response->retry_after = retry_clamp(seconds);
    else if (*value != '\0' && strspn(value, "0123456789") == strlen(value))
        response->retry_after = RESPONSE_RETRY_MAX;
    else
        response->retry_at = date_parse(value);
}

static void take_debug_id(struct response *response, const char *value)
{
    fault_sanitise(response->debug_id, sizeof response->debug_id, value);
}

/* The host of an absolute URL; a relative one leads to where we were. */
static void take_location(struct response *response, const char *value)
{
    char *host = NULL, *port = NULL, joined[HOST_SIZE + 8];
    CURLU *url = curl_url();

    response->redirect[0] = '\0';
    if (url != NULL && curl_url_set(url, CURLUPART_URL, value, 0) == CURLUE_OK &&
        curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK && strlen(host) < HOST_SIZE) {
        curl_url_get(url, CURLUPART_PORT, &port, 0);
        snprintf(joined, sizeof joined, "%s%s%.5s", host, port != NULL ? ":" : "",
                 port != NULL ? port : "");
        host_canonical(response->redirect, joined);
    }
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(url);
}

static const struct {
    const char *name;
    void (*take)(struct response *response, const char *value);
} headers[] = {
    { "date", take_date },
    { "retry-after", take_retry_after },
    { "x-debug-id", take_debug_id },
    { "location", take_location },
};

static void headers_forget(struct response *response)
{
    response->server_time = response->retry_after = response->retry_at = 0;
    response->debug_id[0] = response->redirect[0] = '\0';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Copies what is between the blanks, as a string. */
static void value_copy(char value[VALUE_SIZE], const char *from, size_t length)
{
    while (length > 0 && is_blank(*from)) {
        from++;
        length--;
    }
    while (length > 0 && is_blank(from[length - 1]))
        length--;
    if (length >= VALUE_SIZE)
        length = VALUE_SIZE - 1;
    memcpy(value, from, length);
    value[length] = '\0';
}

bool response_header(struct response *response, const char *line, size_t length)
{
    const char *colon = memchr(line, ':', length);
    char value[VALUE_SIZE];
    size_t i;

    response->header_length += length;
    if (response->header_length > RESPONSE_HEADERS_MAX)
        return false;
    if (length >= 5 && memcmp(line, "HTTP/", 5) == 0)
        headers_forget(response);
    for (i = 0; colon != NULL && i < sizeof headers / sizeof headers[0]; i++) {
        size_t name_length = (size_t)(colon - line);

        if (strlen(headers[i].name) != name_length ||
            strncasecmp(headers[i].name, line, name_length) != 0)
            continue;
        value_copy(value, colon + 1, length - name_length - 1);
        headers[i].take(response, value);
    }
    return true;
}

bool response_is_redirect(const struct response *response)
{
    return response->http_status >= 300 && response->http_status <= 399;
}

/* NULL for one that repeats a secret: what is left of it is no host. */
static const char *quote_host(struct reply *reply, const char *host)
{
    const char *quoted = reply_quote(reply, host);

    return quoted != NULL && strcmp(quoted, host) == 0 ? quoted : NULL;
}

void response_report(const struct response *response, struct reply *reply, int64_t now)
{
    struct adobe_answer *answer = &reply->answer;
    int64_t base = response->server_time != 0 ? response->server_time : now;

    answer->http_status = response->http_status;
    answer->server_time = response->server_time;
    answer->retry_after = response->retry_after;
    if (response->retry_at != 0)
        answer->retry_after = retry_clamp(response->retry_at - base);
    if (response->debug_id[0] != '\0')
        answer->debug_id = reply_quote(reply, response->debug_id);
    if (response_is_redirect(response) && response->redirect[0] != '\0')
        answer->redirect = quote_host(reply, response->redirect);
}

static const struct {
    int first, last;
    enum status status;
    const char *error;
} codes[] = {
    { 200, 299, STATUS_OK, NULL },
    { 300, 399, STATUS_UNREACHABLE, "redirect" },
    { 408, 408, STATUS_UNREACHABLE, "http" },
    { 429, 429, STATUS_THROTTLED, "http" },
    { 500, 599, STATUS_UNREACHABLE, "http" },
};

/* What a login page or a proxy's refusal is, and no answer of Adobe's. */
static bool is_page(const struct response *response)
{
    const char *body = buffer_string(&response->body);

    return body[strspn(body, " \t\r\n")] == '<';
}

bool response_is_success(const struct response *response, struct reply *reply)
{
    size_t i;

    if (response->outcome != STATUS_OK) {
        reply->answer.error_description = reply_quote(reply, response->detail);
        return reply_end(reply, response->outcome, response->error, NULL);
    }
    for (i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (response->http_status < codes[i].first || response->http_status > codes[i].last)
            continue;
        if (codes[i].error != NULL)
            return reply_end(reply, codes[i].status, codes[i].error, NULL);
        return !is_page(response) || reply_end(reply, STATUS_UNREACHABLE, "web-page", NULL);
    }
    return is_page(response) ? reply_end(reply, STATUS_UNREACHABLE, "web-page", NULL)
                             : reply_end(reply, STATUS_UNEXPECTED, "http", NULL);
}

json_t *response_load(const struct response *response, struct reply *reply, int64_t now,
                      bool *is_success)
{
    const struct buffer *body = &response->body;

    response_report(response, reply, now);
    *is_success = response_is_success(response, reply);
    return response->outcome == STATUS_OK
               ? document_load(buffer_string(body), body->length, NULL)
               : NULL;
}
