/* adobe.c: the records between the helper and the network program. */
#include "protocol/adobe.h"

#include <stddef.h>

const char *const adobe_environment[ADOBE_ENVIRONMENT] = {
    "https_proxy", "HTTPS_PROXY",   "all_proxy",    "ALL_PROXY",      "no_proxy",
    "NO_PROXY",    "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", NULL,
};

/* clang-format off */
#define CALL(member, kind)   { #member, offsetof(struct adobe_call, member), kind, true }
#define ANSWER(member, kind) { #member, offsetof(struct adobe_answer, member), kind, true }
#define ANSWER_LIST(member) \
    { #member "[]", offsetof(struct adobe_answer, member), RECORD_LIST, false }
/* clang-format on */

static const struct record_rule call_rules[] = {
    CALL(version, RECORD_NUMBER),
    CALL(call, RECORD_TEXT),
    CALL(deadline, RECORD_NUMBER),
    CALL(endpoint, RECORD_TEXT),
    CALL(client_id, RECORD_TEXT),
    CALL(client_secret, RECORD_TEXT),
    CALL(scope, RECORD_TEXT),
    CALL(host, RECORD_TEXT),
    CALL(access_token, RECORD_TEXT),
    CALL(org_id, RECORD_TEXT),
    CALL(technical_account_email, RECORD_TEXT),
    CALL(api_version, RECORD_NUMBER),
    CALL(customer_id, RECORD_TEXT),
    CALL(user_id, RECORD_TEXT),
    CALL(credential, RECORD_TEXT),
};

static const struct record_rule answer_rules[] = {
    ANSWER(version, RECORD_NUMBER),
    ANSWER(status, RECORD_TEXT),
    ANSWER(field, RECORD_TEXT),
    ANSWER(http_status, RECORD_NUMBER),
    ANSWER(error, RECORD_TEXT),
    ANSWER(error_description, RECORD_TEXT),
    ANSWER(debug_id, RECORD_TEXT),
    ANSWER(redirect, RECORD_TEXT),
    ANSWER(retry_after, RECORD_NUMBER),
    ANSWER(server_time, RECORD_NUMBER),
    ANSWER(access_token, RECORD_TEXT),
    ANSWER(expires_in, RECORD_NUMBER),
    ANSWER(claims_lifetime, RECORD_NUMBER),
    ANSWER(session_user_id, RECORD_TEXT),
    ANSWER(session_customer_id, RECORD_TEXT),
    ANSWER(session_is_admin, RECORD_FLAG),
    ANSWER(user_id, RECORD_TEXT),
    ANSWER(user_name, RECORD_TEXT),
    ANSWER(user_email, RECORD_TEXT),
    ANSWER(user_username, RECORD_TEXT),
    ANSWER(user_is_active, RECORD_FLAG),
    ANSWER(user_is_registered, RECORD_FLAG),
    ANSWER(user_is_admin, RECORD_FLAG),
    ANSWER(access_level, RECORD_TEXT),
    ANSWER(license_type, RECORD_TEXT),
    ANSWER(candidates, RECORD_NUMBER),
    ANSWER_LIST(family),
    ANSWER(jail, RECORD_TEXT),
    ANSWER(libraries, RECORD_TEXT),
    ANSWER(name, RECORD_TEXT),
    ANSWER(client_id, RECORD_TEXT),
    ANSWER(org_id, RECORD_TEXT),
    ANSWER(technical_account_id, RECORD_TEXT),
    ANSWER(technical_account_email, RECORD_TEXT),
    ANSWER(scope, RECORD_TEXT),
    ANSWER_LIST(client_secret),
    ANSWER_LIST(choice),
    ANSWER(shape, RECORD_TEXT),
    ANSWER_LIST(leftover),
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
    enum status status =
        record_read(reader, call_rules, RECORD_RULES_COUNT(call_rules), call, fault);

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
    enum status status =
        record_read(reader, answer_rules, RECORD_RULES_COUNT(answer_rules), answer, fault);

    if (status == STATUS_OK)
        status = version_check(answer->version, fault);
    return status == STATUS_OK ? range_check(answer, fault) : status;
}

void adobe_call_write(struct buffer *out, const struct adobe_call *call)
{
    struct adobe_call copy = *call;

    copy.version = ADOBE_VERSION;
    record_write(out, call_rules, RECORD_RULES_COUNT(call_rules), &copy);
    record_end(out);
}

void adobe_answer_write(struct buffer *out, const struct adobe_answer *answer)
{
    struct adobe_answer copy = *answer;

    copy.version = ADOBE_VERSION;
    record_write(out, answer_rules, RECORD_RULES_COUNT(answer_rules), &copy);
    record_end(out);
}
