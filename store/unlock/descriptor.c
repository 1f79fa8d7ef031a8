/* descriptor.c: a list of what was given. */
#include "store/unlock/descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include "store/unlock/stack.h"

static struct {
    int fd[UNLOCK_LINES_MAX];
    size_t count;
} given;

static size_t given_find(int fd)
{
    size_t i = 0;

    while (i < given.count && given.fd[i] != fd)
        i++;
    return i;
}

void descriptor_claim(int fd)
{
    int flags = fcntl(fd, F_GETFD);

    if (flags >= 0 && (flags & FD_CLOEXEC) == 0 && given.count < UNLOCK_LINES_MAX &&
        fcntl(fd, F_SETFD, FD_CLOEXEC) == 0)
        given.fd[given.count++] = fd;
}

bool descriptor_is_given(int fd)
{
    descriptor_claim(fd);
    return given_find(fd) < given.count;
}

void descriptor_close(int fd)
{
    size_t i = given_find(fd);

    if (i == given.count)
        return;
    given.fd[i] = given.fd[--given.count];
    close(fd);
}

void descriptor_close_all(void)
{
    while (given.count > 0)
        descriptor_close(given.fd[given.count - 1]);
}
