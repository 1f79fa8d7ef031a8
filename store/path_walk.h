/* path_walk.h: whether somebody else can put something else where a path leads, as StrictModes
 * of sshd_config(5) asks.
 *
 * Each folder from the root on belongs to the effective user, or to who has the root folder:
 * that is root, or what stands for root in a user namespace. Nobody else can write in it,
 * unless it is sticky (/tmp), where nobody can rename what is another's; the group may where it
 * is the user's own, with the number of the user, as adduser(8) makes it. A link of one of
 * these two is followed, and judged likewise; one of somebody else isn't.
 *
 * The folders are looked at from the root on, each by its path so far: who can't write in those
 * before can't change where that leads. What was judged well isn't looked at again.
 */
#pragma once

#include <sys/types.h>

#include "protocol/status.h"

/* Judges each folder above what `path`, absolute, leads to, which needn't be there. STATUS_OK,
 * also as soon as a folder isn't there; STATUS_UNSAFE with the folder as subject and
 * CAUSE_TYPE, CAUSE_WRITABLE, or CAUSE_ABOVE when it is another user's; STATUS_IO. */
enum status path_walk(const char *path, struct fault *fault);

/* The same of a path that may be changed meanwhile: it is whole again afterwards. */
enum status path_walk_in(char *path, struct fault *fault);

/* The same for what belongs to `owner`, whose folders will do as well as the effective user's.
 */
enum status path_walk_of(const char *path, uid_t owner, struct fault *fault);

/* Judges a program of the user's, and each folder above it. So nobody else can exchange any of
 * it, and the path may be executed: a script can't be by a descriptor alone. STATUS_NOT_FOUND
 * when it isn't there; STATUS_UNSAFE with a cause: not a plain file, another user's, writable
 * for others, CAUSE_NOT_EXECUTABLE; and as path_walk(). */
enum status program_check(const char *path, struct fault *fault);
