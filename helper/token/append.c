/* append.c: add to a file that the environment names. */
#include "helper/token/append.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum status append_file(const char *variable, const struct buffer *bytes, struct fault *fault)
{
    const char *path = getenv(variable);
    enum status status = STATUS_OK;
    struct stat info;
    int fd;

    if (path == NULL || path[0] != '/')
        return fault_set(fault, STATUS_USAGE, 0, variable, "must be set to the path of a file");
    fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
    if (fd < 0)
        return fault_set(fault, STATUS_IO, errno, path, NULL);
    if (fstat(fd, &info) != 0)
        status = fault_set(fault, STATUS_IO, errno, path, NULL);
    else if (!S_ISREG(info.st_mode) || info.st_uid != geteuid())
        status = fault_because(fault, STATUS_UNSAFE,
                               S_ISREG(info.st_mode) ? CAUSE_OWNER : CAUSE_TYPE, path, NULL);
    else if (buffer_write(bytes, fd) != STATUS_OK)
        status = fault_set(fault, STATUS_IO, errno, path, NULL);
    close(fd);
    return status;
}
