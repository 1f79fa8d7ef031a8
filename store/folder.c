/* folder.c: opening, judging, making and walking folders. */
#include "store/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "protocol/buffer.h"
#include "protocol/clock.h"
#include "store/path_walk.h"

enum {
    OPEN_FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
    FOLDER_MODE = 0700,
};

/* Appends to a string in `size` bytes, cutting what doesn't fit. */
static void text_add(char *text, size_t size, const char *more)
{
    size_t used = strlen(text), length = strnlen(more, size - used - 1);

    memcpy(text + used, more, length);
    text[used + length] = '\0';
}

static void path_join(char *path, size_t size, const char *folder, const char *name)
{
    path[0] = '\0';
    text_add(path, size, folder);
    if (name == NULL)
        return;
    text_add(path, size, "/");
    text_add(path, size, name);
}

enum status folder_fault_because(struct fault *fault, enum status status, enum cause cause,
                                 const struct folder *folder, const char *name)
{
    char path[sizeof((struct fault *)NULL)->subject];

    if (fault == NULL)
        return status;
    path_join(path, sizeof path, folder->path, name);
    return fault_because(fault, status, cause, path, NULL);
}

enum status folder_fault(struct fault *fault, enum status status, int error,
                         const struct folder *folder, const char *name)
{
    enum cause cause = status == STATUS_DAMAGED ? CAUSE_FILE : CAUSE_NONE;

    folder_fault_because(fault, status, cause, folder, name);
    if (fault != NULL)
        fault->system_error = error;
    return status;
}

enum status folder_fault_errno(struct fault *fault, const struct folder *folder,
                               const char *name)
{
    int error = errno;

    switch (error) {
    case ENOENT:
        return folder_fault(fault, STATUS_NOT_FOUND, error, folder, name);
    case ELOOP:
    case ENOTDIR:
    case ENXIO:
    case EISDIR:
        return folder_fault_because(fault, STATUS_UNSAFE, CAUSE_TYPE, folder, name);
    default:
        return folder_fault(fault, STATUS_IO, error, folder, name);
    }
}

/* Judges the folder whose descriptor and path are set. */
static enum status folder_judge(struct folder *folder, enum folder_trust trust,
                                struct fault *fault)
{
    struct stat found;
    enum cause flaw;

    if (folder->fd < 0 || fstat(folder->fd, &found) < 0)
        return folder_fault_errno(fault, folder, NULL);
    flaw = trust == FOLDER_FIRM ? flaw_of(&found, S_IFDIR, true, FLAW_OTHERS_WRITE)
                                : flaw_of(&found, S_IFDIR, false, FLAW_OTHERS);
    return flaw == CAUSE_NONE ? STATUS_OK
                              : folder_fault_because(fault, STATUS_UNSAFE, flaw, folder, NULL);
}

static enum status folder_use(struct folder *folder, int fd, enum folder_trust trust,
                              struct fault *fault)
{
    enum status status;

    folder->fd = fd;
    status = folder_judge(folder, trust, fault);
    if (status != STATUS_OK)
        folder_close(folder);
    return status;
}

/* Copies `length` bytes of an absolute path without slashes at their end: open(2) would follow
 * a link there. */
static enum status path_copy(char out[PATH_MAX], const char *path, size_t length,
                             struct fault *fault)
{
    if (path[0] != '/' || length >= PATH_MAX)
        return fault_because(fault, STATUS_UNSAFE, CAUSE_TYPE, path, NULL);
    while (length > 1 && path[length - 1] == '/')
        length--;
    memcpy(out, path, length);
    out[length] = '\0';
    return STATUS_OK;
}

enum status folder_open_part(struct folder *folder, const char *path, size_t length,
                             enum folder_trust trust, struct fault *fault)
{
    char whole[PATH_MAX];
    enum status status = path_copy(whole, path, length, fault);

    if (status == STATUS_OK)
        status = path_walk_in(whole, fault);
    if (status != STATUS_OK)
        return status;
    path_join(folder->path, sizeof folder->path, whole, NULL);
    return folder_use(folder, openat(AT_FDCWD, whole, OPEN_FLAGS), trust, fault);
}

enum status folder_open(struct folder *folder, const char *path, enum folder_trust trust,
                        struct fault *fault)
{
    return folder_open_part(folder, path, strlen(path), trust, fault);
}

enum status folder_open_in(struct folder *folder, const struct folder *parent, const char *name,
                           struct fault *fault)
{
    path_join(folder->path, sizeof folder->path, parent->path, name);
    return folder_use(folder, openat(parent->fd, name, OPEN_FLAGS), FOLDER_PRIVATE, fault);
}

void folder_close(struct folder *folder)
{
    fd_close(&folder->fd);
}

/* mkdir(2) with exactly the mode that is meant; a chmod afterwards could be too late. */
static int mkdir_exactly(int at, const char *path)
{
    mode_t mask = umask(0);
    int result = mkdirat(at, path, FOLDER_MODE);
    int error = errno;

    umask(mask);
    errno = error;
    return result;
}

enum status folder_sync(const struct folder *folder, struct fault *fault)
{
    bool done = fsync(folder->fd) == 0 || errno == EINVAL;
    int error = errno;

    timing_lap("waiting for the disk (fsync)");
    return done ? STATUS_OK : folder_fault(fault, STATUS_IO, error, folder, NULL);
}

enum status folder_make_in(const struct folder *parent, const char *name, struct fault *fault)
{
    if (mkdir_exactly(parent->fd, name) != 0)
        return folder_fault_errno(fault, parent, name);
    return folder_sync(parent, fault);
}

void folder_remove_in(const struct folder *parent, const char *name)
{
    unlinkat(parent->fd, name, AT_REMOVEDIR);
}

/* Makes one folder of a path whose parent exists, and puts it on the disk. */
static enum status path_make(char *path, struct fault *fault)
{
    struct folder subject = FOLDER_CLOSED;
    char *slash = strrchr(path, '/');
    enum status status;

    path_join(subject.path, sizeof subject.path, path, NULL);
    if (mkdir_exactly(AT_FDCWD, path) != 0)
        return errno == EEXIST ? STATUS_OK : folder_fault_errno(fault, &subject, NULL);
    *slash = '\0';
    subject.fd = open(slash == path ? "/" : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    *slash = '/';
    status = subject.fd < 0 ? folder_fault_errno(fault, &subject, NULL)
                            : folder_sync(&subject, fault);
    folder_close(&subject);
    return status;
}

enum status folder_make_part(struct folder *folder, const char *path, size_t length,
                             enum folder_trust trust, struct fault *fault)
{
    char partial[PATH_MAX];
    enum status status = path_copy(partial, path, length, fault);
    char *slash = partial;

    if (status == STATUS_OK)
        status = path_walk_in(partial, fault);
    while (status == STATUS_OK && slash != NULL) {
        slash = strchr(slash + 1, '/');
        if (slash != NULL)
            *slash = '\0';
        status = path_make(partial, fault);
        if (slash != NULL)
            *slash = '/';
    }
    return status == STATUS_OK ? folder_open_part(folder, path, length, trust, fault) : status;
}

enum status folder_make(struct folder *folder, const char *path, enum folder_trust trust,
                        struct fault *fault)
{
    return folder_make_part(folder, path, strlen(path), trust, fault);
}

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

enum status folder_walk(const struct folder *folder, folder_visit *visit, void *context,
                        struct fault *fault)
{
    int fd = openat(folder->fd, ".", OPEN_FLAGS);
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    enum status status = STATUS_OK;
    struct dirent *entry = NULL;

    while (status == STATUS_OK && stream != NULL) {
        errno = 0;
        entry = readdir(stream);
        if (entry == NULL)
            break;
        if (!is_dots(entry->d_name))
            status = visit(context, entry->d_name);
    }
    if (stream == NULL || (status == STATUS_OK && errno != 0))
        status = folder_fault(fault, STATUS_IO, errno, folder, NULL);
    if (stream != NULL)
        closedir(stream);
    else
        fd_close(&fd);
    return status;
}

uid_t folder_user(void)
{
    return (uid_t)getauxval(AT_EUID);
}

enum cause flaw_of(const struct stat *found, mode_t type, bool root_will_do, mode_t forbidden)
{
    if ((found->st_mode & S_IFMT) != type)
        return CAUSE_TYPE;
    if (found->st_uid != folder_user() && !(root_will_do && found->st_uid == 0))
        return CAUSE_OWNER;
    if ((found->st_mode & forbidden) == 0)
        return CAUSE_NONE;
    return (forbidden & ~(mode_t)FLAW_OTHERS_WRITE) == 0 ? CAUSE_WRITABLE : CAUSE_MODE;
}
