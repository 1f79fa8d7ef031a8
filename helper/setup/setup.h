/* setup.h: the parts of `setup`: steps.c has what is done to a credential, guided.c leads a
 * person through it; the command itself calls both. */
#pragma once

#include "helper/account/verify.h"
#include "helper/command.h"

struct setup {
    struct context *context;
    struct profile *profile;    /* the context's: what is recorded, and what is laid upon it */
    struct profile before;      /* the same as it was recorded: a view of it, never cleared */
    struct network_reply reply; /* what was imported, which the profile then points into */
    char name[RECORD_LIST_MAX][HOST_SIZE]; /* hosts, which the profile points into */
    size_t names;
    char label[PATH_MAX]; /* of what was imported */
    struct report report;
    struct verify prove;
    bool is_new;    /* nothing is recorded under this name yet */
    bool is_guided; /* a conversation */
};

/* Adds a canonical host to the profile, unless it is there. STATUS_USAGE when there are too
 * many. */
enum status setup_add_host(struct setup *setup, const char *host, struct fault *fault);

/* Has the bytes understood and lays what they hold upon the profile. import_bytes()'s statuses,
 * and STATUS_MALFORMED when they lack what nobody is to be asked for. */
enum status setup_import(struct setup *setup, const struct buffer *bytes);

/* Fills in what options say, and what has a default. */
void setup_take_options(struct setup *setup);

/* Proves that the credential yields a token, unless it isn't to be proved. */
enum status setup_prove_credential(struct setup *setup);

/* The conversation's parts: up to a credential that yields a token; up to a host that knows the
 * account; and the last words. What the person can mend is asked for again. */
enum status setup_guide_to_credential(struct setup *setup);
enum status setup_guide_to_host(struct setup *setup);
void setup_guide_onwards(struct setup *setup);

/* Whether something can be made at a path, found out before it is needed: makes a folder where
 * the lowest of the path's folders that is there already lies, and removes it: what access(2)
 * says of a read-only or a special file system isn't to be relied upon. STATUS_IO, with the
 * path as the subject and CAUSE_NO_PLACE; STATUS_TOO_LONG. */
enum status writable_try(const char *path, struct fault *fault);
