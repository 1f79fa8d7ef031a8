/* file_once.c: making a file that must never be replaced. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "protocol/buffer.h"
#include "store/file.h"
#include "store/lock.h"

enum {
    FILE_MODE = 0600,
    FINISH_DEADLINE = 10000, /* milliseconds */
    MAKE_TRIES = 8,
};

static bool is_unfinished(const struct stat *found)
{
    return (found->st_mode & S_IRUSR) == 0;
}

static bool unfinished_write(int fd, const struct buffer *data)
{
    return ftruncate(fd, 0) == 0 && buffer_write(data, fd) == STATUS_OK && fsync(fd) == 0 &&
           fchmod(fd, FILE_MODE) == 0 && fsync(fd) == 0;
}

/* Fills an unfinished file, whose lock excludes others who do the same. STATUS_NOT_FOUND when
 * one of them has failed and removed it. */
static enum status unfinished_fill(const struct folder *folder, const char *name, int fd,
                                   const struct buffer *data, struct fault *fault)
{
    struct stat found;
    enum status status;

    if (!lock_wait(fd, 0, FINISH_DEADLINE) || fstat(fd, &found) != 0)
        return folder_fault(fault, STATUS_IO, errno, folder, name);
    if (found.st_nlink == 0)
        return STATUS_NOT_FOUND; /* unreached: another writer has just failed */
    if (!is_unfinished(&found))
        return STATUS_OK; /* unreached: another writer was faster */
    if (unfinished_write(fd, data))
        return folder_sync(folder, fault);
    status = folder_fault(fault, STATUS_IO, errno, folder, name);
    unlinkat(folder->fd, name, 0);
    return status;
}

static enum status make_once(const struct folder *folder, const char *name,
                             const struct buffer *data, struct fault *fault)
{
    int fd = file_create(folder, name, O_WRONLY, S_IWUSR);
    enum status status = STATUS_OK;
    struct stat found;

    if (fd < 0 && errno != EEXIST)
        return folder_fault_errno(fault, folder, name);
    if (fd < 0 && fstatat(folder->fd, name, &found, AT_SYMLINK_NOFOLLOW) != 0)
        /* unreached: another writer has just failed */
        return folder_fault_errno(fault, folder, name);
    if (fd < 0 && !is_unfinished(&found))
        return STATUS_OK;
    if (fd < 0)
        status = file_open(folder, name, O_WRONLY, &fd, &found, fault);
    if (status == STATUS_OK)
        status = unfinished_fill(folder, name, fd, data, fault);
    fd_close(&fd);
    return status;
}

enum status file_make_once(const struct folder *folder, const char *name,
                           const struct buffer *data, struct fault *fault)
{
    enum status status = STATUS_NOT_FOUND;
    int tries;

    if (buffer_status(data) != STATUS_OK)
        return folder_fault(fault, buffer_status(data), 0, folder, name);
    for (tries = 0; tries < MAKE_TRIES && status == STATUS_NOT_FOUND; tries++)
        status = make_once(folder, name, data, fault);
    return status;
}
