/* http.c: libcurl, on a short leash. */
#include "helper/adobe/http.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "helper/adobe/text.h"
#include "helper/adobe/url.h"
#include "helper/network/authorities.h"
#include "helper/network/resolver.h"
#include "helper/network/wiped.h"
#include "protocol/clock.h"
#include "protocol/proxy.h"

enum {
    CONNECT_TIME = 15000, /* milliseconds for name, TCP, proxy and TLS */
    STALL_TIME = 20,      /* seconds in which at least STALL_BYTES a second must arrive */
    STALL_BYTES = 8,
    PROXY_LOGIN = 407, /* RFC 9110 section 15.5.8 */
};

struct http {
    CURL *easy;
    int64_t deadline;
    struct buffer *trace;
    struct curl_slist *addresses; /* of whom we connect to for */
    char host[HOST_SIZE];         /* this one */
    char error[CURL_ERROR_SIZE];
};

bool http_init(void)
{
    return curl_global_init_mem(CURL_GLOBAL_DEFAULT, wiped_malloc, wiped_free, wiped_realloc,
                                wiped_strdup, wiped_calloc) == CURLE_OK;
}

static size_t on_body(char *data, size_t size, size_t count, void *context)
{
    struct response *response = context;

    buffer_append(&response->body, data, size * count);
    return buffer_status(&response->body) == STATUS_OK ? size * count : 0;
}

static size_t on_header(char *data, size_t size, size_t count, void *context)
{
    return response_header(context, data, size * count) ? size * count : 0;
}

static bool set_numbers(CURL *easy)
{
    static const struct {
        CURLoption option;
        long value;
    } options[] = {
        { CURLOPT_NOSIGNAL, 1 },
        { CURLOPT_SSL_VERIFYPEER, 1 },
        { CURLOPT_SSL_VERIFYHOST, 2 },
        { CURLOPT_PROXY_SSL_VERIFYPEER, 1 },
        { CURLOPT_PROXY_SSL_VERIFYHOST, 2 },
        { CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2 },
        { CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1 },
        { CURLOPT_FOLLOWLOCATION, 0 },
        { CURLOPT_DISALLOW_USERNAME_IN_URL, 1 },
        { CURLOPT_SUPPRESS_CONNECT_HEADERS, 1 },
        { CURLOPT_NETRC, CURL_NETRC_IGNORED },
        { CURLOPT_LOW_SPEED_LIMIT, STALL_BYTES },
        { CURLOPT_LOW_SPEED_TIME, STALL_TIME },
#if LIBCURL_VERSION_NUM >= 0x075700
        { CURLOPT_QUICK_EXIT, 1 }, /* don't wait for a resolver that has run out of time */
#endif
    };
    size_t i;

    for (i = 0; i < sizeof options / sizeof options[0]; i++)
        if (curl_easy_setopt(easy, options[i].option, options[i].value) != CURLE_OK)
            return false;
    return true;
}

static bool set_strings(CURL *easy)
{
    static const struct {
        CURLoption option;
        const char *value;
    } options[] = {
        { CURLOPT_PROTOCOLS_STR, "https" },
        { CURLOPT_REDIR_PROTOCOLS_STR, "https" },
        { CURLOPT_USERAGENT, PACKAGE_NAME "/" PACKAGE_VERSION },
    };
    size_t i;

    for (i = 0; i < sizeof options / sizeof options[0]; i++)
        if (curl_easy_setopt(easy, options[i].option, options[i].value) != CURLE_OK)
            return false;
    return authorities_trust(easy);
}

struct http *http_new(int64_t deadline, struct buffer *trace)
{
    struct http *http = wiped_calloc(1, sizeof *http);

    if (http == NULL)
        return NULL;
    http->easy = curl_easy_init();
    http->deadline = deadline;
    http->trace = trace;
    if (http->easy != NULL && set_numbers(http->easy) && set_strings(http->easy) &&
        curl_easy_setopt(http->easy, CURLOPT_ERRORBUFFER, http->error) == CURLE_OK &&
        curl_easy_setopt(http->easy, CURLOPT_WRITEFUNCTION, on_body) == CURLE_OK &&
        curl_easy_setopt(http->easy, CURLOPT_HEADERFUNCTION, on_header) == CURLE_OK)
        return http;
    http_free(http);
    return NULL;
}

void http_free(struct http *http)
{
    if (http == NULL)
        return;
    curl_easy_cleanup(http->easy);
    curl_slist_free_all(http->addresses);
    wiped_free(http);
}

/* What becomes of a request that libcurl couldn't complete. */
static const struct {
    CURLcode code;
    enum status status;
    const char *error;
} failures[] = {
    { CURLE_COULDNT_RESOLVE_HOST, STATUS_UNREACHABLE, "resolve" },
    { CURLE_COULDNT_RESOLVE_PROXY, STATUS_UNREACHABLE, "resolve-proxy" },
    { CURLE_COULDNT_CONNECT, STATUS_UNREACHABLE, "connect" },
    { CURLE_PROXY, STATUS_UNREACHABLE, "proxy" },
    { CURLE_OPERATION_TIMEDOUT, STATUS_UNREACHABLE, "timeout" },
    { CURLE_PEER_FAILED_VERIFICATION, STATUS_UNREACHABLE, "tls-certificate" },
    { CURLE_SSL_ISSUER_ERROR, STATUS_UNREACHABLE, "tls-certificate" },
    { CURLE_SSL_CACERT_BADFILE, STATUS_UNREACHABLE, "tls-ca" },
    { CURLE_SSL_CONNECT_ERROR, STATUS_UNREACHABLE, "tls" },
    { CURLE_SSL_CIPHER, STATUS_UNREACHABLE, "tls" },
    { CURLE_SEND_ERROR, STATUS_UNREACHABLE, "transfer" },
    { CURLE_RECV_ERROR, STATUS_UNREACHABLE, "transfer" },
    { CURLE_GOT_NOTHING, STATUS_UNREACHABLE, "transfer" },
    { CURLE_PARTIAL_FILE, STATUS_UNREACHABLE, "transfer" },
    { CURLE_WRITE_ERROR, STATUS_UNEXPECTED, "too-long" },
    { CURLE_OUT_OF_MEMORY, STATUS_NO_MEMORY, NULL },
};

static enum status fail_response(struct response *response, enum status status,
                                 const char *error, const char *detail)
{
    response->outcome = status;
    response->error = error;
    fault_sanitise(response->detail, sizeof response->detail, detail);
    return status;
}

static enum status fail_with(struct http *http, struct response *response, CURLcode code)
{
    const char *detail = http->error[0] != '\0' ? http->error : curl_easy_strerror(code);
    long connect_status = 0;
    size_t i;

    if (buffer_status(&response->body) == STATUS_NO_MEMORY)
        return fail_response(response, STATUS_NO_MEMORY, NULL, NULL);
    curl_easy_getinfo(http->easy, CURLINFO_HTTP_CONNECTCODE, &connect_status);
    if (connect_status >= 300)
        return fail_response(response, STATUS_UNREACHABLE,
                             connect_status == PROXY_LOGIN ? "proxy-auth" : "proxy", detail);
    if (code == CURLE_OUT_OF_MEMORY && !wiped_ran_out() && response->header_length > 0)
        code = CURLE_WRITE_ERROR; /* a header that is too long for libcurl */
    for (i = 0; i < sizeof failures / sizeof failures[0]; i++)
        if (failures[i].code == code)
            return fail_response(response, failures[i].status, failures[i].error, detail);
    return fail_response(response, STATUS_UNEXPECTED, "transfer", detail);
}

static const struct {
    CURLINFO info;
    const char *lap;
} times[] = {
    { CURLINFO_CONNECT_TIME_T, "connecting (TCP)" },
    { CURLINFO_APPCONNECT_TIME_T, "the proxy's part and the handshake (TLS)" },
    { CURLINFO_PRETRANSFER_TIME_T, "getting ready to send" },
    { CURLINFO_STARTTRANSFER_TIME_T, "waiting for the server's answer (HTTP)" },
    { CURLINFO_TOTAL_TIME_T, "receiving it" },
};

/* libcurl counts each from the beginning of the request. */
static void tell_timing(const struct http *http)
{
    curl_off_t so_far = 0;
    size_t i;

    for (i = 0; i < sizeof times / sizeof times[0]; i++) {
        curl_off_t microseconds = 0;

        curl_easy_getinfo(http->easy, times[i].info, &microseconds);
        timing_of(times[i].lap, microseconds - so_far);
        if (microseconds > so_far)
            so_far = microseconds;
    }
}

static void trace_request(const struct http *http, const struct http_request *request,
                          const struct response *response)
{
    if (http->trace != NULL)
        buffer_format(http->trace, "%s %.*s: %ld\n",
                      request->deletes        ? "DELETE"
                      : request->form != NULL ? "POST"
                                              : "GET",
                      (int)strcspn(request->url, "?"), request->url, response->http_status);
}

static bool list_append(struct curl_slist **list, const char *header)
{
    struct curl_slist *longer = curl_slist_append(*list, header);

    if (longer == NULL)
        return false;
    *list = longer;
    return true;
}

static bool set_request(struct http *http, const struct http_request *request,
                        struct response *response, const struct curl_slist *headers,
                        int64_t time_left)
{
    CURL *easy = http->easy;
    long connect_time = time_left < CONNECT_TIME ? (long)time_left : CONNECT_TIME;
    CURLcode method;

    if (request->form == NULL)
        method = curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    else if ((method = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                                        (curl_off_t)request->form->length)) == CURLE_OK)
        method = curl_easy_setopt(easy, CURLOPT_POSTFIELDS, buffer_string(request->form));
    return method == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->deletes ? "DELETE" : NULL) ==
               CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_URL, request->url) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEDATA, response) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERDATA, response) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)time_left) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_time) == CURLE_OK;
}

/* The variable with the proxy that libcurl will use for the host, and its value; NULL = none.
 */
static const char *proxy_for(const char *host, const char **address)
{
    const char *variable = proxy_variable(address);

    return variable == NULL || proxy_is_bypassed(host) ? NULL : variable;
}

/* Whether the proxy wants to be told numbers, as socks:// and two more do: libcurl-env(3). */
static bool proxy_wants_numbers(const char *address)
{
    static const char *const schemes[] = { "socks://", "socks4://", "socks5://" };
    size_t i;

    for (i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (strncasecmp(address, schemes[i], strlen(schemes[i])) == 0)
            return true;
    return false;
}

/* Has the host of a URL or proxy looked up, unless it is a number, for libcurl to find. A name
 * that isn't known is left to libcurl, which has no means to know it and says so. */
static enum status resolve_name(struct http *http, const char *address, uint16_t port)
{
    int64_t left = http->deadline - clock_milliseconds();
    char numbers[RESOLVER_TEXT_MAX], entry[RESOLVER_NAME_MAX + RESOLVER_TEXT_MAX + 16];
    unsigned char number[sizeof(struct in6_addr)];
    char *host = url_host(address);
    enum status status = STATUS_OK;

    if (host != NULL && *host != '[' && inet_pton(AF_INET, host, number) != 1) {
        status = resolver_ask(host, numbers, left < CONNECT_TIME ? left : CONNECT_TIME);
        snprintf(entry, sizeof entry, "%.255s:%u:%s", host, (unsigned)port, numbers);
        if (status == STATUS_OK && !list_append(&http->addresses, entry))
            status = STATUS_NO_MEMORY;
    }
    curl_free(host);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* Looks up whom libcurl will connect to for the URL, unless it did so last time. */
static enum status resolve_for(struct http *http, const char *url, const char *host,
                               const char *proxy)
{
    enum status status = STATUS_OK;

    if (!resolver_is_there() || strcmp(host, http->host) == 0)
        return STATUS_OK;
    snprintf(http->host, sizeof http->host, "%s", host);
    curl_easy_setopt(http->easy, CURLOPT_RESOLVE, NULL);
    curl_slist_free_all(http->addresses);
    http->addresses = NULL;
    if (proxy != NULL)
        status = resolve_name(http, proxy, url_proxy_port(proxy));
    if (status == STATUS_OK && (proxy == NULL || proxy_wants_numbers(proxy)))
        status = resolve_name(http, url, url_port(url, 0, CURLU_DEFAULT_PORT, 0));
    timing_lap("looking up a name (DNS)");
    if (status == STATUS_OK && http->addresses != NULL &&
        curl_easy_setopt(http->easy, CURLOPT_RESOLVE, http->addresses) != CURLE_OK)
        status = STATUS_NO_MEMORY;
    return status;
}

/* All that can go wrong before libcurl begins. */
static enum status prepare_request(struct http *http, const char *url,
                                   struct response *response)
{
    const char *start = url + strlen("https://"), *proxy = NULL, *variable;
    char flaw[400], host[HOST_SIZE];
    enum status status;

    snprintf(host, sizeof host, "%.*s", (int)strcspn(start, ":/?"), start);
    variable = proxy_for(host, &proxy);
    if (variable != NULL && !proxy_is_good(proxy))
        return fail_response(response, STATUS_UNREACHABLE, "proxy-url", variable);
    if (authorities_flaw(flaw, sizeof flaw))
        return fail_response(response, STATUS_UNREACHABLE, "tls-ca", flaw);
    status = resolve_for(http, url, host, variable != NULL ? proxy : NULL);
    if (status == STATUS_TIMEOUT)
        return fail_response(response, STATUS_UNREACHABLE, "timeout",
                             "the name wasn't found in time");
    return status == STATUS_OK ? status : fail_response(response, status, NULL, NULL);
}

static enum status perform_request(struct http *http, const struct http_request *request,
                                   struct response *response, const struct curl_slist *headers)
{
    enum status status = prepare_request(http, request->url, response);
    int64_t time_left = http->deadline - clock_milliseconds();
    CURLcode code;

    if (status != STATUS_OK)
        return status;
    if (time_left <= 0)
        return fail_response(response, STATUS_UNREACHABLE, "timeout", "no time was left");
    if (!set_request(http, request, response, headers, time_left))
        return fail_response(response, STATUS_NO_MEMORY, NULL, NULL);
    http->error[0] = '\0';
    timing_lap("preparing a request");
    code = curl_easy_perform(http->easy);
    tell_timing(http);
    curl_easy_getinfo(http->easy, CURLINFO_RESPONSE_CODE, &response->http_status);
    trace_request(http, request, response);
    if (code != CURLE_OK)
        return fail_with(http, response, code);
    return response->outcome = STATUS_OK;
}

enum status http_send(struct http *http, const struct http_request *request,
                      struct response *response)
{
    struct curl_slist *headers = NULL;
    bool complete = list_append(&headers, "Accept: application/json");
    size_t i;

    for (i = 0; complete && request->headers[i] != NULL; i++)
        complete = list_append(&headers, request->headers[i]);
    if (complete && url_is_good(request->url))
        perform_request(http, request, response, headers);
    else
        fail_response(response, complete ? STATUS_INTERNAL : STATUS_NO_MEMORY, NULL, NULL);
    curl_easy_setopt(http->easy, CURLOPT_HTTPHEADER, NULL);
    curl_easy_setopt(http->easy, CURLOPT_POSTFIELDS, NULL);
    curl_slist_free_all(headers);
    if (request->form != NULL)
        buffer_clear(request->form);
    return response->outcome;
}
