/* prove.h: run the account step for a profile: a token, then each of its hosts. What `setup`
 * does before it saves, and `verify` at any time.
 */
#ifndef HELPER_PROVE_H
#define HELPER_PROVE_H

#include "helper/account/checks.h"
#include "helper/options.h"

struct prove {
    const struct profile *profile;
    const struct options *options; /* require_admin, wait */
    struct report *report;

    struct token token;
    size_t secret; /* the index of the one that worked */

    struct account *account; /* one a host that was asked, `count` of them */
    size_t count;
};

#define PROVE(profile_, options_, report_)                                                     \
    {                                                                                          \
        .profile = (profile_), .options = (options_), .report = (report_), .token = TOKEN,     \
        .secret = SIZE_MAX                                                                     \
    }

/* Asks Adobe for a token, and reports it. The statuses of renewal_fetch(). */
enum status prove_token(struct prove *prove, struct fault *fault);

/* Asks about a host (borrowed until prove_clear()) with the token, and reports what it finds.
 * STATUS_OK when it proved that the account can be used there, else checks_account()'s. The
 * account is kept either way. */
enum status prove_host(struct prove *prove, const char *host, struct fault *fault);

/* Keeps what was proved in the store. */
enum status prove_keep(const struct prove *prove, struct store *store);

/* Wipes and releases everything. */
void prove_clear(struct prove *prove);

#endif
