/* verify.h: run the account step for a profile: a token, then each of its hosts. What `setup`
 * does before it saves, and `verify` at any time.
 */
#ifndef HELPER_VERIFY_H
#define HELPER_VERIFY_H

#include "helper/account/verify_rules.h"
#include "helper/options.h"

struct verify {
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
enum status verify_token(struct verify *prove, struct fault *fault);

/* Asks about a host (borrowed until verify_clear()) with the token, and reports what it finds.
 * STATUS_OK when it proved that the account can be used there, else verify_rules_account()'s.
 * The account is kept either way. */
enum status verify_host(struct verify *prove, const char *host, struct fault *fault);

/* Keeps what was proved in the store. */
enum status verify_keep(const struct verify *prove, struct store *store);

/* Wipes and releases everything. */
void verify_clear(struct verify *prove);

#endif
