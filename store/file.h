/* file.h: files that nobody else can have touched, and how they are replaced.
 *
 * A file is opened first, without waiting for FIFOs and devices and without following links,
 * and judged by its descriptor: it must be a regular file of the effective user, with one link,
 * and no part of its mode open to group or others. What is made has mode 0600 whatever the
 * umask. Faults are those of folder.h.
 */
#pragma once

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>

#include "protocol/buffer.h"
#include "protocol/status.h"
#include "store/folder.h"

/* Opens the file with the access mode of `flags` and says what it is; on failure *fd is −1.
 * STATUS_NOT_FOUND, STATUS_UNSAFE, STATUS_IO. */
enum status file_open(const struct folder *folder, const char *name, int flags, int *fd,
                      struct stat *found, struct fault *fault);

/* Makes and opens a file that must not be there yet. Returns the descriptor, or −1 and errno.
 */
int file_create(const struct folder *folder, const char *name, int flags, mode_t mode);

/* Tells one published generation of a file from the next without reading it. */
struct file_stamp {
    dev_t device;
    ino_t inode;
    struct timespec changed;
};

/* Appends the whole file `name` to `out`. STATUS_NOT_FOUND; STATUS_UNSAFE; STATUS_DAMAGED when
 * it is larger than `out` can take; STATUS_IO; STATUS_NO_MEMORY. `stamp` may be NULL. */
enum status file_read(const struct folder *folder, const char *name, struct buffer *out,
                      struct file_stamp *stamp, struct fault *fault);

/* Whether `name` is still the file that the stamp was taken of. */
bool file_is_same(const struct folder *folder, const char *name,
                  const struct file_stamp *stamp);

/* Replaces or makes the file `name`, whole or not at all: a temporary in the same folder, all
 * bytes written, fsync, rename, fsync of the folder. The temporary has one fixed name, so a
 * process that dies leaves at most one, which the next publication or file_sweep() removes; the
 * caller must therefore hold a lock that excludes every other publisher in this folder. On
 * failure what was there still is. */
enum status file_publish(const struct folder *folder, const char *name,
                         const struct buffer *data, struct fault *fault);

/* The same without waiting for the disk: whole for every other process, and at any point where
 * this one is killed; but after a power failure the file may be the former one, or damaged. For
 * what can be fetched again. */
enum status file_replace(const struct folder *folder, const char *name,
                         const struct buffer *data, struct fault *fault);

/* Makes the file `name` with these bytes, unless it is there: STATUS_OK all the same. For a
 * file that must never be replaced. Until all bytes are on the disk it can't be read, its mode
 * being 0200; whoever comes next finishes what a process that died has begun. */
enum status file_make_once(const struct folder *folder, const char *name,
                           const struct buffer *data, struct fault *fault);

/* Removes the file; gone from the disk when this returns STATUS_OK. STATUS_NOT_FOUND. */
enum status file_remove(const struct folder *folder, const char *name, struct fault *fault);

/* The same without waiting for the disk: after a power cut it may be there again. */
enum status file_drop(const struct folder *folder, const char *name, struct fault *fault);

/* Removes the temporary of a publisher that died. The caller holds the publishers' lock. */
void file_sweep(const struct folder *folder);
