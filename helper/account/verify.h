/* verify.h: run the account step for a profile: a token, then each of its hosts. What `setup`
 * does before it saves, and `verify` at any time.
 */
#pragma once

#include <jansson.h>

#include "helper/account/account.h"
#include "helper/account/verify_rules.h"
#include "helper/options.h"
#include "store/store.h"

struct verify {
    const struct profile *profile;
    const struct options *options; /* require_admin, wait */
    struct report *report;
    const struct settings_fleet *fleet; /* whose tokens may come from others; NULL = none */

    struct token token;
    size_t secret; /* the index of the one that worked */

    struct account *account; /* one a host that was asked, `count` of them */
    size_t count;
};

#define VERIFY(profile_, options_, report_)                                                    \
    {                                                                                          \
        .profile = (profile_), .options = (options_), .report = (report_), .token = TOKEN,     \
        .secret = SIZE_MAX                                                                     \
    }

/* Asks Adobe for a token, and reports it. The statuses of exchange_token(). */
enum status verify_token(struct verify *verify, struct fault *fault);

/* Asks about a host (borrowed until verify_clear()) with the token, and reports what it finds.
 * STATUS_OK when it proved that the account can be used there, else verify_rules_account()'s.
 * The account is kept either way. */
enum status verify_host(struct verify *verify, const char *host, struct fault *fault);

/* Whether the account that was asked about last may be there in some minutes. */
bool verify_may_appear(const struct verify *verify);

/* Whether the host that was proved last has another name, acme.my.workfront.adobe.com for
 * acme.my.workfront.com and the reverse, under which Workfront takes the token as the same
 * customer's. Then it's in `alias`, and counts as proved. */
bool verify_alias(struct verify *verify, char alias[HOST_SIZE]);

/* Keeps in the store what was proved of the profile's hosts. */
enum status verify_keep(const struct verify *verify, struct store *store);

/* Wipes and releases everything. */
void verify_clear(struct verify *verify);

/* What the account step proved, and when: the store's record STORE_STATE of
 * profile_host_name(). A view, as struct profile. What was proved stays when a later run fails.
 */
struct verification {
    int64_t proved_at; /* Unix seconds; 0 = never */
    const char *user_id, *customer_id, *user_name, *user_email, *access_level, *license_type;
    bool is_registered, is_admin;
    struct string_list family; /* "NAME VERDICT HTTP-STATUS" */

    int64_t failed_at;   /* Unix seconds of the last run, when that failed; else 0 */
    const char *failure; /* status_name() of it */
    const char *detail;  /* what was wrong, printable */
    struct buffer text;
};

#define VERIFICATION                                                                           \
    {                                                                                          \
        .text = BUFFER(STORE_RECORD_MAX)                                                       \
    }

/* Loads what is remembered; nothing, or a damaged record, is an empty one. */
enum status verification_load(struct verification *verification, struct store *store,
                              const char *profile, const char *host, struct fault *fault);

void verification_clear(struct verification *verification);

/* Keeps what became of a run: all that `account` learnt when `status` is STATUS_OK, else only
 * that it failed as `fault` says. */
enum status verification_keep(struct store *store, const struct account *account,
                              enum status status, const struct fault *fault);

/* A new object with what was proved, NULL when memory is short. */
json_t *verification_json(const struct verification *verification, const char *host);
