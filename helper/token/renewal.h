/* renewal.h: get a profile's token, asking Adobe only when it must, and only one process at a
 * time.
 *
 * Who holds a fresh token never touches the lock. Who needs a renewal takes the profile's token
 * lock, looks again, and only then asks; who waited takes what became of it, token or failure.
 * Where no lock can be had, or its holder doesn't come to an end, Adobe is asked all the same.
 */
#pragma once

#include <stdbool.h>

#include "helper/settings.h"
#include "helper/token/profile.h"
#include "helper/token/token.h"

struct renewal {
    struct store *store;
    const struct profile *profile;
    int64_t min_validity;               /* seconds; < 0: the caller named none */
    const struct settings_fleet *fleet; /* whose tokens may come from others; NULL = none */
    int64_t splay;        /* seconds that a renewal in the background may wait first */
    bool force;           /* ask although a failure is remembered */
    bool non_interactive; /* wait at most 10 s, as when an old token can serve; else 60 */
};

/* Yields a token in `token` that lives at least as long as asked for. *due (may be NULL) says
 * whether the caller should call renewal_in_background() once it has answered. When no new one
 * can be had but the old one still lives as long as asked for (at all, when the caller named no
 * validity), that one is yielded, with a warning at most once a minute. STATUS_REFUSED,
 * STATUS_UNREACHABLE, STATUS_THROTTLED, STATUS_UNEXPECTED, STATUS_VALIDITY, or a failure of the
 * store or of the network program. */
enum status renewal_token(const struct renewal *renewal, struct token *token, bool *due,
                          struct fault *fault);

/* Renews in a process of its own session, after a random part of the splay, as long as the
 * token is good for who asks meanwhile, without terminal, output or any descriptor of ours,
 * unless another process is at it. The last act of ours, which must end then: our standard
 * descriptors are closed, so that who reads the answer has its end, and nobody waits for that
 * process, which is nobody's child once we are gone. Returns at once. */
void renewal_in_background(const struct renewal *renewal);
