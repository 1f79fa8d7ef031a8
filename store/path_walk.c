/* path_walk.c: the folders above a path. */
#include "store/path_walk.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/folder.h"

enum { LINKS_MAX = 8, JUDGED = 4, JUDGED_SIZE = 256 };

/* Folders that were judged well, with those above them. */
static char judged[JUDGED][JUDGED_SIZE];
static size_t judged_next;
static uid_t root_owner;
static uid_t also = (uid_t)-1; /* path_walk_of()'s owner; −1 = nobody */

static void judged_add(const char *path, size_t length)
{
    char *next = judged[judged_next % JUDGED];

    if (length >= JUDGED_SIZE)
        return;
    memcpy(next, path, length);
    next[length] = '\0';
    judged_next++;
}

/* How long the folders are that both paths begin with; 0 = the root alone. */
static size_t common_length(const char *a, const char *b)
{
    size_t length = 0;

    while (a[length] != '\0' && a[length] == b[length])
        length++;
    if (strchr("/", a[length]) != NULL && strchr("/", b[length]) != NULL)
        return length;
    while (length > 0 && a[length] != '/')
        length--;
    return length;
}

/* How much of the path was judged. */
static size_t judged_length(const char *path)
{
    size_t longest = 0, i;

    for (i = 0; i < JUDGED; i++) {
        size_t length = common_length(path, judged[i]);

        longest = length > longest ? length : longest;
    }
    return longest;
}

static enum cause folder_flaw(const struct stat *found)
{
    bool is_ours = found->st_uid == folder_user() || found->st_uid == also;
    bool has_own_group = is_ours && found->st_gid == found->st_uid;
    mode_t others = has_own_group ? S_IWOTH : FLAW_OTHERS_WRITE;

    if (!is_ours && found->st_uid != root_owner)
        return CAUSE_ABOVE;
    if (S_ISLNK(found->st_mode))
        return CAUSE_NONE;
    if (!S_ISDIR(found->st_mode))
        return CAUSE_TYPE;
    return (found->st_mode & others) != 0 && (found->st_mode & S_ISVTX) == 0 ? CAUSE_WRITABLE
                                                                             : CAUSE_NONE;
}

static enum status walk_path(char *path, size_t length, int links, struct fault *fault);

/* Judges what the link `path` leads to. Not inlined: links are rare, and two paths large. */
static __attribute__((noinline)) enum status link_follow(const char *path, int links,
                                                         struct fault *fault)
{
    char target[PATH_MAX], whole[2 * PATH_MAX];
    ssize_t length = readlink(path, target, sizeof target - 1);

    if (length <= 0 || links == LINKS_MAX)
        return fault_because(fault, STATUS_UNSAFE, CAUSE_TYPE, path, NULL);
    target[length] = '\0';
    snprintf(whole, sizeof whole, "%.*s%s",
             (int)(*target == '/' ? 0 : strrchr(path, '/') + 1 - path), path, target);
    if (strlen(whole) >= PATH_MAX)
        return fault_because(fault, STATUS_UNSAFE, CAUSE_TYPE, path, NULL);
    return walk_path(whole, strlen(whole), links + 1, fault);
}

/* Judges a folder after those above it; *is_there says whether it is. */
static enum status judge_step(const char *path, int links, bool *is_there, struct fault *fault)
{
    struct stat found;
    enum cause flaw;

    *is_there = lstat(path, &found) == 0;
    if (!*is_there)
        return errno == ENOENT || errno == ENOTDIR
                   ? STATUS_OK
                   : fault_set(fault, STATUS_IO, errno, path, NULL);
    if (strcmp(path, "/") == 0)
        root_owner = found.st_uid;
    flaw = folder_flaw(&found);
    if (flaw != CAUSE_NONE)
        return fault_because(fault, STATUS_UNSAFE, flaw, path, NULL);
    return S_ISLNK(found.st_mode) ? link_follow(path, links, fault) : STATUS_OK;
}

/* Judges each folder of a path after `at`, which is cut after each of them meanwhile. */
static enum status walk_on(char *path, size_t at, int links, bool *is_there,
                           struct fault *fault)
{
    enum status status = STATUS_OK;

    for (at += strspn(path + at, "/"); status == STATUS_OK && *is_there && path[at] != '\0';
         at += strspn(path + at, "/")) {
        char end;

        at += strcspn(path + at, "/");
        end = path[at];
        path[at] = '\0';
        status = judge_step(path, links, is_there, fault);
        path[at] = end;
    }
    return status;
}

/* Judges the folders of the first `length` bytes of a path, the last one too. */
static enum status walk_path(char *path, size_t length, int links, struct fault *fault)
{
    const char end = path[length];
    bool is_there = true;
    enum status status = judged_next > 0 ? STATUS_OK : judge_step("/", links, &is_there, fault);

    path[length] = '\0';
    if (status == STATUS_OK && is_there)
        status = walk_on(path, judged_length(path), links, &is_there, fault);
    if (status == STATUS_OK && is_there)
        judged_add(path, length);
    path[length] = end;
    return status;
}

enum status path_walk_in(char *path, struct fault *fault)
{
    size_t length = strlen(path);

    while (length > 0 && path[length - 1] == '/')
        length--;
    while (length > 0 && path[length - 1] != '/')
        length--;
    while (length > 1 && path[length - 1] == '/')
        length--;
    if (path[0] != '/')
        return fault_because(fault, STATUS_UNSAFE, CAUSE_TYPE, path, NULL);
    return walk_path(path, length, 0, fault);
}

enum status path_walk(const char *path, struct fault *fault)
{
    char copy[PATH_MAX];
    size_t length = strlen(path);

    if (length >= sizeof copy)
        return fault_because(fault, STATUS_UNSAFE, CAUSE_TYPE, path, NULL);
    memcpy(copy, path, length + 1);
    return path_walk_in(copy, fault);
}

/* What was judged well for one owner isn't for another. */
enum status path_walk_of(const char *path, uid_t owner, struct fault *fault)
{
    enum status status;

    also = owner;
    status = path_walk(path, fault);
    also = (uid_t)-1;
    memset(judged, 0, sizeof judged);
    judged_next = 0;
    return status;
}

enum status program_check(const char *path, struct fault *fault)
{
    enum status status = path_walk(path, fault);
    struct stat found = { .st_mode = 0 };
    enum cause flaw;

    if (status != STATUS_OK)
        return status;
    if (lstat(path, &found) != 0 && errno != ENOTDIR)
        return fault_set(fault, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO, errno, path,
                         NULL);
    flaw = flaw_of(&found, S_IFREG, true, FLAW_OTHERS_WRITE);
    if (flaw == CAUSE_NONE && (found.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) == 0)
        flaw = CAUSE_NOT_EXECUTABLE;
    return flaw == CAUSE_NONE ? STATUS_OK
                              : fault_because(fault, STATUS_UNSAFE, flaw, path, NULL);
}
