/* token_file.c: the file of --token-file. */
#include "helper/token/token_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "protocol/buffer.h"
#include "protocol/credential.h"
#include "store/folder.h"
#include "store/path_walk.h"

enum { JUST_MADE = 60 /* seconds */ };

static const char shared_memory[] = "/dev/shm", prefix[] = "workfront-credential.";
static const char token_name[] = "token", next_name[] = "next";

static bool is_in_memory(const char *path)
{
    struct statfs info;

    return statfs(path, &info) == 0 &&
           ((uint32_t)info.f_type == TMPFS_MAGIC || (uint32_t)info.f_type == RAMFS_MAGIC);
}

static bool is_our_own(const char *path)
{
    struct stat info;

    return path[0] == '/' && lstat(path, &info) == 0 && S_ISDIR(info.st_mode) &&
           info.st_uid == geteuid() && (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static const char *writable_find(void)
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

/* Whoever has just made a folder may not have locked it yet. */
static bool is_forsaken(int fd)
{
    struct stat info;

    return fstat(fd, &info) == 0 && info.st_uid == geteuid() &&
           info.st_mtime < time(NULL) - JUST_MADE && flock(fd, LOCK_EX | LOCK_NB) == 0;
}

static void sweep_folder(int place, const char *name)
{
    int fd = openat(place, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (fd < 0)
        return;
    if (is_forsaken(fd)) {
        unlinkat(fd, next_name, 0);
        unlinkat(fd, token_name, 0);
        unlinkat(place, name, AT_REMOVEDIR);
    }
    close(fd);
}

static void sweep_folders(const char *place)
{
    DIR *folder = opendir(place);
    const struct dirent *entry;

    while (folder != NULL && (entry = readdir(folder)) != NULL)
        if (strncmp(entry->d_name, prefix, sizeof prefix - 1) == 0)
            sweep_folder(dirfd(folder), entry->d_name);
    if (folder != NULL)
        closedir(folder);
}

static enum status place_make(struct token_file *file, const char *place, struct fault *fault)
{
    char folder[PATH_MAX];

    if (!print_path(folder, place, "workfront-credential.XXXXXX"))
        return fault_set(fault, STATUS_TOO_LONG, 0, place, NULL);
    if (path_walk(folder, fault) != STATUS_OK)
        return STATUS_UNSAFE;
    if (mkdtemp(folder) == NULL)
        return fault_set(fault, STATUS_IO, errno, place, NULL);
    file->lock = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    if (file->lock < 0 || flock(file->lock, LOCK_EX | LOCK_NB) != 0 ||
        !print_path(file->path, folder, token_name)) {
        rmdir(folder);
        return fault_set(fault, STATUS_IO, errno, folder, NULL);
    }
    snprintf(file->folder, sizeof file->folder, "%s", folder);
    return STATUS_OK;
}

enum status token_file_make(struct token_file *file, struct fault *fault)
{
    const char *place = writable_find();
    enum status status;

    *file = (struct token_file)TOKEN_FILE;
    if (place == NULL)
        return fault_set(fault, STATUS_UNSAFE, 0, "--token-file",
                         "neither XDG_RUNTIME_DIR nor /dev/shm is a folder in memory");
    sweep_folders(place);
    status = place_make(file, place, fault);
    if (status != STATUS_OK)
        token_file_remove(file);
    return status;
}

static enum status write_next(const struct token_file *file, const struct buffer *line)
{
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC;
    int fd = openat(file->lock, next_name, flags, 0600);
    enum status status = fd >= 0 ? buffer_write(line, fd) : STATUS_IO;

    if (fd >= 0 && close(fd) != 0)
        status = STATUS_IO;
    if (status == STATUS_OK && renameat(file->lock, next_name, file->lock, token_name) != 0)
        status = STATUS_IO;
    return status;
}

enum status token_file_write(const struct token_file *file, const char *token,
                             struct fault *fault)
{
    struct buffer line = BUFFER(TOKEN_MAX + 1);
    struct stat found;
    enum cause flaw = fstat(file->lock, &found) == 0
                          ? flaw_of(&found, S_IFDIR, false, FLAW_OTHERS)
                          : CAUSE_TYPE;
    enum status status;

    if (flaw != CAUSE_NONE)
        return fault_because(fault, STATUS_UNSAFE, flaw, file->folder, NULL);
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
    if (file->folder[0] != '\0') {
        unlinkat(file->lock, next_name, 0);
        unlinkat(file->lock, token_name, 0);
        rmdir(file->folder);
    }
    if (file->lock >= 0)
        close(file->lock);
    *file = (struct token_file)TOKEN_FILE;
}
