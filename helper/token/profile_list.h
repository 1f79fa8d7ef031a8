/* profile_list.h: which profiles serve a host, the record STORE_HOST of that host, and which
 * there are, the record STORE_HOST named PROFILE_ALL. In each the first profile is the one
 * taken when nobody names another.
 */
#pragma once

#include <stdbool.h>

#include "protocol/record.h"
#include "store/store.h"

#define PROFILE_ALL "*" /* no host has this name */

enum enrolment {
    ENROL,        /* at the end, unless it is there */
    ENROL_FIRST,  /* in front */
    ENROL_STRIKE, /* not at all */
};

/* Has the profile stand in the list of `host`, which is locked meanwhile. A list that is
 * damaged is made anew from the profiles, which is told by a warning when it says which of
 * several is the first. STATUS_TOO_LONG when it has RECORD_LIST_MAX already. */
enum status profile_list_enrol(struct store *store, const char *host, const char *profile,
                               enum enrolment enrolment, struct fault *fault);

/* In the list of `host`, `name` takes the place of `former`, or the last one. */
enum status profile_list_rename(struct store *store, const char *host, const char *former,
                                const char *name, struct fault *fault);

/* Whether the profile will find room, before it is saved: STATUS_TOO_LONG when not. No host has
 * more profiles than the store; a list that can't be read is profile_list_enrol()'s to tell. */
enum status profile_list_check(struct store *store, const char *profile, struct fault *fault);

/* Whether no profile serves `host` (canonical), into *is_free, which is false also when that
 * can't be told: then the status of the failure is returned. */
enum status profile_host_is_free(bool *is_free, struct store *store, const char *host,
                                 struct fault *fault);

/* The names of the profiles that serve `host`, or with PROFILE_ALL of all, into `names`, whose
 * strings belong to `text` (maximum STORE_RECORD_MAX). STATUS_NOT_FOUND when there are none. */
enum status profile_names(struct string_list *names, struct buffer *text, struct store *store,
                          const char *host, struct fault *fault);
