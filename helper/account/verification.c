/* verification.c: remember what was proved. */
#include "helper/account/verification.h"

#include <stddef.h>
#include <stdio.h>

#include "helper/say/json.h"

enum { NAME_SIZE = PROFILE_NAME_MAX + HOST_SIZE + 2 };

#define ROW(key, member, kind)                                                                 \
    {                                                                                          \
        key, offsetof(struct verification, member), kind, kind != RECORD_LIST                  \
    }

static const struct record_rule rules[] = {
    ROW("proved_at", proved_at, RECORD_NUMBER),
    ROW("user_id", user_id, RECORD_TEXT),
    ROW("user_name", user_name, RECORD_TEXT),
    ROW("user_email", user_email, RECORD_TEXT),
    ROW("access_level", access_level, RECORD_TEXT),
    ROW("license_type", license_type, RECORD_TEXT),
    ROW("is_registered", is_registered, RECORD_FLAG),
    ROW("is_admin", is_admin, RECORD_FLAG),
    ROW("family[]", family, RECORD_LIST),
    ROW("failed_at", failed_at, RECORD_NUMBER),
    ROW("failure", failure, RECORD_TEXT),
    ROW("detail", detail, RECORD_TEXT),
};

static void record_name(char out[NAME_SIZE], const char *profile, const char *host)
{
    snprintf(out, NAME_SIZE, "%s/%s", profile, host);
}

void verification_clear(struct verification *proof)
{
    buffer_clear(&proof->text);
    *proof = (struct verification)PROOF;
}

enum status verification_load(struct verification *proof, struct store *store,
                              const char *profile, const char *host, struct fault *fault)
{
    struct record_reader reader;
    char name[NAME_SIZE];
    enum status status;

    verification_clear(proof);
    record_name(name, profile, host);
    status = store_get(store, STORE_STATE, name, &proof->text, NULL, fault);
    if (status == STATUS_OK) {
        reader = record_reader(&proof->text);
        if (record_read(&reader, rules, RECORD_RULES_COUNT(rules), proof, NULL) == STATUS_OK)
            return STATUS_OK;
        status = STATUS_DAMAGED;
    }
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

static enum status save(const struct verification *proof, struct store *store,
                        const char *profile, const char *host, struct fault *fault)
{
    struct buffer out = BUFFER(STORE_RECORD_MAX);
    char name[NAME_SIZE];
    enum status status;

    record_write(&out, rules, RECORD_RULES_COUNT(rules), proof);
    status = buffer_status(&out);
    record_name(name, profile, host);
    if (status == STATUS_OK)
        status = store_put(store, STORE_STATE, name, &out, fault);
    buffer_clear(&out);
    return status;
}

enum status verification_keep(struct store *store, const struct account *account,
                              enum status status, const struct fault *fault)
{
    const char *profile = account->profile->name;
    struct verification proof = PROOF;
    enum status kept = verification_load(&proof, store, profile, account->host, NULL);

    if (status == STATUS_OK) {
        take_account(&proof, account);
    } else {
        proof.failed_at = moment_now().wall;
        proof.failure = status_name(status);
        proof.detail = fault->detail;
    }
    if (kept == STATUS_OK)
        kept = save(&proof, store, profile, account->host, NULL);
    verification_clear(&proof);
    return kept;
}

enum status verification_delete(struct store *store, const char *profile, const char *host,
                                struct fault *fault)
{
    char name[NAME_SIZE];
    enum status status;

    record_name(name, profile, host);
    status = store_delete(store, STORE_STATE, name, fault);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
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
