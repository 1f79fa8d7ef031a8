/* folder.h: folders that nobody else can have touched.
 *
 * A folder is opened first and judged by its descriptor, so that nothing can be exchanged
 * between the judgement and the use; a symbolic link as the last component of its path is
 * refused. What is in it is then named relative to the descriptor. No descriptor survives an
 * exec.
 *
 * The subject of every fault is a whole path, cut to what a fault holds. With STATUS_UNSAFE the
 * cause says what is wrong: CAUSE_TYPE (a link, FIFO or device, or a file where a folder should
 * be), CAUSE_OWNER, CAUSE_MODE, CAUSE_WRITABLE or CAUSE_LINKS. With STATUS_IO the fault has the
 * errno.
 */
#pragma once

#include <stdbool.h>
#include <sys/stat.h>

#include "protocol/cause.h"
#include "protocol/status.h"

/* An open folder. `path` is for faults, and cut to what they hold. */
struct folder {
    int fd; /* −1 when closed */
    char path[sizeof((struct fault *)NULL)->subject];
};
#define FOLDER_CLOSED                                                                          \
    {                                                                                          \
        .fd = -1                                                                               \
    }

enum folder_trust {
    FOLDER_PRIVATE, /* of the effective user, mode 0700 or tighter */
    FOLDER_FIRM, /* of the effective user or root, and nobody else can write: for folders that
                    hold more than what is ours */
};

/* Opens a folder by its absolute path, after path_walk() has judged those above it.
 * STATUS_NOT_FOUND, STATUS_UNSAFE, STATUS_IO. */
enum status folder_open(struct folder *folder, const char *path, enum folder_trust trust,
                        struct fault *fault);

/* The same of the folder that the first `length` bytes of `path` name. */
enum status folder_open_part(struct folder *folder, const char *path, size_t length,
                             enum folder_trust trust, struct fault *fault);

/* As folder_open(), after making the folder, and those above it, where missing: with mode 0700
 * whatever the umask, and on the disk when this returns STATUS_OK. */
enum status folder_make(struct folder *folder, const char *path, enum folder_trust trust,
                        struct fault *fault);

/* The same of the folder that the first `length` bytes of `path` name. */
enum status folder_make_part(struct folder *folder, const char *path, size_t length,
                             enum folder_trust trust, struct fault *fault);

/* Opens the private folder `name` in `parent`. */
enum status folder_open_in(struct folder *folder, const struct folder *parent, const char *name,
                           struct fault *fault);

/* Makes the folder `name` in `parent`, as folder_make() does; it must not be there yet. */
enum status folder_make_in(const struct folder *parent, const char *name, struct fault *fault);

/* Removes the empty folder `name`; what can't be removed stays. */
void folder_remove_in(const struct folder *parent, const char *name);

/* Closes the folder; nothing happens when it is closed. */
void folder_close(struct folder *folder);

/* Waits until what was made, renamed or removed in the folder is on the disk, where the file
 * system can sync a folder: some can't, and say EINVAL (fsync(2)). STATUS_IO. */
enum status folder_sync(const struct folder *folder, struct fault *fault);

/* Calls visit(context, name) for each entry but "." and "..", in no order, until it returns
 * something else than STATUS_OK, and returns that; STATUS_IO. */
typedef enum status folder_visit(void *context, const char *name);
enum status folder_walk(const struct folder *folder, folder_visit *visit, void *context,
                        struct fault *fault);

/* Records a fault about `name` in the folder, or about the folder when `name` is NULL. One of
 * STATUS_DAMAGED has CAUSE_FILE unless another cause is given. */
enum status folder_fault(struct fault *fault, enum status status, int error,
                         const struct folder *folder, const char *name);
enum status folder_fault_because(struct fault *fault, enum status status, enum cause cause,
                                 const struct folder *folder, const char *name);

/* The same for the errno of a failed system call: STATUS_NOT_FOUND, STATUS_UNSAFE for what says
 * that a path isn't of the expected type, else STATUS_IO. */
enum status folder_fault_errno(struct fault *fault, const struct folder *folder,
                               const char *name);

/* The effective user, as the kernel said when it started this program (getauxval(3)): none of
 * ours becomes another. It costs no system call. */
uid_t folder_user(void);

/* Whether somebody else can have touched what was found at a path. */
#define FLAW_OTHERS       (S_IRWXG | S_IRWXO) /* anything for group and others */
#define FLAW_OTHERS_WRITE (S_IWGRP | S_IWOTH)
/* CAUSE_NONE for a file of that type (S_IFREG, S_IFDIR) that belongs to the effective user, or
 * to root if that will do, with none of the bits `forbidden` in its mode; else CAUSE_TYPE,
 * CAUSE_OWNER, CAUSE_WRITABLE when no more than writing is forbidden, or CAUSE_MODE. */
enum cause flaw_of(const struct stat *found, mode_t type, bool root_will_do, mode_t forbidden);
