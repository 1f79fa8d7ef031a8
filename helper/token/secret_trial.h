/* secret_trial.h: whether Adobe takes a profile's secrets today, whatever token is kept: a
 * secret that was deleted in the Console would else be found when that token ends, a day later.
 *
 * Each secret is exchanged for a token, once, which is dropped: the one that is kept stays.
 * What came of it is remembered for the next renewal and for `status`.
 */
#pragma once

#include "helper/token/profile.h"

enum { SECRETS_MAX = 2 };

struct secret_trial {
    bool is_tried;
    struct fault fault; /* STATUS_OK: Adobe took it */
};

/* Tries all of the profile's secrets but the one of index `proved` (SIZE_MAX: all), which has
 * just been taken. What can't be recorded for the audit log, where that is required, isn't
 * tried: STATUS_IO. Else STATUS_OK when one is taken or was proved, or the first failure. */
enum status secret_trial_run(struct secret_trial trial[SECRETS_MAX], struct store *store,
                             const struct profile *profile, size_t proved, struct fault *fault);
