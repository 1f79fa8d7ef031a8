/* paths.h: where things lie. Nothing is ever looked for in the current directory.
 * Source: XDG Base Directory Specification 0.8 (a relative value of its variables is ignored).
 */
#pragma once

#include <limits.h>
#include <stdbool.h>

#include "protocol/status.h"

/* Each lies in `text`, side by side, or is "" as long as it isn't known. */
struct paths {
    const char *store;  /* --store, $WORKFRONT_CREDENTIAL_STORE, or under $XDG_DATA_HOME */
    const char *key;    /* the keyfile module's default, under $XDG_CONFIG_HOME */
    const char *config; /* the person's configuration file, under $XDG_CONFIG_HOME */
    char text[3 * PATH_MAX];
};

/* None is known. `text` stays as it is: most of it is never used. */
void paths_forget(struct paths *paths);

/* Finds all paths, into what must have been forgotten once; `store` is the option's value or
 * NULL and may be relative to the current directory. STATUS_USAGE when a path is too long or no
 * home folder is known. */
enum status paths_find(struct paths *paths, const char *store, struct fault *fault);

/* Writes `path`, with the home folder in place of a "~" that stands alone or before "/": shells
 * leave it in --store=~/x. STATUS_USAGE when that is empty or too long, or no home folder is
 * known. */
enum status paths_expand(char out[PATH_MAX], const char *path, struct fault *fault);

/* Writes the path of workfront-credential itself, found as the next one does. */
enum status paths_helper(char out[PATH_MAX], struct fault *fault);

/* Writes the path of a program of ours in libexec: where it was configured, under the same root
 * as our own executable (so that a tree installed with DESTDIR works where it stands).
 * STATUS_USAGE when too long. */
enum status paths_program(char out[PATH_MAX], const char *name, struct fault *fault);

/* Finds a program of the system's in the absolute folders of PATH: any other, the empty one
 * too, depends on the current directory. False when it's in none. */
bool paths_search(char out[PATH_MAX], const char *program);
