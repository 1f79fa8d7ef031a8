/* token_file.h: a file that holds a fresh token for as long as a command runs.
 *
 * It lies in a folder of its own, mode 0700, in memory: below $XDG_RUNTIME_DIR if that is a
 * file system in memory, else below /dev/shm. It has mode 0600, holds the token and LF, and is
 * always whole: a new token replaces the file by rename(2). Where that folder would be has to
 * be safe (store/path_walk.h).
 *
 * The folder is locked (flock(2)) by us and by the command that inherits its descriptor. What
 * is left of those who were killed isn't, and goes when the next file is made.
 */
#pragma once

#include <limits.h>

#include "protocol/status.h"

struct token_file {
    char folder[PATH_MAX], path[PATH_MAX]; /* "" = not there */
    int lock;                              /* the folder, open */
};

#define TOKEN_FILE                                                                             \
    {                                                                                          \
        .lock = -1                                                                             \
    }

/* Makes the folder. STATUS_UNSAFE when there is no place in memory, STATUS_IO. */
enum status token_file_make(struct token_file *file, struct fault *fault);

/* Replaces what the file holds, in the folder that was made, whatever its path leads to by now.
 * STATUS_UNSAFE when somebody else may write there; STATUS_IO; then it's as it was. */
enum status token_file_write(const struct token_file *file, const char *token,
                             struct fault *fault);

/* Removes the file and its folder; harmless when there are none. */
void token_file_remove(struct token_file *file);
