/* listener.h: the sockets on which callers are awaited, each with a name that the policy knows.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/un.h>

#include "protocol/broker_rules.h"

#define LISTENERS 16

struct listener {
    int fd;
    char name[BROKER_SOCKET_MAX + 1];
    char path[sizeof((struct sockaddr_un *)NULL)->sun_path]; /* ours to remove; "" = isn't */
    bool is_main; /* its callers are told apart by uid; those of others are one */
};

struct listeners {
    struct listener item[LISTENERS];
    size_t count;
};

/* Takes over what systemd passes (sd_listen_fds(3)): descriptors from 3 on, which listen, named
 * by LISTEN_FDNAMES. The variables are gone afterwards. False with a message when a name isn't
 * one, or a descriptor doesn't listen on a path. */
bool listeners_inherit(struct listeners *listeners);

/* Listens at "NAME=PATH[,mode=0660][,group=NAME|GID]"; the mode is 0666 unless it is given. A
 * socket on which nobody listens any more is replaced. False with a message. */
bool listeners_add(struct listeners *listeners, char *text);

/* Listens no more, and removes the sockets that we made. */
void listeners_close(struct listeners *listeners);
