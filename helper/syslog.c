/* syslog.c: one datagram to /dev/log. Not syslog(3), which can wait and never tells. */
#include "helper/syslog.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

enum { DATAGRAM_MAX = 8192 };

static int datagram_make(char out[DATAGRAM_MAX], bool is_warning, const char *text)
{
    int priority = LOG_AUTHPRIV | (is_warning ? LOG_WARNING : LOG_INFO);

    return snprintf(out, DATAGRAM_MAX, "<%d>" PACKAGE_NAME "[%d]: %s", priority, (int)getpid(),
                    text);
}

bool syslog_send(bool is_warning, const char *text)
{
    const struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "/dev/log" };
    char datagram[DATAGRAM_MAX];
    int length = datagram_make(datagram, is_warning, text), error;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool sent;

    if (fd < 0)
        return false;
    if (length >= DATAGRAM_MAX)
        length = DATAGRAM_MAX - 1;
    sent = sendto(fd, datagram, (size_t)length, MSG_NOSIGNAL, (const struct sockaddr *)&address,
                  sizeof address) == length;
    error = errno;
    close(fd);
    errno = error;
    return sent;
}
