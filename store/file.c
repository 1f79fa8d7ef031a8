/* file.c: opening by descriptor, reading and publishing. */
#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#include "protocol/clock.h"

enum {
    OPEN_FLAGS = O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
    FILE_MODE = 0600,
};

static const char temporary[] = "new";

/* A file that was replaced since it was opened has no link left, and is as good as it was. */
static enum cause file_flaw(const struct stat *found)
{
    enum cause flaw = flaw_of(found, S_IFREG, false, FLAW_OTHERS);

    return flaw == CAUSE_NONE && found->st_nlink > 1 ? CAUSE_LINKS : flaw;
}

enum status file_open(const struct folder *folder, const char *name, int flags, int *fd,
                      struct stat *found, struct fault *fault)
{
    enum status status = STATUS_OK;
    enum cause flaw;

    *fd = openat(folder->fd, name, flags | OPEN_FLAGS);
    if (*fd < 0)
        return folder_fault_errno(fault, folder, name);
    if (fstat(*fd, found) != 0)
        status = folder_fault_errno(fault, folder, name);
    else if ((flaw = file_flaw(found)) != CAUSE_NONE)
        status = folder_fault_because(fault, STATUS_UNSAFE, flaw, folder, name);
    if (status != STATUS_OK)
        fd_close(fd);
    return status;
}

/* Reads up to `size` bytes, less when the file has become shorter. */
static enum status read_whole(int fd, size_t size, struct buffer *out)
{
    char *room = buffer_room(out, size);
    size_t done = 0;
    ssize_t got = 1;

    if (room == NULL)
        return buffer_status(out); /* unreached: memory is short */
    while (done < size && got != 0) {
        got = read(fd, room + done, size - done);
        if (got < 0 && errno != EINTR)
            return STATUS_IO;
        if (got > 0)
            done += (size_t)got;
    }
    room[done] = '\0';
    out->length += done;
    return STATUS_OK;
}

static void stamp_take(struct file_stamp *stamp, const struct stat *found)
{
    stamp->device = found->st_dev;
    stamp->inode = found->st_ino;
    stamp->changed = found->st_ctim;
}

enum status file_read(const struct folder *folder, const char *name, struct buffer *out,
                      struct file_stamp *stamp, struct fault *fault)
{
    struct stat found = { .st_size = -1 };
    enum status status;
    int fd;

    status = file_open(folder, name, O_RDONLY, &fd, &found, fault);
    if (status != STATUS_OK)
        return status;
    if (found.st_size < 0 || (uintmax_t)found.st_size > out->maximum - out->length)
        status = folder_fault(fault, STATUS_DAMAGED, 0, folder, name);
    else if ((status = read_whole(fd, (size_t)found.st_size, out)) != STATUS_OK)
        folder_fault(fault, status, status == STATUS_IO ? errno : 0, folder, name);
    if (stamp != NULL)
        stamp_take(stamp, &found);
    close(fd);
    return status;
}

bool file_is_same(const struct folder *folder, const char *name, const struct file_stamp *stamp)
{
    struct stat found;

    return fstatat(folder->fd, name, &found, AT_SYMLINK_NOFOLLOW) == 0 &&
           found.st_dev == stamp->device && found.st_ino == stamp->inode &&
           found.st_ctim.tv_sec == stamp->changed.tv_sec &&
           found.st_ctim.tv_nsec == stamp->changed.tv_nsec;
}

int file_create(const struct folder *folder, const char *name, int flags, mode_t mode)
{
    int fd = openat(folder->fd, name, flags | O_CREAT | O_EXCL | OPEN_FLAGS, mode);

    if (fd < 0 || fchmod(fd, mode) == 0)
        return fd;
    close(fd);
    return -1;
}

static enum status temporary_fill(const struct folder *folder, const struct buffer *data,
                                  bool durable, struct fault *fault)
{
    int fd = file_create(folder, temporary, O_WRONLY, FILE_MODE), error;
    bool done;

    if (fd < 0)
        return folder_fault_errno(fault, folder, temporary);
    done = buffer_write(data, fd) == STATUS_OK;
    timing_lap("writing a file");
    done = done && (!durable || fsync(fd) == 0);
    error = errno;
    if (durable)
        timing_lap("waiting for the disk (fsync)");
    if (close(fd) == 0 && done)
        return STATUS_OK;
    return folder_fault(fault, STATUS_IO, done ? errno : error, folder, temporary);
}

static enum status publish_file(const struct folder *folder, const char *name,
                                const struct buffer *data, bool durable, struct fault *fault)
{
    enum status status = buffer_status(data);

    if (status != STATUS_OK)
        return folder_fault(fault, status, 0, folder, name);
    file_sweep(folder);
    status = temporary_fill(folder, data, durable, fault);
    if (status == STATUS_OK && renameat(folder->fd, temporary, folder->fd, name) != 0)
        status = folder_fault_errno(fault, folder, name);
    if (status == STATUS_OK)
        return durable ? folder_sync(folder, fault) : STATUS_OK;
    file_sweep(folder);
    return status;
}

enum status file_publish(const struct folder *folder, const char *name,
                         const struct buffer *data, struct fault *fault)
{
    return publish_file(folder, name, data, true, fault);
}

enum status file_replace(const struct folder *folder, const char *name,
                         const struct buffer *data, struct fault *fault)
{
    return publish_file(folder, name, data, false, fault);
}

enum status file_drop(const struct folder *folder, const char *name, struct fault *fault)
{
    if (unlinkat(folder->fd, name, 0) != 0)
        return folder_fault_errno(fault, folder, name);
    return STATUS_OK;
}

enum status file_remove(const struct folder *folder, const char *name, struct fault *fault)
{
    enum status status = file_drop(folder, name, fault);

    return status == STATUS_OK ? folder_sync(folder, fault) : status;
}

void file_sweep(const struct folder *folder)
{
    unlinkat(folder->fd, temporary, 0);
}
