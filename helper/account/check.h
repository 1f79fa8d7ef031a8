/* check.h: the account step of a profile that is recorded, all of it: its token, its secrets,
 * each of its hosts; and what was learnt is kept. What `verify`, `status --check` and `doctor`
 * do.
 */
#pragma once

#include "helper/account/verify.h"

/* Gets the token that others would get (asking Adobe although a failure is remembered, unless
 * Adobe asked to wait and --force isn't given), asks for one with each secret beside it, and
 * takes the account step on each host, or on `only` unless NULL. Every step gets its turn, also
 * after one that failed, but for the hosts when there is no token. Adds the findings to the
 * report. A token that is taken nowhere is suspect from then on. The first failure counts:
 * statuses of renewal_token(), secret_trial_run() and verify_host(). */
enum status check_profile(struct verify *verify, struct store *store, const char *only,
                          struct fault *fault);
