/* command.h: what a command is, and what it is given. The table of commands is commands.h. */
#pragma once

#include <stdbool.h>

#include "helper/audit_log.h"
#include "helper/options.h"
#include "helper/paths.h"
#include "helper/settings.h"
#include "helper/token/profile.h"
#include "helper/token/target.h"
#include "protocol/buffer.h"
#include "protocol/conversation.h"
#include "protocol/dialects/dialect.h"
#include "protocol/host.h"
#include "store/store.h"

struct command;

/* Each "" or zero unless a command sets it. */
struct audit_subject {
    enum audit_event event; /* instead of the command's */
    bool is_nothing;        /* nothing was decided after all */
    bool is_foreign;        /* the host is one of --any-host */
    char profile[PROFILE_NAME_MAX + 1];
    char host[HOST_SIZE];
    char token[STORE_FINGERPRINT_SIZE]; /* a fingerprint */
    char detail[64];
};

struct context {
    const struct command *command;
    const struct dialect *dialect; /* how to answer; dialect_none for people */
    struct format_options format;
    struct options options;
    struct settings settings;
    struct conversation conversation;
    struct store *store; /* NULL until context_open() */
    const char *broker;  /* the socket of the broker that is asked instead; else NULL */
    struct buffer out;   /* the answer, printed by main() in one write when run() succeeded */
    struct fault fault;  /* what went wrong, said by main() when it didn't */
    struct profile profile; /* the one that was found, for afterwards and for hints */
    struct target target;   /* what the token is for, where a command takes more than a host */
    struct audit_subject audited; /* what the command was about, for the audit log */
    int exit_status; /* unless 0, of a command that was run, or couldn't be: main() ends so */
    bool prints_always;        /* `out` is a report, printed when run() failed too */
    bool is_reported;          /* and says itself what went wrong, and what to do */
    bool is_credential_helper; /* called by git's name: a miss is silent */
    bool is_configured;        /* context_configure() has succeeded */
    bool any_host;             /* from then on: keep credentials of any https host */

    /* Run after the answer is printed and every standard descriptor is closed, or NULL. */
    void (*afterwards)(struct context *context);

    struct paths paths; /* last, since it is large, and little of it is ever touched */
};

/* Under which heading `help` tells of a command. */
enum command_group { GROUP_KEEP, GROUP_BEGIN, GROUP_USE, GROUP_TOOLS, GROUP_COUNT };

struct command {
    const char *name;
    const char *called;            /* as commands.h says; or NULL */
    bool takes_word;               /* called so, the caller's next word says which command is
                                    * meant, and one that there isn't is a miss */
    const char *arguments;         /* for the usage line; NULL = takes none */
    uint64_t options;              /* bits of options.h */
    uint64_t passed_over;          /* of these: taken, and of no use; `help` leaves them out */
    const struct dialect *dialect; /* whose miss is then told, or not, as it says */
    enum status (*run)(struct context *context);
    enum audit_event event; /* what the audit log calls it; 0 = it decides nothing */
    const char *instead;    /* what to type at a terminal, where no token is shown; or NULL */
    enum command_group group;
    bool is_brief;       /* `help` gives its name alone, and the summary with -v */
    const char *summary; /* for `help` */
    const char *text;    /* more for `help COMMAND`, in one paragraph; or NULL */
};

/* The table, ended by a row without a name. */
extern const struct command commands[];

/* The row of that name, or NULL. */
const struct command *command_find(const char *name);

/* The first row that a program of that path (argv[0]) is called as, or NULL. */
const struct command *command_called(const char *path);

/* Finds the paths and reads the settings. Harmless when that is done. Statuses of paths_find()
 * and settings_read(). */
enum status context_configure(struct context *context);

/* What the store is opened with, once context_configure() has succeeded; `create` is false. */
struct store_options context_store_options(const struct context *context);
/* Does context_configure() and says where the store lies and how to unlock it. */
enum status context_locate(struct context *context, struct store_options *options);

/* Does context_configure() and opens the store; `create` makes one when there is none.
 * Harmless when it's open already. Statuses of both. */
enum status context_open(struct context *context, bool create);

/* Does context_open() and finds, into context->profile, the profile that the command line means
 * (--profile, --username) of those that serve `host`; NULL or "" is any. Statuses of
 * context_open() and profile_find(). */
enum status context_find_profile(struct context *context, const char *host);

/* The same, for what can be done only where the profile's client secret is: statuses of
 * profile_needs_secret() too. */
enum status context_find_own_profile(struct context *context, const char *host);

/* Wipes and closes all that the context holds, before the process becomes another program: its
 * end does the same by itself (secret.h). May be called again. */
void context_clear(struct context *context);

/* For words that the command doesn't take: STATUS_USAGE, with those that its row says. */
enum status context_refuse_words(struct context *context);

/* The usage: one command's with its options, or with NULL all commands. It fits a screen of 24
 * lines and 80 columns; with -v it says everything. */
void usage(struct buffer *out, const struct command *command);
