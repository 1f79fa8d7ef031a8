/* exchange.h: exchange a profile's secrets for a token at Adobe IMS, or take a token back
 * there: which secret first, what is worth repeating, until when. Knows neither store nor lock.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "helper/token/profile.h"
#include "helper/token/token.h"

struct exchange {
    const struct profile *profile;
    int64_t end;   /* clock_milliseconds() by which all of it is over */
    bool once;     /* repeat nothing: the caller has something else to answer with */
    size_t secret; /* which of the profile's secrets to try first; then the one tried last */
    bool is_invalid_client; /* then whether Adobe knew none of the secrets */
    int64_t retry_after;    /* then how many seconds Adobe asks to wait; 0 = it doesn't say */
};

/* Asks for a token: with the other secret when Adobe says invalid_client, and again after
 * STATUS_UNREACHABLE and STATUS_THROTTLED, with growing pauses of random length or the one that
 * Adobe names, as often as fits before `end` but four times at most. `token` is replaced on
 * success and left alone otherwise; its binding is the caller's to set. STATUS_REFUSED,
 * STATUS_UNREACHABLE, STATUS_THROTTLED, STATUS_UNEXPECTED, or a failure to run the network
 * program; STATUS_UNSUITABLE for a profile without a secret, which came from a fleet. */
enum status exchange_token(struct exchange *exchange, struct token *token, struct fault *fault);

/* Asks IMS to invalidate the token, in the same way. STATUS_OK when IMS said that it did. */
enum status exchange_revoke(struct exchange *exchange, const char *access_token,
                            struct fault *fault);
