/* verify.c: the account step, end to end. */
#include "helper/account/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper/say/fields.h"
#include "helper/say/times.h"
#include "helper/token/exchange.h"
#include "helper/token/stored.h"
#include "protocol/clock.h"

enum { DEADLINE = 30000 /* milliseconds */ };

/* Nothing is remembered of this failure, that could say so. */
static void tell_pause(struct fault *fault, int64_t seconds)
{
    char span[FORMAT_TIME_SIZE];
    size_t used = strlen(fault->detail);

    format_time_span(span, seconds);
    snprintf(fault->detail + used, sizeof fault->detail - used, ", for %s", span);
}

enum status verify_token(struct verify *prove, struct fault *fault)
{
    struct exchange exchange = { .profile = prove->profile,
                                 .end = clock_milliseconds() + DEADLINE };
    enum status status;

    token_clear(&prove->token);
    status = exchange_token(&exchange, &prove->token, fault);
    prove->secret = exchange.secret;
    if (status == STATUS_THROTTLED && exchange.retry_after > 0)
        tell_pause(fault, exchange.retry_after);
    if (status == STATUS_OK)
        verify_rules_token(prove->report, prove->profile, &prove->token, prove->secret, true);
    else
        verify_rules_no_token(prove->report, prove->profile, fault);
    return status;
}

/* Room for one more, or NULL. */
static struct account *account_add(struct verify *prove)
{
    struct account *longer =
        realloc(prove->account, (prove->count + 1) * sizeof *prove->account);

    if (longer == NULL)
        return NULL;
    prove->account = longer;
    return &prove->account[prove->count++];
}

enum status verify_host(struct verify *prove, const char *host, struct fault *fault)
{
    struct account *account = account_add(prove);
    enum status status;

    if (account == NULL)
        return fault_set(fault, STATUS_NO_MEMORY, 0, host, NULL);
    *account = (struct account)ACCOUNT(prove->profile, host, &prove->token);
    account->require_admin = prove->options->require_admin;
    account_ask(account, prove->options->wait);
    status = verify_rules_account(prove->report, account);
    if (status == STATUS_UNREACHABLE)
        *fault = account->fault; /* which tells by what */
    else if (status != STATUS_OK)
        *fault = prove->report->fault;
    account->status = status;
    return status;
}

bool verify_may_appear(const struct verify *prove)
{
    return prove->count > 0 && account_may_appear(&prove->account[prove->count - 1]);
}

static bool is_same_customer(const struct account *a, const struct account *b)
{
    const char *one = a->user.answer.session_customer_id,
               *other = b->user.answer.session_customer_id;

    return a->status == STATUS_OK && b->status == STATUS_OK && one != NULL && other != NULL &&
           strcmp(one, other) == 0;
}

bool verify_twin(struct verify *prove, char twin[HOST_SIZE])
{
    struct account *account;

    if (prove->count == 0 || !account_twin_host(twin, prove->account[prove->count - 1].host) ||
        (account = account_add(prove)) == NULL)
        return false;
    *account = (struct account)ACCOUNT(prove->profile, twin, &prove->token);
    account_ask(account, 0);
    if (!is_same_customer(account - 1, account))
        account->status = STATUS_ACCOUNT;
    return account->status == STATUS_OK;
}

enum status verify_keep(const struct verify *prove, struct store *store)
{
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; status == STATUS_OK && i < prove->count; i++)
        if (prove->account[i].status == STATUS_OK &&
            string_list_contain(&prove->profile->host, prove->account[i].host))
            status = verification_keep(store, &prove->account[i], STATUS_OK, NULL);
    return status;
}

void verify_clear(struct verify *prove)
{
    size_t i;

    for (i = 0; i < prove->count; i++)
        account_clear(&prove->account[i]);
    free(prove->account);
    prove->account = NULL;
    prove->count = 0;
    token_clear(&prove->token);
}

static const struct record_rule rules[] = {
    RECORD_RULE(verification, proved_at, NUMBER),
    RECORD_RULE(verification, user_id, TEXT),
    RECORD_RULE(verification, customer_id, TEXT),
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
    proof->customer_id = answer->session_customer_id;
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
