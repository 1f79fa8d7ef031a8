/* health.h: how a profile stands, by what is remembered of it: its token, what became of asking
 * for one, and the account step on each of its hosts. Nobody is asked. What `status` shows a
 * line of each, and `doctor` tells after it has asked.
 */
#pragma once

#include "helper/account/verify.h"
#include "helper/token/backoff.h"
#include "helper/token/token.h"

/* Start with HEALTH. `profile` is borrowed until health_clear(). */
struct health {
    const struct profile *profile;
    char binding[STORE_FINGERPRINT_SIZE];
    struct token token;
    struct backoff backoff;
};

#define HEALTH                                                                                 \
    {                                                                                          \
        .token = TOKEN, .backoff = BACKOFF                                                     \
    }

/* Loads what is remembered. That nothing is, is fine. */
enum status health_load(struct health *health, struct store *store,
                        const struct profile *profile, struct fault *fault);

void health_clear(struct health *health);

#define HEALTH_TEXT_SIZE 700

/* Writes "token for 23 h 59 min", "no token yet" or "token is over". */
void health_token_text(char out[HEALTH_TEXT_SIZE], const struct health *health);

/* "good", "none", "of a former secret", "expired" or "to be renewed". */
const char *health_token_word(const struct health *health);

/* Whether the remembered failure of asking for a token is one that people must do something
 * about: Adobe refused the credential, or there is no good token and none could be had. Writes
 * "Adobe refused the secret 3 min ago"; returns the failure's status, else STATUS_OK. */
enum status health_secret(char out[HEALTH_TEXT_SIZE], const struct health *health);

/* Writes how the account stands on a host, by the last `verify`: "Contributor, checked 2 min
 * ago", "never checked", or what was wrong; returns the status of the latter. */
enum status health_account(char out[HEALTH_TEXT_SIZE], const struct verification *verification);
