/* writable.c: try whether a path can come into being. */
#include "helper/setup/writable.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char trial[] = "/.workfront-credential.XXXXXX";

/* Cuts the path down to a folder that is there; "" is the root. */
static void find_folder(char *path)
{
    char *slash;

    while ((slash = strrchr(path, '/')) != NULL) {
        *slash = '\0';
        if (*path == '\0' || access(path, F_OK) == 0)
            return;
    }
}

enum status writable_try(const char *path, struct fault *fault)
{
    char folder[PATH_MAX + sizeof trial];

    if (strlen(path) >= PATH_MAX)
        return fault_set(fault, STATUS_TOO_LONG, 0, path, NULL);
    snprintf(folder, sizeof folder, "%s", path);
    find_folder(folder);
    snprintf(folder + strlen(folder), sizeof trial, "%s", trial);
    if (mkdtemp(folder) == NULL) {
        fault_set(fault, STATUS_IO, errno, path, NULL);
        fault->cause = CAUSE_NO_PLACE;
        return STATUS_IO;
    }
    rmdir(folder);
    return STATUS_OK;
}
