/* backoff.h: what became of the last attempts to renew a profile's token, remembered across
 * processes so that a broken job doesn't hammer Adobe. The store's record STORE_STATE of the
 * profile's name; who saves one holds the profile's token lock.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "helper/token/token.h"
#include "protocol/status.h"
#include "store/store.h"

struct backoff {
    const char *status;  /* status_name() of the last failure; NULL after a success */
    const char *cause;   /* cause_name() of it, or NULL */
    const char *detail;  /* what Adobe said then, sanitised */
    const char *binding; /* of the credential that failed: another one is not held back */
    int64_t failed_at, failed_boot; /* when */
    int64_t pause;                  /* seconds during which nobody asks again */
    int64_t failures;               /* in a row */
    int64_t warned_at;  /* when somebody was last warned that an ageing token is served */
    const char *secret; /* fingerprint of the secret that worked last */
    int64_t renewal_at; /* when a process in the background will have renewed; 0 = none does */
    struct buffer text;
};

#define BACKOFF                                                                                \
    {                                                                                          \
        .text = BUFFER(STORE_RECORD_MAX)                                                       \
    }

/* Loads what is remembered; when there is nothing, or it is damaged, the backoff is empty.
 * Other failures of the store are returned. */
enum status backoff_load(struct backoff *backoff, struct store *store, const char *profile,
                         struct fault *fault);

/* Saves the backoff; one with nothing to remember is removed. */
enum status backoff_save(const struct backoff *backoff, struct store *store,
                         const char *profile, struct fault *fault);

void backoff_clear(struct backoff *backoff);

/* STATUS_OK when Adobe may be asked with this binding now, else the remembered failure,
 * described in `fault` with `subject`. One who waited since the moment `since` takes the
 * failure of whom he waited for, however short its pause. */
enum status backoff_allows(const struct backoff *backoff, const char *binding,
                           struct moment since, struct moment now, const char *subject,
                           struct fault *fault);

/* Seconds until Adobe may be asked again with that binding; 0 = now. */
int64_t backoff_wait(const struct backoff *backoff, const char *binding, struct moment now);

/* Whether such a failure is Adobe's and worth remembering: not a full disk, a program that
 * can't be started, or a variable that holds no proxy's address. */
bool backoff_is_memorable(enum status status, enum cause cause);

/* Notes a failure and how long to hold back: a refusal for a minute, a throttle for
 * `retry_after` seconds (at least 1, at most 10 minutes), an unreachable Adobe or a senseless
 * answer for 1 to 30 seconds, growing, or for the longer `retry_after` that came with it (RFC
 * 9110, section 10.2.3: a 503 may). The fault's detail and `binding` are borrowed. */
void backoff_fail(struct backoff *backoff, const struct fault *fault, int64_t retry_after,
                  const char *binding, struct moment now);

/* Notes a success with the secret of that fingerprint (borrowed; NULL: there is only one).
 * Returns whether that is news, to be saved. */
bool backoff_succeed(struct backoff *backoff, const char *secret);

/* Whether a process waits in the background to renew. A time that is further off than any such
 * wait is of a clock that was set back. */
#define BACKOFF_PLAN_MAX 86460
bool backoff_is_planned(const struct backoff *backoff, int64_t now);

/* The index of the secret that worked last, of the only one where there is but one; SIZE_MAX
 * when that isn't known. */
size_t backoff_secret(const struct backoff *backoff, struct store *store,
                      const struct string_list *secrets);

/* Whether a warning is due that an ageing token is served, which is once a minute; then notes
 * that it was given now. */
bool backoff_warns(struct backoff *backoff, int64_t now);
