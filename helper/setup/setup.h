/* setup.h: the parts of `setup`: steps.c has what is done to a credential, guided.c leads a
 * person through it; the command itself calls both. */
#pragma once

#include "helper/account/verify.h"
#include "helper/command.h"
#include "helper/setup/guide.h"
#include "helper/setup/transfer.h"

struct setup {
    struct context *context;
    struct profile *profile;    /* the context's: what is recorded, and what is laid upon it */
    struct profile before;      /* the same as it was recorded: a view of it, never cleared */
    struct transfer transfer;   /* what came with it from another machine, in the same reply */
    struct network_reply reply; /* what was imported, which the profile then points into */
    char name[RECORD_LIST_MAX][HOST_SIZE]; /* hosts, which the profile points into */
    size_t names;
    char label[PATH_MAX]; /* of what was imported */
    struct report report;
    struct verify verify;
    bool is_new;    /* nothing is recorded under this name yet */
    bool is_guided; /* a conversation: */
    struct guide guide;
    char org[ROTATION_ID_SIZE], credential[ROTATION_ID_SIZE]; /* the Console's, or "" */
    enum guide_plan plan;
    bool was_recorded; /* when it began */
};

/* Adds a canonical host to the profile, unless it is there. STATUS_USAGE when there are too
 * many. */
enum status setup_add_host(struct setup *setup, const char *host, struct fault *fault);

/* Has the bytes understood and lays what they hold upon the profile. import_bytes()'s statuses,
 * STATUS_MALFORMED when they lack what nobody is to be asked for, and STATUS_USAGE when the
 * profile holds another credential that isn't to be replaced. */
enum status setup_import(struct setup *setup, const struct buffer *bytes);

/* Fills in what options say, and what has a default. */
void setup_take_options(struct setup *setup);

/* Proves that the credential yields a token, unless it isn't to be proved. */
enum status setup_prove_credential(struct setup *setup);

/* The profile that is meant: --profile, or the default's name. */
const char *setup_profile_name(const struct context *context);

/* Loads what is recorded under that name, the ground that new values are laid upon; nothing
 * there, or what is damaged, is an empty ground. Statuses of context_open() and
 * profile_load(). */
enum status setup_load_present(struct setup *setup, const char *name);

/* Adds the hosts of the command line. STATUS_USAGE for one that isn't Workfront's. */
enum status setup_take_hosts(struct setup *setup);

/* Leads a person to a credential that is proved, step by step, there and back; what can be
 * mended is asked for again. Then the last words: what was saved, and offers to clean up. */
enum status setup_guide(struct setup *setup);
void setup_guide_onwards(struct setup *setup, const char *path);

/* Whether the person sees each finding at once, and not only at the end with the answer. */
bool setup_guide_shows(const struct setup *setup);

/* Offers to have git ask us for the hosts that it doesn't ask us for yet; where nobody accepts,
 * says how. Nothing where git isn't installed. */
void setup_guide_git(const struct setup *setup);

/* Whether something can be made at a path, found out before it is needed: makes a folder in
 * it, or in the lowest folder above it that is there already, and removes it: what access(2)
 * says of a read-only or a special file system isn't to be relied upon. STATUS_IO, with the
 * path as the subject and CAUSE_NO_PLACE; STATUS_TOO_LONG. */
enum status writable_try(const char *path, struct fault *fault);
