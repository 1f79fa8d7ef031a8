/* endpoint.h: where an engine listens. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "protocol/host.h"

#define ENDPOINT_PORT     6379
#define ENDPOINT_PATH_MAX 108 /* sockaddr_un.sun_path with its NUL */

enum endpoint_kind {
    ENDPOINT_TLS,    /* rediss://host[:port] */
    ENDPOINT_PLAIN,  /* redis://host[:port]; of loopback: 127.0.0.0/8, [::1] or localhost */
    ENDPOINT_SOCKET, /* unix:/path */
};

struct endpoint {
    enum endpoint_kind kind;
    char host[HOST_SIZE]; /* canonical, without a port; an address of IPv6 in brackets */
    uint16_t port;
    char path[ENDPOINT_PATH_MAX];
};

/* Reads one; false when it is none of these: another scheme, an address with a user, password,
 * path or number of a database, a plain one that isn't this machine's. */
bool endpoint_read(struct endpoint *endpoint, const char *text);

/* Reads what stands behind "MOVED slot": host:port, where an empty host is the same one, and an
 * address of IPv6 needs no brackets. What
 * it leads to is asked as the endpoint it came from: encrypted, and by that one's name. */
bool endpoint_moved(struct endpoint *endpoint, const char *text);
