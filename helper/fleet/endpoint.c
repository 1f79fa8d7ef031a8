/* endpoint.c: addresses of engines. */
#include "helper/fleet/endpoint.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PORT_MAX = 6 /* bytes with its colon */ };

/* Takes "[ADDRESS]" of IPv6, and returns what is behind it; NULL when there is none. */
static const char *literal_read(char host[HOST_SIZE], const char *text)
{
    char number[INET6_ADDRSTRLEN];
    size_t length = strcspn(text + 1, "]");
    struct in6_addr address;

    if (text[1 + length] != ']' || length >= sizeof number)
        return NULL;
    memcpy(number, text + 1, length);
    number[length] = '\0';
    if (inet_pton(AF_INET6, number, &address) != 1)
        return NULL;
    inet_ntop(AF_INET6, &address, number, sizeof number);
    snprintf(host, HOST_SIZE, "[%s]", number);
    return text + length + 2;
}

static bool host_read(struct endpoint *endpoint, const char *text);

/* Takes "[ADDRESS]" or "[ADDRESS]:port". */
static bool literal_host_read(struct endpoint *endpoint, const char *text)
{
    char host[HOST_SIZE], other[PORT_MAX + 2] = "a";
    const char *rest = literal_read(host, text);

    if (rest == NULL || strlen(rest) > PORT_MAX)
        return false;
    memcpy(other + 1, rest, strlen(rest) + 1);
    if (!host_read(endpoint, other) || strlen(endpoint->host) != 1)
        return false;
    memcpy(endpoint->host, host, sizeof host);
    return true;
}

/* Takes "host" or "host:port". */
static bool host_read(struct endpoint *endpoint, const char *text)
{
    const char *colon = strchr(text, ':');
    char *port;

    if (*text == '[')
        return literal_host_read(endpoint, text);
    if (!host_canonical(endpoint->host, text))
        return false;
    endpoint->port = colon != NULL ? (uint16_t)strtoul(colon + 1, NULL, 10) : ENDPOINT_PORT;
    port = strchr(endpoint->host, ':');
    if (port != NULL)
        *port = '\0';
    return true;
}

static bool is_loopback(const char *host)
{
    struct in_addr address;

    return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
           (inet_pton(AF_INET, host, &address) == 1 && ntohl(address.s_addr) >> 24 == 127);
}

static bool plain_read(struct endpoint *endpoint, const char *text)
{
    return host_read(endpoint, text) && is_loopback(endpoint->host);
}

static bool socket_read(struct endpoint *endpoint, const char *text)
{
    if (*text != '/' || strlen(text) >= sizeof endpoint->path)
        return false;
    snprintf(endpoint->path, sizeof endpoint->path, "%s", text);
    return true;
}

static const struct {
    const char *scheme;
    enum endpoint_kind kind;
    bool (*read)(struct endpoint *endpoint, const char *text);
} schemes[] = {
    { "rediss://", ENDPOINT_TLS, host_read },
    { "redis://", ENDPOINT_PLAIN, plain_read },
    { "unix:", ENDPOINT_SOCKET, socket_read },
};

bool endpoint_read(struct endpoint *endpoint, const char *text)
{
    size_t i;

    for (i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        size_t length = strlen(schemes[i].scheme);

        if (strncmp(text, schemes[i].scheme, length) != 0)
            continue;
        *endpoint = (struct endpoint){ .kind = schemes[i].kind };
        return schemes[i].read(endpoint, text + length);
    }
    return false;
}

bool endpoint_moved(struct endpoint *endpoint, const char *text)
{
    struct endpoint from = *endpoint;
    const char *port = strrchr(text, ':');
    char host[HOST_SIZE], whole[2 * HOST_SIZE];
    bool is_bare;

    if (from.kind == ENDPOINT_SOCKET || port == NULL || strlen(text) >= sizeof host)
        return false;
    snprintf(host, sizeof host, "%.*s", (int)(port - text), text);
    is_bare = *text != '[' && strchr(host, ':') != NULL;
    snprintf(whole, sizeof whole, is_bare ? "[%s]%.200s" : "%s%.200s",
             port == text ? from.host : host, port);
    return from.kind == ENDPOINT_PLAIN ? plain_read(endpoint, whole)
                                       : host_read(endpoint, whole);
}
