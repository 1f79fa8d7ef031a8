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

enum status verify_token(struct verify *verify, struct fault *fault)
{
    struct exchange exchange = { .profile = verify->profile,
                                 .end = clock_milliseconds() + DEADLINE };
    enum status status;

    token_clear(&verify->token);
    status = exchange_token(&exchange, &verify->token, fault);
    verify->secret = exchange.secret;
    if (status == STATUS_THROTTLED && exchange.retry_after > 0)
        tell_pause(fault, exchange.retry_after);
    if (status == STATUS_OK)
        verify_rules_token(verify->report, verify->profile, &verify->token, verify->secret,
                           true);
    else
        verify_rules_no_token(verify->report, verify->profile, fault);
    return status;
}

/* Room for one more, or NULL. */
static struct account *account_add(struct verify *verify)
{
    struct account *longer =
        realloc(verify->account, (verify->count + 1) * sizeof *verify->account);

    if (longer == NULL)
        return NULL;
    verify->account = longer;
    return &verify->account[verify->count++];
}

enum status verify_host(struct verify *verify, const char *host, struct fault *fault)
{
    struct account *account = account_add(verify);
    enum status status;

    if (account == NULL)
        return fault_set(fault, STATUS_NO_MEMORY, 0, host, NULL);
    *account = (struct account)ACCOUNT(verify->profile, host, &verify->token);
    account->require_admin = verify->options->require_admin;
    account_ask(account, verify->options->wait);
    status = verify_rules_account(verify->report, account);
    if (status == STATUS_UNREACHABLE)
        *fault = account->fault; /* which tells by what */
    else if (status != STATUS_OK)
        *fault = verify->report->fault;
    account->status = status;
    return status;
}

bool verify_may_appear(const struct verify *verify)
{
    return verify->count > 0 && account_may_appear(&verify->account[verify->count - 1]);
}

static bool is_same_customer(const struct account *a, const struct account *b)
{
    const char *one = a->user.answer.session_customer_id,
               *other = b->user.answer.session_customer_id;

    return a->status == STATUS_OK && b->status == STATUS_OK && one != NULL && other != NULL &&
           strcmp(one, other) == 0;
}

bool verify_alias(struct verify *verify, char alias[HOST_SIZE])
{
    struct account *account;

    if (verify->count == 0 || !account_alias(alias, verify->account[verify->count - 1].host) ||
        (account = account_add(verify)) == NULL)
        return false;
    *account = (struct account)ACCOUNT(verify->profile, alias, &verify->token);
    account_ask(account, 0);
    if (!is_same_customer(account - 1, account))
        account->status = STATUS_ACCOUNT;
    return account->status == STATUS_OK;
}

enum status verify_keep(const struct verify *verify, struct store *store)
{
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; status == STATUS_OK && i < verify->count; i++)
        if (verify->account[i].status == STATUS_OK &&
            string_list_contain(&verify->profile->host, verify->account[i].host))
            status = verification_keep(store, &verify->account[i], STATUS_OK, NULL);
    return status;
}

void verify_clear(struct verify *verify)
{
    size_t i;

    for (i = 0; i < verify->count; i++)
        account_clear(&verify->account[i]);
    free(verify->account);
    verify->account = NULL;
    verify->count = 0;
    token_clear(&verify->token);
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

void verification_clear(struct verification *verification)
{
    buffer_clear(&verification->text);
    *verification = (struct verification)VERIFICATION;
}

enum status verification_load(struct verification *verification, struct store *store,
                              const char *profile, const char *host, struct fault *fault)
{
    char name[PROFILE_HOST_NAME_SIZE];
    enum status status;

    verification_clear(verification);
    profile_host_name(name, profile, host);
    status = stored_load(verification, &verification->text, &form, store, name, NULL, fault);
    if (status != STATUS_OK)
        verification_clear(verification);
    return status == STATUS_NOT_FOUND || status == STATUS_DAMAGED ? STATUS_OK : status;
}

static void take_account(struct verification *verification, const struct account *account)
{
    const struct adobe_answer *answer = &account->user.answer;

    verification->proved_at = moment_now().wall;
    verification->user_id = answer->user_id;
    verification->customer_id = answer->session_customer_id;
    verification->user_name = answer->user_name;
    verification->user_email = answer->user_email;
    verification->access_level = answer->access_level;
    verification->license_type = answer->license_type;
    verification->is_registered = answer->user_is_registered;
    verification->is_admin = answer->user_is_admin || answer->session_is_admin;
    verification->family = account->families.answer.family;
    verification->failed_at = 0;
    verification->failure = verification->detail = NULL;
}

enum status verification_keep(struct store *store, const struct account *account,
                              enum status status, const struct fault *fault)
{
    const char *profile = account->profile->name;
    struct verification verification = VERIFICATION;
    enum status kept = verification_load(&verification, store, profile, account->host, NULL);
    char name[PROFILE_HOST_NAME_SIZE];

    if (status == STATUS_OK) {
        take_account(&verification, account);
    } else {
        verification.failed_at = moment_now().wall;
        verification.failure = status_name(status);
        verification.detail = fault->detail;
    }
    profile_host_name(name, profile, account->host);
    if (kept == STATUS_OK)
        kept = stored_save(&verification, &form, store, name, NULL);
    verification_clear(&verification);
    return kept;
}

json_t *verification_json(const struct verification *verification, const char *host)
{
    json_t *object = json_pack(
        "{s:s, s:I, s:s?, s:s?, s:s?, s:b, s:b, s:o}", "host", host, "proved_at",
        (json_int_t)verification->proved_at, "user_id", verification->user_id, "access_level",
        verification->access_level, "license_type", verification->license_type, "registered",
        verification->is_registered, "administrator", verification->is_admin, "families",
        json_words(&verification->family));

    if (object != NULL && verification->failure != NULL) {
        json_object_set_new(object, "failed_at", json_integer(verification->failed_at));
        json_object_set_new(object, "failure", json_string(verification->failure));
        json_object_set_new(object, "detail", json_string(verification->detail));
    }
    return object;
}
