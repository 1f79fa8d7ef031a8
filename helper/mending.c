/* mending.c: looking through a store for wrong owners and modes. */
#include "helper/mending.h"

#include <errno.h>
#include <ftw.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper/say/say.h"
#include "store/folder.h"

enum { FOLDERS_OPEN = 8 };

/* What was found so far: nftw(3) has no argument for it. */
static struct {
    const char *sought;          /* the subject of a fault */
    bool is_sought, is_of_other; /* whether it was found, or lies in what was; an owner */
    size_t count;
    enum cause first_cause;
    char first[PATH_MAX];
} flaws;

/* A subject that was cut still begins so. */
static bool holds_sought(const char *path)
{
    size_t length = strlen(path);

    return flaws.sought != NULL && strncmp(flaws.sought, path, length) == 0 &&
           (flaws.sought[length] == '/' || flaws.sought[length] == '\0');
}

static void look_at(const char *path, const struct stat *found, bool root_will_do,
                    mode_t forbidden)
{
    enum cause flaw = flaw_of(found, found->st_mode & S_IFMT, root_will_do, forbidden);

    if (flaw == CAUSE_NONE || S_ISLNK(found->st_mode))
        return;
    if (flaws.count++ == 0) {
        flaws.first_cause = flaw;
        memcpy(flaws.first, path, strnlen(path, PATH_MAX - 1) + 1);
        flaws.first[PATH_MAX - 1] = '\0';
    }
    if (S_ISDIR(found->st_mode) && access(path, R_OK | X_OK) != 0)
        flaws.count++; /* and what is in it, which can't be seen */
    flaws.is_of_other |= flaw == CAUSE_OWNER;
    flaws.is_sought |= holds_sought(path);
}

static int look_in_store(const char *path, const struct stat *found, int type,
                         struct FTW *where)
{
    (void)where;
    if (type != FTW_NS)
        look_at(path, found, false, FLAW_OTHERS);
    return 0;
}

/* What is root's will do where it can be read. */
static void look_at_path(const char *path, bool root_will_do, mode_t forbidden)
{
    struct stat found;

    if (lstat(path, &found) == 0)
        look_at(path, &found, root_will_do && access(path, R_OK) == 0, forbidden);
}

static void look_beside(const struct paths *paths, const char *key_folder)
{
    look_at_path(key_folder, true, FLAW_OTHERS_WRITE);
    look_at_path(paths->key, false, FLAW_OTHERS);
    look_at_path(paths->config, true, FLAW_OTHERS_WRITE);
}

/* Of the two folders those with something wrong. */
static void look_through(const struct paths *paths, const char *sought, struct buffer *tops)
{
    char folder[PATH_MAX];
    size_t in_store;

    memset(&flaws, 0, sizeof flaws);
    flaws.sought = sought;
    nftw(paths->store, look_in_store, FOLDERS_OPEN, FTW_PHYS);
    in_store = flaws.count;
    if (in_store > 0) {
        buffer_text(tops, " ");
        say_path(tops, paths->store);
    }
    memcpy(folder, paths->key, strlen(paths->key) + 1);
    if (strrchr(folder, '/') != NULL)
        *strrchr(folder, '/') = '\0';
    look_beside(paths, folder);
    if (flaws.count > in_store) {
        buffer_text(tops, " ");
        say_path(tops, folder);
    }
}

/* Puts what was written into the fault, if all of it can be shown as it is. */
static void put_command(struct fault *fault, enum cause cause, const struct buffer *command)
{
    char clean[sizeof fault->detail];

    fault_sanitise(clean, sizeof clean, buffer_string(command));
    if (buffer_status(command) != STATUS_OK || strcmp(clean, buffer_string(command)) != 0)
        return;
    fault->cause = cause;
    memcpy(fault->detail, clean, sizeof clean);
}

/* Who owned a file may have changed its mode too, in a folder that can't be looked into. */
static void suggest_all(struct fault *fault, const char *tops)
{
    struct buffer command = BUFFER(sizeof fault->detail - 1);

    if (flaws.is_of_other)
        buffer_format(&command, "if you trust it: sudo chown -R \"$(id -u)\"%s && ", tops);
    buffer_format(&command, "chmod -R go=%s", tops);
    put_command(fault, CAUSE_NOT_OURS, &command);
    buffer_clear(&command);
}

static int count_links(const char *path, const struct stat *found, int type, struct FTW *where)
{
    (void)path;
    (void)where;
    flaws.count += type == FTW_F && S_ISREG(found->st_mode) && found->st_nlink > 1;
    return 0;
}

/* Of a store of hard links; its folder is moved aside only once the copy is whole. */
static void suggest_copy(const struct paths *paths, struct fault *fault)
{
    struct buffer command = BUFFER(sizeof fault->detail - 1), store = BUFFER(2 * PATH_MAX);

    memset(&flaws, 0, sizeof flaws);
    nftw(paths->store, count_links, FOLDERS_OPEN, FTW_PHYS);
    say_path(&store, paths->store);
    buffer_format(&command, "cp -Rp %s %s.new && rm -r %s && mv %s.new %s",
                  buffer_string(&store), buffer_string(&store), buffer_string(&store),
                  buffer_string(&store), buffer_string(&store));
    if (flaws.count > 1 && strncmp(fault->subject, paths->store, strlen(paths->store)) == 0)
        put_command(fault, CAUSE_LINKS_MANY, &command);
    buffer_clear(&store);
    buffer_clear(&command);
}

static bool is_about_access(const struct fault *fault)
{
    if (fault->status == STATUS_UNSAFE)
        return fault->cause == CAUSE_OWNER || fault->cause == CAUSE_MODE ||
               fault->cause == CAUSE_WRITABLE;
    return fault->status == STATUS_IO && fault->cause == CAUSE_NONE &&
           (fault->system_error == EACCES || fault->system_error == EPERM);
}

void mending_suggest(const struct paths *paths, struct fault *fault)
{
    struct buffer tops = BUFFER(4 * PATH_MAX);

    if (paths->store[0] == '\0')
        return;
    if (fault->status == STATUS_UNSAFE && fault->cause == CAUSE_LINKS)
        suggest_copy(paths, fault);
    if (!is_about_access(fault))
        return;
    look_through(paths, fault->subject, &tops);
    if (flaws.is_sought && fault->status == STATUS_IO)
        fault_because(fault, STATUS_UNSAFE, flaws.first_cause, flaws.first, NULL);
    if (flaws.is_sought && flaws.count > 1)
        suggest_all(fault, buffer_string(&tops));
    buffer_clear(&tops);
}

enum status mending_judge_store(const struct paths *paths, struct fault *fault)
{
    memset(&flaws, 0, sizeof flaws);
    nftw(paths->store, look_in_store, FOLDERS_OPEN, FTW_PHYS);
    if (flaws.count == 0)
        return STATUS_OK;
    fault_because(fault, STATUS_UNSAFE, flaws.first_cause, flaws.first, NULL);
    mending_suggest(paths, fault);
    return STATUS_UNSAFE;
}
