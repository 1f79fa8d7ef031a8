/* connection.c: libcurl as a socket with TLS. */
#include "helper/fleet/connection.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "helper/network/authorities.h"
#include "helper/network/resolver.h"
#include "helper/network/wiped.h"
#include "protocol/clock.h"

enum { PIECE = 16384 /* bytes: what a record of TLS holds at most */ };

bool connection_init(void)
{
    return curl_global_init_mem(CURL_GLOBAL_DEFAULT, wiped_malloc, wiped_free, wiped_realloc,
                                wiped_strdup, wiped_calloc) == CURLE_OK;
}

void connection_close(struct connection *connection)
{
    curl_easy_cleanup(connection->easy);
    curl_slist_free_all(connection->addresses);
    curl_slist_free_all(connection->target);
    connection->easy = NULL;
    connection->addresses = connection->target = NULL;
    buffer_clear(&connection->heard);
}

/* What becomes of a connection that libcurl couldn't make or keep. */
static const struct {
    CURLcode code;
    const char *error;
} failures[] = {
    { CURLE_COULDNT_RESOLVE_HOST, "resolve" },
    { CURLE_COULDNT_CONNECT, "connect" },
    { CURLE_OPERATION_TIMEDOUT, "timeout" },
    { CURLE_PEER_FAILED_VERIFICATION, "tls-certificate" },
    { CURLE_SSL_ISSUER_ERROR, "tls-certificate" },
    { CURLE_SSL_CACERT_BADFILE, "tls-ca" },
    { CURLE_SSL_CONNECT_ERROR, "tls" },
    { CURLE_SSL_CIPHER, "tls" },
};

static bool fail_with(struct connection *connection, struct job *job, CURLcode code)
{
    const char *detail =
        connection->error[0] != '\0' ? connection->error : curl_easy_strerror(code);
    size_t i;

    if (code == CURLE_OUT_OF_MEMORY || wiped_ran_out())
        return job_end(job, STATUS_NO_MEMORY, NULL, NULL);
    for (i = 0; i < sizeof failures / sizeof failures[0]; i++)
        if (failures[i].code == code)
            return job_end(job, STATUS_UNREACHABLE, failures[i].error, detail);
    return job_end(job, STATUS_UNREACHABLE, "transfer", detail);
}

static bool set_numbers(CURL *easy, int64_t time_left)
{
    const struct {
        CURLoption option;
        long value;
    } options[] = {
        { CURLOPT_CONNECT_ONLY, 1 },
        { CURLOPT_NOSIGNAL, 1 },
        { CURLOPT_SSL_VERIFYPEER, 1 },
        { CURLOPT_SSL_VERIFYHOST, 2 },
        { CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2 },
        { CURLOPT_SSL_ENABLE_ALPN, 0 },
        { CURLOPT_NETRC, CURL_NETRC_IGNORED },
        { CURLOPT_TIMEOUT_MS, (long)time_left },
    };
    size_t i;

    for (i = 0; i < sizeof options / sizeof options[0]; i++)
        if (curl_easy_setopt(easy, options[i].option, options[i].value) != CURLE_OK)
            return false;
    return true;
}

static bool list_append(struct curl_slist **list, const char *text)
{
    struct curl_slist *longer = curl_slist_append(*list, text);

    if (longer == NULL)
        return false;
    *list = longer;
    return true;
}

/* Has a name looked up, unless it is a number or this machine's. */
static bool resolve_name(struct connection *connection, struct job *job,
                         const struct endpoint *at)
{
    char numbers[RESOLVER_TEXT_MAX], entry[RESOLVER_NAME_MAX + RESOLVER_TEXT_MAX + 16];
    struct in_addr number;
    enum status status;

    if (at->kind != ENDPOINT_TLS || at->host[0] == '[' ||
        inet_pton(AF_INET, at->host, &number) == 1)
        return true;
    status = resolver_is_there()
                 ? resolver_ask(at->host, numbers, connection->deadline - clock_milliseconds())
                 : STATUS_TIMEOUT;
    if (status == STATUS_TIMEOUT)
        return job_end(job, STATUS_UNREACHABLE, "timeout", "the name wasn't found in time");
    if (status != STATUS_OK)
        return job_end(job, STATUS_UNREACHABLE, "resolve", "the name isn't known");
    snprintf(entry, sizeof entry, "%.255s:%u:%s", at->host, (unsigned)at->port, numbers);
    return list_append(&connection->addresses, entry) &&
           curl_easy_setopt(connection->easy, CURLOPT_RESOLVE, connection->addresses) ==
               CURLE_OK;
}

/* libcurl speaks HTTP for its part; a connection alone is the same for all protocols. */
static bool set_strings(struct connection *connection, const struct endpoint *named,
                        const struct endpoint *at)
{
    char url[HOST_SIZE + 32], target[HOST_SIZE + 32];
    CURL *easy = connection->easy;

    snprintf(url, sizeof url, "%s://%s:%u", named->kind == ENDPOINT_TLS ? "https" : "http",
             named->kind == ENDPOINT_SOCKET ? "localhost" : named->host, (unsigned)named->port);
    snprintf(target, sizeof target, "::%s:%u", at->host, (unsigned)at->port);
    if (at->kind == ENDPOINT_SOCKET)
        return curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, at->path) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_URL, "http://localhost") == CURLE_OK;
    return list_append(&connection->target, target) &&
           curl_easy_setopt(easy, CURLOPT_CONNECT_TO, connection->target) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_URL, url) == CURLE_OK;
}

static bool prepare_handle(struct connection *connection, const struct endpoint *named,
                           const struct endpoint *at)
{
    CURL *easy = connection->easy = curl_easy_init();

    connection->error[0] = '\0';
    return easy != NULL && set_numbers(easy, connection->deadline - clock_milliseconds()) &&
           set_strings(connection, named, at) &&
           curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, connection->error) == CURLE_OK &&
           authorities_trust(easy);
}

bool connection_open(struct connection *connection, struct job *job,
                     const struct endpoint *named, const struct endpoint *at, int64_t deadline)
{
    char flaw[400];
    CURLcode code;

    connection_close(connection);
    connection->deadline = deadline;
    if (clock_milliseconds() >= deadline)
        return job_end(job, STATUS_UNREACHABLE, "timeout", "no time was left");
    if (at->kind == ENDPOINT_TLS && authorities_flaw(flaw, sizeof flaw))
        return job_end(job, STATUS_UNREACHABLE, "tls-ca", flaw);
    if (!prepare_handle(connection, named, at))
        return job_end(job, STATUS_NO_MEMORY, NULL, NULL);
    if (!resolve_name(connection, job, at))
        return false;
    code = curl_easy_perform(connection->easy);
    return code == CURLE_OK || fail_with(connection, job, code);
}

/* Until the socket is ready for `events`, or time is up. */
static bool wait_for(struct connection *connection, struct job *job, short events)
{
    int64_t left = connection->deadline - clock_milliseconds();
    curl_socket_t descriptor = CURL_SOCKET_BAD;
    struct pollfd ready = { .events = events };

    curl_easy_getinfo(connection->easy, CURLINFO_ACTIVESOCKET, &descriptor);
    ready.fd = descriptor;
    if (descriptor == CURL_SOCKET_BAD)
        return fail_with(connection, job, CURLE_RECV_ERROR);
    if (left <= 0 || poll(&ready, 1, (int)left) == 0)
        return job_end(job, STATUS_UNREACHABLE, "timeout", "no answer in time");
    return true;
}

bool connection_send(struct connection *connection, struct job *job, const struct buffer *text)
{
    size_t sent = 0, count;

    while (sent < text->length) {
        CURLcode code =
            curl_easy_send(connection->easy, text->data + sent, text->length - sent, &count);

        if (code == CURLE_OK)
            sent += count;
        else if (code != CURLE_AGAIN)
            return fail_with(connection, job, code);
        else if (!wait_for(connection, job, POLLOUT))
            return false;
    }
    return true;
}

/* Some more bytes, as many as there is room for. */
static bool receive_some(struct connection *connection, struct job *job)
{
    struct buffer *heard = &connection->heard;
    size_t room = heard->maximum - heard->length, count = 0;
    CURLcode code;
    char *piece;

    if (room == 0)
        return job_end(job, STATUS_UNEXPECTED, "too-long", NULL);
    piece = buffer_room(heard, room < PIECE ? room : PIECE);
    if (piece == NULL)
        return job_end(job, STATUS_NO_MEMORY, NULL, NULL);
    code = curl_easy_recv(connection->easy, piece, room < PIECE ? room : PIECE, &count);
    if (code == CURLE_AGAIN)
        return wait_for(connection, job, POLLIN);
    if (code != CURLE_OK)
        return fail_with(connection, job, code);
    heard->length += count;
    return count > 0 || job_end(job, STATUS_UNREACHABLE, "transfer", "it hung up");
}

bool connection_hear(struct connection *connection, struct job *job, struct resp_reply *reply)
{
    for (;;) {
        const struct buffer *heard = &connection->heard;

        switch (resp_read(reply, buffer_string(heard), heard->length)) {
        case RESP_WHOLE:
            return true;
        case RESP_BAD:
            return job_end(job, STATUS_UNEXPECTED, "not-resp", NULL);
        case RESP_LONG:
            return job_end(job, STATUS_UNEXPECTED, "too-long", NULL);
        case RESP_MORE:
            break;
        }
        if (!receive_some(connection, job))
            return false;
    }
}

void connection_drop(struct connection *connection, const struct resp_reply *reply)
{
    struct buffer *heard = &connection->heard;

    heard->length -= reply->used;
    memmove(heard->data, heard->data + reply->used, heard->length + 1);
}
