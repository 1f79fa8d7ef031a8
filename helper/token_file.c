/* token_file.c: the file of --token-file. */
#include "helper/token_file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "protocol/buffer.h"
#include "protocol/credential.h"

static const char shared_memory[] = "/dev/shm";

static bool is_in_memory(const char *path)
{
    struct statfs info;

    return statfs(path, &info) == 0 &&
           (info.f_type == TMPFS_MAGIC || info.f_type == RAMFS_MAGIC);
}

static bool is_our_own(const char *path)
{
    struct stat info;

    return path[0] == '/' && stat(path, &info) == 0 && S_ISDIR(info.st_mode) &&
           info.st_uid == geteuid() && (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static const char *place_find(void)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");

    if (runtime != NULL && is_our_own(runtime) && is_in_memory(runtime))
        return runtime;
    return is_in_memory(shared_memory) ? shared_memory : NULL;
}

static bool print_path(char out[PATH_MAX], const char *folder, const char *name)
{
    int length = snprintf(out, PATH_MAX, "%s/%s", folder, name);

    return length > 0 && length < PATH_MAX;
}

enum status token_file_make(struct token_file *file, struct fault *fault)
{
    const char *place = place_find();
    char folder[PATH_MAX];

    *file = (struct token_file){ .folder = "" };
    if (place == NULL)
        return fault_set(fault, STATUS_UNSAFE, 0, "--token-file",
                         "neither XDG_RUNTIME_DIR nor /dev/shm is a folder in memory");
    if (!print_path(folder, place, "workfront-credential.XXXXXX"))
        return fault_set(fault, STATUS_TOO_LONG, 0, place, NULL);
    if (mkdtemp(folder) == NULL)
        return fault_set(fault, STATUS_IO, errno, place, NULL);
    if (!print_path(file->path, folder, "token") || !print_path(file->next, folder, "next")) {
        rmdir(folder);
        *file = (struct token_file){ .folder = "" };
        return fault_set(fault, STATUS_TOO_LONG, 0, place, NULL);
    }
    snprintf(file->folder, sizeof file->folder, "%s", folder);
    return STATUS_OK;
}

static enum status write_next(const struct token_file *file, const struct buffer *line)
{
    int fd = open(file->next, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    enum status status = fd >= 0 ? buffer_write(line, fd) : STATUS_IO;

    if (fd >= 0 && close(fd) != 0)
        status = STATUS_IO;
    if (status == STATUS_OK && rename(file->next, file->path) != 0)
        status = STATUS_IO;
    return status;
}

enum status token_file_write(const struct token_file *file, const char *token,
                             struct fault *fault)
{
    struct buffer line = BUFFER(TOKEN_MAX + 1);
    enum status status;

    buffer_text(&line, token);
    buffer_text(&line, "\n");
    status = write_next(file, &line);
    if (status != STATUS_OK)
        fault_set(fault, status, status == STATUS_IO ? errno : 0, file->path, NULL);
    buffer_clear(&line);
    return status;
}

void token_file_remove(struct token_file *file)
{
    if (file->folder[0] == '\0')
        return;
    unlink(file->next);
    unlink(file->path);
    rmdir(file->folder);
    *file = (struct token_file){ .folder = "" };
}
