/* status.h: what can become of an operation, shared by every program and library.
 *
 * Libraries return an `enum status` and describe what it concerns, and why, in a `struct
 * fault`; helper/say/ turns both into words. The set is closed and
 * STATUS_OK is the only success. Because it is 0, as git, POSIX and C have it, no status is
 * left to be zeroed: every walk starts at STATUS_INTERNAL or a more exact "no".
 */
#pragma once

#include <stddef.h>

#include "protocol/cause.h"

enum status {
    STATUS_OK = 0,

    /* exit status 1: internal or I/O failure */
    STATUS_INTERNAL,   /* a broken invariant of our own */
    STATUS_NO_MEMORY,  /* an allocation failed */
    STATUS_IO,         /* a system call on `subject` failed; `system_error` is its errno */
    STATUS_UNSAFE,     /* `subject` has another owner, a looser mode, a link or a wrong type */
    STATUS_DAMAGED,    /* `subject` doesn't authenticate or doesn't parse as what we wrote */
    STATUS_NEWER,      /* `subject` was written by a newer version */
    STATUS_UNEXPECTED, /* Adobe or the network program answered what can't be trusted */
    STATUS_BUSY,       /* another process held a lock until our deadline; of a conversation: the
                          person ended it */
    STATUS_TIMEOUT,    /* the program `subject` gave no answer until our deadline */

    /* exit status 2: usage or malformed input */
    STATUS_USAGE,      /* the command line; `subject` is the word that is wrong */
    STATUS_MALFORMED,  /* input that doesn't follow its grammar; `subject` names the field */
    STATUS_TOO_LONG,   /* input beyond its limit */
    STATUS_UNSUITABLE, /* well-formed input of a kind that can't be used (a JWT credential) */

    /* exit status 3: nothing recorded */
    STATUS_NOT_FOUND, /* no such record, profile or host */
    STATUS_NO_STORE,  /* the store itself isn't there yet */
    STATUS_DENIED,    /* the broker gives the caller nothing; `detail` is what it says */

    /* exit status 4: locked */
    STATUS_LOCKED, /* no module of the unlock stack yields a key that opens the store */

    /* exit status 5: Adobe refused the credential */
    STATUS_REFUSED,

    /* exit status 6: Adobe can't be reached or asks to wait */
    STATUS_UNREACHABLE,
    STATUS_THROTTLED,

    /* exit status 7: the token is good, the account is not */
    STATUS_ACCOUNT,

    /* exit status 8: the validity asked for can't be had */
    STATUS_VALIDITY,

    STATUS_COUNT
};

/* The process exit status that DESIGN and the manual promise for `status` (0 to 8). */
int status_exit(enum status status);

/* A short fixed name ("unreachable") for JSON output, the audit log and the wire; never NULL.
 */
const char *status_name(enum status status);

/* The status with that name, or STATUS_COUNT when there is none or `name` is NULL: the inverse
 * of status_name(). */
enum status status_from_name(const char *name);

/* The causes that travel in records, as words of the network program or of Adobe. The name of
 * one, NULL when it stays within a process; and the cause that a failure of this status with
 * that word has, CAUSE_NONE when there is none or `name` is NULL. */
const char *cause_name(enum cause cause);
enum cause cause_from_name(enum status status, const char *name);

/* What went wrong, with what. Never holds a secret: `subject` is a path, a field, a host or a
 * profile, `cause` why, and `detail` what a peer or the configuration said, sanitised to
 * printable ASCII. Zeroed = no fault.
 */
struct fault {
    enum status status;
    enum cause cause;
    int system_error;  /* errno of a failed system call, else 0 */
    char subject[256]; /* cut, never overrun */
    char detail[512];
};

/* Records a fault and returns its status, so that `return fault_set(…)` reads as one step.
 * `fault` may be NULL (nobody is interested). `subject` and `detail` are sanitised as
 * fault_sanitise() does; either may be NULL. A subject of no bytes becomes `""`, so that who
 * typed one sees it. errno isn't read: pass it as `system_error`. */
enum status fault_set(struct fault *fault, enum status status, int system_error,
                      const char *subject, const char *detail);

/* The same with a cause, and without an errno. */
enum status fault_because(struct fault *fault, enum status status, enum cause cause,
                          const char *subject, const char *detail);

/* Copies `text` into `out` (`size` bytes, at least 1; cut to fit and always terminated) with
 * every byte outside printable ASCII replaced by '?', and no piece of a secret (redact_text()).
 * NULL becomes "". */
void fault_sanitise(char *out, size_t size, const char *text);
