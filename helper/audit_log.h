/* audit_log.h: what was decided goes into the audit log, and to syslog, as the configuration
 * asks.
 *
 *     audit = no | yes | hand-outs | required
 *
 * `yes`, which is the default, records everything but the answers that hand out a token that
 * was at hand; `hand-outs` those too; `required` the same, and what can't be recorded isn't
 * done. The log is store/audit/audit.h's.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "helper/settings.h"
#include "protocol/status.h"
#include "store/store.h"

enum audit_event {
    AUDIT_EVENT_NOTHING,
    AUDIT_EVENT_SETUP,
    AUDIT_EVENT_FETCH,    /* a token was asked for at Adobe */
    AUDIT_EVENT_HAND_OUT, /* a token, or a kept credential, was answered with */
    AUDIT_EVENT_REFUSAL,  /* it was asked for and not given */
    AUDIT_EVENT_KEEP,     /* a credential of another host was taken */
    AUDIT_EVENT_ERASE,    /* git said that a token is bad */
    AUDIT_EVENT_REMOVE,
    AUDIT_EVENT_REVOKE,
    AUDIT_EVENT_EXPORT,      /* a profile was written into a file */
    AUDIT_EVENT_KEY,         /* a slot was added or removed */
    AUDIT_EVENT_ROTATE,      /* a step in replacing the client secret */
    AUDIT_EVENT_REKEY,       /* a new store key */
    AUDIT_EVENT_FLEET,       /* a fleet was made, joined or left, or its key changed */
    AUDIT_EVENT_POLICY,      /* what is sealed was changed */
    AUDIT_EVENT_UNLOCK,      /* the store couldn't be opened */
    AUDIT_EVENT_ACKNOWLEDGE, /* somebody has looked at a log that isn't whole */
};

/* Texts are NULL or "" where they don't apply. */
struct audit_note {
    enum audit_event event;
    enum status outcome;
    const char *profile, *host, *detail;
    bool is_foreign;    /* the host isn't named: a fingerprint stands for it */
    const char *secret; /* of which a fingerprint is recorded, or */
    const char *print;  /* that fingerprint */
};

/* From the configuration, which is borrowed; `directory` is the store's and `command` what is
 * being run, both borrowed too. Until then nothing is recorded. */
void audit_log_setup(const struct settings *settings, const char *directory,
                     const char *command);

/* Whether answers with a token that was at hand are recorded. */
bool audit_log_takes_hand_outs(void);

/* Records a decision; `store` is NULL when it couldn't be opened. Where it can't be recorded,
 * that is STATUS_IO with a fault if the configuration requires it, else a warning, once. */
enum status audit_log_take(struct store *store, const struct audit_note *note,
                           struct fault *fault);

/* Before something is done that must be recorded: STATUS_IO if the configuration requires it
 * and it could not be. */
enum status audit_log_can_append(struct store *store, struct fault *fault);

/* The limits of the configuration, for who looks at the log. */
struct audit_limits;
void audit_log_limits(struct audit_limits *limits);

/* Who asks: the process that started ours, as the kernel knows it. The texts are foreign. */
struct caller {
    int64_t pid, uid;
    char executable[4096]; /* path; "(name)" when only the name is known; "" = nothing is */
    char terminal[32];     /* "pts/3"; "" = none */
};

/* Finds out, once: later calls give what the first one found, also in children, so that it must
 * come before a process that goes on for another one is forked. What belongs to another process
 * by now, because the caller has ended, counts as not known. */
const struct caller *caller_find(void);

/* Says for whom we were started, in place of the process that did: "uid=N,pid=N,socket=NAME",
 * where the kernel's word is the broker's. Before the first caller_find(). False when `text` is
 * anything else. */
bool audit_log_stand_for(const char *text);
