/*
 * proxy: the sockets that clients connect to, and the HTTP CONNECT proxy (RFC 9110, 9.3.6).
 *
 * A tunnel to any host and port leads to the server of this sandbox. Whatever else is asked of
 * the proxy is plain HTTP, which nothing of Adobe's speaks: it is answered with 403, appears in
 * the journal with scheme "http", and raises an alarm if it carries credentials.
 */
#pragma once

#include <stdbool.h>

struct proxy_ports {
    unsigned short proxy;
    unsigned short tls; /* the server without a tunnel */
};

/* Listens on 127.0.0.1, and with ipv6 on [::1] at the same ports, and begins to accept. A port
 * that is 0 becomes a free one. The
 * server must have been started. Returns false, with errno set, if it can't listen. */
bool proxy_start(bool ipv6, struct proxy_ports *ports);

/* Stops accepting and ends what has not become a tunnel yet. Before server_stop(). */
void proxy_stop(void);

/* A listening socket on loopback: at *port, or at a free one if that is 0, which it then sets.
 * family is AF_INET or AF_INET6. -1 with errno on failure. */
int proxy_listen(int family, unsigned short *port);
