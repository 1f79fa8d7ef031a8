/* verify_rules.h: the account step as a table of checks, each with its words. PAM's "account":
 * the token is good, but may this account be used at all?
 *
 *   token      issued, by which secret, good until when
 *   secret     whether Adobe takes each today
 *   session    Workfront accepts it on this host, as which user
 *   user       the technical account is found among all, is that user, and is active
 *   access     access level, license, administrator or not
 *   workflow, planning, approvals, events, comments    which families of the API let it in
 *
 * Source of the explanations: Adobe, "Creating API Credentials", steps 1 to 3.
 */
#pragma once

#include "helper/account/account.h"
#include "helper/say/report.h"
#include "helper/token/secret_trial.h"

/* Adds the finding on a token that was issued, just now or earlier: by the secret of that index
 * (counted from 0; out of range: not known). */
void verify_rules_token(struct report *report, const struct profile *profile,
                        const struct token *token, size_t secret, bool is_new);

/* Adds the finding on a token that couldn't be had, as `fault` says why. */
void verify_rules_no_token(struct report *report, const struct profile *profile,
                           const struct fault *fault);

/* Adds a finding on each secret that was tried or, of two, proved by a new token. One that is
 * refused is a failure when no other works. `fault` is why all of it failed, if it did. */
void verify_rules_secrets(struct report *report, const struct profile *profile,
                          const struct secret_trial *trial, size_t proved,
                          const struct fault *fault);

/* Adds the findings on one host, under its name. What can't be known because of an earlier
 * failure is left out. Families inform, they never fail. Returns the status of the first
 * failure: STATUS_ACCOUNT, STATUS_UNREACHABLE, STATUS_THROTTLED, STATUS_UNEXPECTED. */
enum status verify_rules_account(struct report *report, const struct account *account);
