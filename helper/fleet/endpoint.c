/* endpoint.c: addresses of engines. */
#include "helper/fleet/endpoint.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Takes "host" or "host:port". */
static bool host_read(struct endpoint *endpoint, const char *text)
{
    const char *colon = strchr(text, ':');
    char *port;

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

    return strcmp(host, "localhost") == 0 ||
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
    char whole[2 * HOST_SIZE];

    snprintf(whole, sizeof whole, "%s%s", *text == ':' ? from.host : "", text);
    if (from.kind == ENDPOINT_SOCKET || strchr(text, ':') == NULL)
        return false;
    return from.kind == ENDPOINT_PLAIN ? plain_read(endpoint, whole)
                                       : host_read(endpoint, whole);
}
