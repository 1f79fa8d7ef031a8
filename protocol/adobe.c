/* adobe.c: the records between the helper and the network program. */
#include "protocol/adobe.h"

#include <stddef.h>

const char *const adobe_environment[ADOBE_ENVIRONMENT] = {
    "https_proxy", "HTTPS_PROXY",   "all_proxy",    "ALL_PROXY",      "no_proxy",
    "NO_PROXY",    "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", NULL,
};

static const struct record_rule call_rules[] = {
    RECORD_RULE(adobe_call, version, NUMBER),
    RECORD_RULE(adobe_call, call, TEXT),
    RECORD_RULE(adobe_call, deadline, NUMBER),
    RECORD_RULE(adobe_call, endpoint, TEXT),
    RECORD_RULE(adobe_call, client_id, TEXT),
    RECORD_RULE(adobe_call, client_secret, TEXT),
    RECORD_RULE(adobe_call, scope, TEXT),
    RECORD_RULE(adobe_call, host, TEXT),
    RECORD_RULE(adobe_call, access_token, TEXT),
    RECORD_RULE(adobe_call, org_id, TEXT),
    RECORD_RULE(adobe_call, technical_account_email, TEXT),
    RECORD_RULE(adobe_call, api_version, NUMBER),
    RECORD_RULE(adobe_call, customer_id, TEXT),
    RECORD_RULE(adobe_call, user_id, TEXT),
    RECORD_RULE(adobe_call, fusion, TEXT),
    RECORD_RULE_AS(adobe_call, "family[]", family, LIST),
    RECORD_RULE(adobe_call, credential, TEXT),
    RECORD_RULE(adobe_call, console_org, TEXT),
    RECORD_RULE(adobe_call, console_credential, TEXT),
    RECORD_RULE(adobe_call, uuid, TEXT),
};

static const struct record_rule answer_rules[] = {
    RECORD_RULE(adobe_answer, version, NUMBER),
    RECORD_RULE_OF(adobe_answer, status, TEXT),
    RECORD_RULE_OF(adobe_answer, field, TEXT),
    RECORD_RULE(adobe_answer, http_status, NUMBER),
    RECORD_RULE_OF(adobe_answer, error, TEXT),
    RECORD_RULE_OF(adobe_answer, error_description, TEXT),
    RECORD_RULE_OF(adobe_answer, debug_id, TEXT),
    RECORD_RULE_OF(adobe_answer, redirect, HOST),
    RECORD_RULE(adobe_answer, retry_after, NUMBER),
    RECORD_RULE(adobe_answer, server_time, NUMBER),
    RECORD_RULE_OF(adobe_answer, access_token, TOKEN),
    RECORD_RULE(adobe_answer, expires_in, NUMBER),
    RECORD_RULE(adobe_answer, claims_lifetime, NUMBER),
    RECORD_RULE_OF(adobe_answer, session_user_id, OBJECT),
    RECORD_RULE_OF(adobe_answer, session_customer_id, OBJECT),
    RECORD_RULE(adobe_answer, session_is_admin, FLAG),
    RECORD_RULE_OF(adobe_answer, user_id, OBJECT),
    RECORD_RULE_OF(adobe_answer, user_name, TEXT),
    RECORD_RULE_OF(adobe_answer, user_email, TEXT),
    RECORD_RULE_OF(adobe_answer, user_username, TEXT),
    RECORD_RULE(adobe_answer, user_is_active, FLAG),
    RECORD_RULE(adobe_answer, user_is_registered, FLAG),
    RECORD_RULE(adobe_answer, user_is_admin, FLAG),
    RECORD_RULE_OF(adobe_answer, access_level, TEXT),
    RECORD_RULE_OF(adobe_answer, license_type, TEXT),
    RECORD_RULE(adobe_answer, candidates, NUMBER),
    RECORD_RULE_LIST_OF(adobe_answer, "family[]", family, TEXT),
    RECORD_RULE_LIST_OF(adobe_answer, "secret[]", secret, TEXT),
    RECORD_RULE(adobe_answer, sent, FLAG),
    RECORD_RULE_OF(adobe_answer, jail, TEXT),
    RECORD_RULE_OF(adobe_answer, libraries, TEXT),
    RECORD_RULE_OF(adobe_answer, name, TEXT),
    RECORD_RULE_OF(adobe_answer, console_org, NUMBER),
    RECORD_RULE_OF(adobe_answer, console_credential, NUMBER),
    RECORD_RULE_OF(adobe_answer, client_id, CLIENT_ID),
    RECORD_RULE_OF(adobe_answer, org_id, ORG),
    RECORD_RULE_OF(adobe_answer, technical_account_id, ADDRESS),
    RECORD_RULE_OF(adobe_answer, technical_account_email, ADDRESS),
    RECORD_RULE_OF(adobe_answer, scope, SCOPES),
    RECORD_RULE_LIST_OF(adobe_answer, "client_secret[]", client_secret, SECRET),
    RECORD_RULE_LIST_OF(adobe_answer, "choice[]", choice, TEXT),
    RECORD_RULE_OF(adobe_answer, shape, TEXT),
    RECORD_RULE_LIST_OF(adobe_answer, "secret_place[]", secret_place, TEXT),
};

static enum status version_check(int64_t version, struct fault *fault)
{
    if (version != ADOBE_VERSION)
        return fault_set(fault, STATUS_MALFORMED, 0, "version", NULL);
    return STATUS_OK;
}

enum status adobe_call_read(struct adobe_call *call, struct record_reader *reader,
                            struct fault *fault)
{
    enum status status = record_read(reader, RECORD_RULES(call_rules), call, fault);

    return status == STATUS_OK ? version_check(call->version, fault) : status;
}

/* No number is negative, and some have a maximum. */
static enum status range_check(const struct adobe_answer *answer, struct fault *fault)
{
    const struct {
        const char *name;
        int64_t value, most;
    } ranges[] = {
        { "http_status", answer->http_status, 999 },
        { "retry_after", answer->retry_after, ADOBE_RETRY_MAX },
        { "server_time", answer->server_time, INT64_MAX },
        { "expires_in", answer->expires_in, INT64_MAX },
        { "claims_lifetime", answer->claims_lifetime, INT64_MAX },
        { "candidates", answer->candidates, INT64_MAX },
    };
    size_t i;

    for (i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (ranges[i].value < 0 || ranges[i].value > ranges[i].most)
            return fault_set(fault, STATUS_MALFORMED, 0, ranges[i].name, NULL);
    return STATUS_OK;
}

enum status adobe_answer_read(struct adobe_answer *answer, struct record_reader *reader,
                              struct fault *fault)
{
    enum status status = record_read(reader, RECORD_RULES(answer_rules), answer, fault);

    if (status == STATUS_OK)
        status = version_check(answer->version, fault);
    return status == STATUS_OK ? range_check(answer, fault) : status;
}

void adobe_call_write(struct buffer *out, const struct adobe_call *call)
{
    record_write_whole(out, RECORD_RULES(call_rules), call, ADOBE_VERSION);
}

void adobe_answer_write(struct buffer *out, const struct adobe_answer *answer)
{
    record_write_whole(out, RECORD_RULES(answer_rules), answer, ADOBE_VERSION);
}
