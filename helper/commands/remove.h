/* remove.h: the parts of `remove`. */
#pragma once

#include <jansson.h>

#include "helper/command.h"

/* `remove --all`: removes every profile, and says what stays elsewhere: at Adobe, in git's
 * configuration, on the disk. STATUS_NOT_FOUND or STATUS_NO_STORE when there is none; after
 * another failure what was removed is told, and the rest is as it was. */
enum status remove_all(struct context *context);

/* What stays of a store without a profile. Starts zeroed. */
struct remove_rest {
    json_t *paths;        /* of files and folders that are there; NULL = other profiles stay */
    bool keeps_passwords; /* of other hosts, with --any-host */
};

/* Finds that out in the open store, before anything is removed, so that a failure stops it; or
 * only where `profile` is the last one. Statuses of store_list() and profile_names(); a list of
 * profiles that is damaged or not there yields nothing, with STATUS_OK. */
enum status remove_rest_find(struct remove_rest *rest, struct context *context);
enum status remove_rest_of_last(struct remove_rest *rest, struct context *context,
                                const char *profile);
void remove_rest_clear(struct remove_rest *rest);

/* Lines about it, with the command by which it goes; and one line among them. */
void remove_rest_put(const struct remove_rest *rest, struct context *context);
void remove_put_line(struct context *context, const char *text);
