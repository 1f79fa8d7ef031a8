/*
 * server: the HTTPS server behind every host name.
 *
 * One thread a connection, so that a request that is held or delayed is in nobody's way. It has
 * no listening socket of its own: proxy.c accepts connections and hands them over.
 */
#pragma once

#include <stdbool.h>

bool server_start(void);

/* Ends all connections. fault_stop() must have been called, else held requests hold this up. */
void server_stop(void);

/* Takes over a connected socket on which the client is about to begin TLS. It is closed in the
 * end, whatever happens. */
void server_serve(int socket);
