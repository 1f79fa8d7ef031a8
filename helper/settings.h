/* settings.h: the configuration file, $XDG_CONFIG_HOME/workfront-credential/config, else
 * /etc/workfront-credential/config, else none.
 *
 *   # comment
 *   any-host = yes
 *   jail = required
 *   broker = /run/workfront-credential/broker
 *   audit = hand-outs
 *   fleet = redis
 *   unlock sufficient keyfile
 *
 * One setting a line; blanks around names and values don't count. An unknown setting or a bad
 * value is an error that names the file and line: a typing mistake must not weaken anything
 * silently. The file must belong to the user or root, and nobody else may be able to write it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "protocol/buffer.h"
#include "protocol/record.h"
#include "protocol/status.h"

#define SETTINGS_MAX 65536u

/* What goes into the audit log: audit_log.h. */
enum settings_audit {
    SETTINGS_AUDIT_NO,
    SETTINGS_AUDIT_YES,
    SETTINGS_AUDIT_HAND_OUTS,
    SETTINGS_AUDIT_REQUIRED,
};

/* The cache that the machines of a fleet share: helper/token/fleet/fleet.h. */
enum settings_engine { SETTINGS_ENGINE_NO, SETTINGS_ENGINE_EXEC, SETTINGS_ENGINE_REDIS };
enum settings_role { SETTINGS_ROLE_BOTH, SETTINGS_ROLE_MINTER, SETTINGS_ROLE_READER };

struct settings_fleet {
    enum settings_engine engine;
    enum settings_role role;
    const char *exec;            /* the program's path, */
    struct string_list argument; /* its arguments, */
    struct string_list variable; /* and the variables of ours that it sees */
    struct string_list url;      /* of the engine, in order, as typed */
    const char *ca;              /* a file of certificates, or NULL */
    int64_t splay;               /* as renew_splay, in a fleet */
    int64_t wait; /* seconds that who has no token waits for one to be published */
};

struct settings {
    struct buffer text;  /* the file, cut into strings in place */
    struct buffer stack; /* the `unlock` lines, for the store: each where it is in the file, and
                            empty lines in place of others */
    unsigned stack_lines;
    const char *origin; /* the file's path; NULL = there was none. Borrowed */
    const char *broker; /* the socket of a broker, or "none"; NULL = not said */
    bool any_host;      /* keep credentials for hosts that aren't Workfront's */
    bool jail_required; /* the network program must be jailed whole, or not run */
    bool audit_syslog;  /* audit records go to syslog too */
    enum settings_audit audit;
    int64_t audit_size;   /* bytes of a file of the audit log */
    int64_t audit_keep;   /* how many of them are kept */
    bool rotate_manual;   /* a person adds and deletes client secrets */
    int64_t rotate_grace; /* seconds that an old secret must be unused before it goes */
    int64_t rotate_warn;  /* age of a secret in seconds from which people are told */
    int64_t renew_splay;  /* seconds that a renewal in the background waits at most */
    struct settings_fleet fleet;
};

/* The settings when there is no file. */
#define SETTINGS                                                                               \
    {                                                                                          \
        .text = BUFFER(SETTINGS_MAX), .stack = BUFFER(SETTINGS_MAX),                           \
        .audit = SETTINGS_AUDIT_YES, .audit_size = 1024 * 1024, .audit_keep = 10,              \
        .renew_splay = 600, .rotate_grace = 25 * 3600, .rotate_warn = 90 * 86400, .fleet = {   \
            .splay = 600,                                                                      \
            .wait = 2                                                                          \
        }                                                                                      \
    }

/* Reads the first of the two files that exists. STATUS_OK (also when there is none),
 * STATUS_UNSAFE, STATUS_MALFORMED with "FILE:LINE" as the subject, STATUS_TOO_LONG, STATUS_IO.
 */
enum status settings_read(struct settings *settings, const char *path, struct fault *fault);

/* Reads the file `path`, which must live as long as the settings, and be there. */
enum status settings_read_file(struct settings *settings, const char *path,
                               struct fault *fault);

/* Takes what is in settings->text, which is changed, as the file `path`, which must live as
 * long as the settings. STATUS_MALFORMED as above; STATUS_TOO_LONG, STATUS_NO_MEMORY. */
enum status settings_parse(struct settings *settings, const char *path, struct fault *fault);

/* The words of an engine and of a role: "redis", "exec", "no"; "both", "minter", "reader". */
const char *settings_engine_name(enum settings_engine engine);
const char *settings_role_name(enum settings_role role);

/* The unlock stack's lines, or NULL when the file has none. */
const char *settings_stack(const struct settings *settings);

/* Releases what was read. */
void settings_clear(struct settings *settings);
