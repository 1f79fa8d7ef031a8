/* verification.h: what the account step proved, and when: the store's record STORE_STATE of
 * profile_host_name().
 */
#ifndef HELPER_VERIFICATION_H
#define HELPER_VERIFICATION_H

#include <jansson.h>

#include "helper/account/account.h"
#include "store/store.h"

/* A view, as struct profile. What was proved stays when a later run fails. */
struct verification {
    int64_t proved_at; /* Unix seconds; 0 = never */
    const char *user_id, *user_name, *user_email, *access_level, *license_type;
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

/* Loads what is remembered; nothing, or a damaged record, is an empty proof. */
enum status verification_load(struct verification *proof, struct store *store,
                              const char *profile, const char *host, struct fault *fault);

void verification_clear(struct verification *proof);

/* Keeps what became of a run: all that `account` learnt when `status` is STATUS_OK, else only
 * that it failed as `fault` says. */
enum status verification_keep(struct store *store, const struct account *account,
                              enum status status, const struct fault *fault);

/* A new object with what was proved, NULL when memory is short. */
json_t *verification_json(const struct verification *proof, const char *host);

#endif
