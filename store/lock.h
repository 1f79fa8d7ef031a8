/* lock.h: locks between processes that die with their holder.
 *
 * A lock is one byte of a file that is never deleted: fcntl(2), "Open file description locks".
 * It belongs to the open file, so it excludes other locks of the same process too, is shared
 * with forked children, and ends when the last of them closes the descriptor or dies.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "protocol/status.h"
#include "store/folder.h"

/* Locks one byte of the file `name`, which is made when missing, and sets *fd to the lock's
 * descriptor. Waits until the lock is had or `deadline` milliseconds (at least 0, which is to
 * try once) are over: STATUS_BUSY. Else *fd is −1: STATUS_UNSAFE, STATUS_IO. */
enum status lock_take(const struct folder *folder, const char *name, off_t byte,
                      int64_t deadline, int *fd, struct fault *fault);

/* The store's locks, bytes of its file `lock`: FORMAT.md, "Locks". */
#define LOCK_FILE             "lock"
#define LOCK_WRITERS          0 /* while anything in the folder is published or removed */
#define LOCK_RECORDS          1 /* this byte and those after it: one for a record's name */
#define LOCK_GATE             ((INT64_C(1) << 62) + 1) /* after them: who wants them all */
#define LOCK_WRITERS_DEADLINE 10000                    /* milliseconds */

/* Locks the bytes of all records' names. Whoever wants them holds the gate while it waits, so
 * that it is its turn as soon as those that are held now are given back. The deadline is each
 * one's. */
enum status lock_take_records(const struct folder *folder, int64_t deadline, int *fd,
                              struct fault *fault);

/* Locks the byte of one record's name, after whoever wants them all: it is let pass for half of
 * the deadline, though for some seconds at most. With a deadline of 0 nobody is. */
enum status lock_take_record(const struct folder *folder, off_t byte, int64_t deadline, int *fd,
                             struct fault *fault);

/* Locks the writers' byte. */
enum status lock_take_writers(const struct folder *folder, int64_t deadline, int *fd,
                              struct fault *fault);

/* Gives the lock back and sets *fd to −1; nothing happens when it is −1. */
void lock_release(int *fd);

/* Locks a byte of an open file that can be written. False with errno on failure, EAGAIN when
 * the deadline is over. */
bool lock_wait(int fd, off_t byte, int64_t deadline);
