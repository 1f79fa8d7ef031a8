/* listener.c: inherited and own sockets. */
#include "helper/broker/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper/broker/tell.h"
#include "protocol/buffer.h"
#include "protocol/record.h"

enum { FIRST = 3, BACKLOG = 4096 };

static struct listener *listener_new(struct listeners *listeners, const char *name)
{
    struct listener *listener = &listeners->item[listeners->count];

    if (listeners->count == LISTENERS || !broker_socket_is_valid(name)) {
        tell("%s: not a name for a socket, which has a-z, 0-9 and -; or there are too many",
             name);
        return NULL;
    }
    *listener = (struct listener){ .fd = -1, .is_main = strcmp(name, BROKER_MAIN) == 0 };
    snprintf(listener->name, sizeof listener->name, "%s", name);
    return listener;
}

static bool inherit_listener(struct listeners *listeners, int fd, const char *name)
{
    struct listener *listener = listener_new(listeners, name);
    int listens = 0, family = 0;
    socklen_t size = sizeof listens;

    if (listener == NULL)
        return false;
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || !listens ||
        getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &size) != 0 || family != AF_UNIX) {
        tell("%s: not a socket in the file system that listens; does its unit have Accept=no?",
             name);
        return false;
    }
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    listener->fd = fd;
    listeners->count++;
    return true;
}

bool listeners_inherit(struct listeners *listeners)
{
    const char *count = getenv("LISTEN_FDS"), *pid = getenv("LISTEN_PID");
    char *names = getenv("LISTEN_FDNAMES");
    int64_t number = 0, ours = 0, i;
    bool is_good = true;

    if (count != NULL && pid != NULL && record_number(pid, &ours) && ours == getpid() &&
        !record_number(count, &number))
        number = 0;
    for (i = 0; is_good && i < number; i++) {
        const char *name = strsep(&names, ":");

        is_good =
            inherit_listener(listeners, FIRST + (int)i, name != NULL ? name : BROKER_MAIN);
    }
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDNAMES");
    return is_good;
}

/* What a call there meets: 0 when somebody listens, or an errno. */
static int call_at(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), error = 0;

    if (fd < 0 || connect(fd, (const struct sockaddr *)address, sizeof *address) != 0)
        error = errno;
    fd_close(&fd);
    return error;
}

/* Whether there is a socket that somebody left who ended. connect(2) refuses other files too.
 * Whom he was about to start when he was killed holds it as well, until it is a program of its
 * own: so it is asked for a second. */
static bool is_left_over(const struct sockaddr_un *address)
{
    struct stat found;
    int error, tries;

    if (lstat(address->sun_path, &found) != 0 || !S_ISSOCK(found.st_mode))
        return false;
    error = call_at(address);
    for (tries = 0; error == 0 && tries < 20; tries++) {
        poll(NULL, 0, 50);
        error = call_at(address);
    }
    return error == ECONNREFUSED;
}

struct access {
    mode_t mode;
    gid_t group; /* −1 = leave it */
};

/* ",mode=0660,group=ci" */
static bool access_take(struct access *access, char *text)
{
    const char *word;
    char *end;

    while ((word = strsep(&text, ",")) != NULL) {
        if (strncmp(word, "mode=", 5) == 0) {
            access->mode = (mode_t)strtoul(word + 5, &end, 8);
            if (word[5] == '\0' || *end != '\0' || access->mode > 0777)
                return false;
        } else if (strncmp(word, "group=", 6) == 0) {
            const struct group *group = getgrnam(word + 6);
            int64_t gid = -1;

            if (group == NULL &&
                (!record_number(word + 6, &gid) || gid < 0 || gid >= UINT32_MAX))
                return false;
            access->group = group != NULL ? group->gr_gid : (gid_t)gid;
        } else {
            return false;
        }
    }
    return true;
}

/* Nobody can connect before the mode is what it's to be: the umask is 077. */
static bool listen_at(struct listener *listener, const struct access *access)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };

    memcpy(address.sun_path, listener->path, strlen(listener->path) + 1);
    listener->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (is_left_over(&address))
        unlink(listener->path);
    if (listener->fd >= 0 &&
        bind(listener->fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
        listen(listener->fd, BACKLOG) == 0 &&
        chown(listener->path, (uid_t)-1, access->group) == 0 &&
        chmod(listener->path, access->mode) == 0)
        return true;
    tell("%s: %s", listener->path, strerror(errno));
    fd_close(&listener->fd);
    return false;
}

bool listeners_add(struct listeners *listeners, char *text)
{
    struct access access = { .mode = 0666, .group = (gid_t)-1 };
    const char *name = strsep(&text, "="), *path = strsep(&text, ",");
    struct listener *listener = listener_new(listeners, name);

    if (listener == NULL)
        return false;
    if (path == NULL || path[0] != '/' || strlen(path) >= sizeof listener->path ||
        !access_take(&access, text)) {
        tell("--listen takes NAME=/PATH[,mode=OCTAL][,group=NAME]");
        return false;
    }
    memcpy(listener->path, path, strlen(path) + 1);
    if (!listen_at(listener, &access))
        return false;
    listeners->count++;
    return true;
}

void listeners_close(struct listeners *listeners)
{
    size_t i;

    for (i = 0; i < listeners->count; i++) {
        fd_close(&listeners->item[i].fd);
        if (listeners->item[i].path[0] != '\0')
            unlink(listeners->item[i].path);
    }
}
