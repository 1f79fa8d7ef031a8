/* verification.c: remember what was proved. */
#include "helper/account/verification.h"

#include "helper/say/json.h"
#include "helper/token/stored.h"

static const struct record_rule rules[] = {
    RECORD_RULE(verification, proved_at, NUMBER),
    RECORD_RULE(verification, user_id, TEXT),
    RECORD_RULE(verification, user_name, TEXT),
    RECORD_RULE(verification, user_email, TEXT),
    RECORD_RULE(verification, access_level, TEXT),
    RECORD_RULE(verification, license_type, TEXT),
    RECORD_RULE(verification, is_registered, FLAG),
    RECORD_RULE(verification, is_admin, FLAG),
    RECORD_RULE_AS(verification, "family[]", family, LIST),
    RECORD_RULE(verification, failed_at, NUMBER),
    RECORD_RULE(verification, failure, TEXT),
    RECORD_RULE(verification, detail, TEXT),
};

static const struct stored_form form = STORED_FORM(STATE, rules);

void verification_clear(struct verification *proof)
{
    buffer_clear(&proof->text);
    *proof = (struct verification)VERIFICATION;
}

enum status verification_load(struct verification *proof, struct store *store,
                              const char *profile, const char *host, struct fault *fault)
{
    char name[PROFILE_HOST_NAME_SIZE];
    enum status status;

    verification_clear(proof);
    profile_host_name(name, profile, host);
    status = stored_load(proof, &proof->text, &form, store, name, NULL, fault);
    if (status != STATUS_OK)
        verification_clear(proof);
    return status == STATUS_NOT_FOUND || status == STATUS_DAMAGED ? STATUS_OK : status;
}

static void take_account(struct verification *proof, const struct account *account)
{
    const struct adobe_answer *answer = &account->user.answer;

    proof->proved_at = moment_now().wall;
    proof->user_id = answer->user_id;
    proof->user_name = answer->user_name;
    proof->user_email = answer->user_email;
    proof->access_level = answer->access_level;
    proof->license_type = answer->license_type;
    proof->is_registered = answer->user_is_registered;
    proof->is_admin = answer->user_is_admin || answer->session_is_admin;
    proof->family = account->families.answer.family;
    proof->failed_at = 0;
    proof->failure = proof->detail = NULL;
}

enum status verification_keep(struct store *store, const struct account *account,
                              enum status status, const struct fault *fault)
{
    const char *profile = account->profile->name;
    struct verification proof = VERIFICATION;
    enum status kept = verification_load(&proof, store, profile, account->host, NULL);
    char name[PROFILE_HOST_NAME_SIZE];

    if (status == STATUS_OK) {
        take_account(&proof, account);
    } else {
        proof.failed_at = moment_now().wall;
        proof.failure = status_name(status);
        proof.detail = fault->detail;
    }
    profile_host_name(name, profile, account->host);
    if (kept == STATUS_OK)
        kept = stored_save(&proof, &form, store, name, NULL);
    verification_clear(&proof);
    return kept;
}

json_t *verification_json(const struct verification *proof, const char *host)
{
    json_t *object =
        json_pack("{s:s, s:I, s:s?, s:s?, s:s?, s:b, s:b, s:o}", "host", host, "proved_at",
                  (json_int_t)proof->proved_at, "user_id", proof->user_id, "access_level",
                  proof->access_level, "license_type", proof->license_type, "registered",
                  proof->is_registered, "administrator", proof->is_admin, "families",
                  json_words(&proof->family));

    if (object != NULL && proof->failure != NULL) {
        json_object_set_new(object, "failed_at", json_integer(proof->failed_at));
        json_object_set_new(object, "failure", json_string(proof->failure));
        json_object_set_new(object, "detail", json_string(proof->detail));
    }
    return object;
}
