/* renewal.h: get a profile's token, asking Adobe only when it must, and only one process at a
 * time.
 *
 * Who holds a fresh token never touches the lock. Who needs a renewal takes the profile's token
 * lock, looks again, and only then asks; who waited finds what the other one fetched.
 */
#ifndef HELPER_RENEWAL_H
#define HELPER_RENEWAL_H

#include <stdbool.h>

#include "helper/profile.h"
#include "helper/token.h"

struct renewal {
    struct store *store;
    const struct profile *profile;
    int64_t min_validity; /* seconds; < 0: the caller named none */
    bool force;           /* ask although a failure is remembered */
    bool non_interactive; /* at most 10 s in all, else 60 */
};

/* Yields a token in `token` that lives at least as long as asked for. *due (may be NULL) says
 * whether the caller should call renewal_behind() once it has answered. When Adobe can't be
 * asked and the caller named no validity, a token that still lives is yielded with a warning.
 * STATUS_REFUSED, STATUS_UNREACHABLE, STATUS_THROTTLED, STATUS_UNEXPECTED, STATUS_VALIDITY, or
 * a failure of the store. */
enum status renewal_token(const struct renewal *renewal, struct token *token, bool *due,
                          struct fault *fault);

/* Asks Adobe for a token with the profile's secrets in turn, without lock or cache, for
 * `setup`, which proves before it saves. On success `token` is complete and `used` (unless
 * NULL) is the index of the secret that worked. `deadline` in milliseconds. */
enum status renewal_fetch(const struct renewal *renewal, int64_t deadline, struct token *token,
                          size_t *used, struct fault *fault);

/* Renews in a child of its own session without terminal or output, unless another process is at
 * it. Returns at once. */
void renewal_behind(const struct renewal *renewal);

#endif
