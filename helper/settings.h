/* settings.h: the configuration file, $XDG_CONFIG_HOME/workfront-credential/config, else
 * /etc/workfront-credential/config, else none.
 *
 *   # comment
 *   any-host = yes
 *   jail = required
 *   broker = /run/workfront-credential/broker
 *   audit = hand-outs
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
#include "protocol/status.h"

#define SETTINGS_MAX 65536u

/* What goes into the audit log: audit_log.h. */
enum settings_audit {
    SETTINGS_AUDIT_NO,
    SETTINGS_AUDIT_YES,
    SETTINGS_AUDIT_HAND_OUTS,
    SETTINGS_AUDIT_REQUIRED,
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
};

/* The settings when there is no file. */
#define SETTINGS                                                                               \
    {                                                                                          \
        .text = BUFFER(SETTINGS_MAX), .stack = BUFFER(SETTINGS_MAX),                           \
        .audit = SETTINGS_AUDIT_YES, .audit_size = 1024 * 1024, .audit_keep = 10,              \
        .renew_splay = 600, .rotate_grace = 25 * 3600, .rotate_warn = 90 * 86400               \
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

/* The unlock stack's lines, or NULL when the file has none. */
const char *settings_stack(const struct settings *settings);

/* Releases what was read. */
void settings_clear(struct settings *settings);
