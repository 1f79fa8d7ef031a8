/* check_import_fields.c: what a credential file holds: each value right, wrong and missing. */
#include "tests/lib/imports.h"

#include <stdio.h>

/* The flat file with one member more; later members win nothing. */
static void expect_with(const char *members, const char *error, const char *field)
{
    char text[2048];

    snprintf(text, sizeof text,
             "{%s,\"org_id\":\"0@AdobeOrg\",\"TechnicalAccountEmail\":\"" EMAIL "\"}", members);
    expect_of(text, NULL, error == NULL ? "ok" : "malformed", error, field);
}

#define ID     "\"client_id\":\"c\","
#define SECRET "\"client_secret\":\"s\","
#define SCOPE  "\"scope\":\"openid\""

START_TEST(keys_are_known_in_every_spelling)
{
    expect_with(ID SECRET SCOPE, NULL, NULL);
    expect_with("\"clientId\":\"c\",\"clientSecret\":\"s\",\"scopes\":\"openid\"", NULL, NULL);
    expect_with("\"CLIENT-ID\":\"c\",\"Client_Secrets\":\"s\",\"SCOPE\":[\"openid\"]", NULL,
                NULL);
    expect_with("\"api_key\":\"c\"," SECRET SCOPE, NULL, NULL);
    expect_with(ID SECRET SCOPE ",\"technical_account_id\":null,\"x\":{\"client_id\":5}", NULL,
                NULL);
}
END_TEST

START_TEST(what_is_missing_is_named)
{
    expect_with(SECRET SCOPE, "missing", "client_id");
    expect_with("\"client_id\":null," SECRET SCOPE, "missing", "client_id");
    expect_with("\"client_id\":\"\"," SECRET SCOPE, "missing", "client_id");
    expect_with(ID SCOPE, "missing", "client_secret");
    expect_with(ID "\"client_secrets\":[]," SCOPE, "missing", "client_secret");
    expect_with(ID "\"client_secrets\":[\"\"]," SCOPE, "missing", "client_secret");
    expect_with(ID SECRET "\"scopes\":[]", "missing", "scope");
    expect_with(ID SECRET "\"scopes\":\"\"", "missing", "scope");
    expect_of("{" ID SECRET SCOPE "}", NULL, "ok", NULL, NULL);
}
END_TEST

START_TEST(what_has_the_wrong_type_is_named)
{
    expect_with("\"client_id\":5," SECRET SCOPE, "wrong-type", "client_id");
    expect_with("\"client_id\":[\"c\"]," SECRET SCOPE, "wrong-type", "client_id");
    expect_with(ID "\"client_secret\":{\"a\":\"b\"}," SCOPE, "wrong-type", "client_secret");
    expect_with(ID "\"client_secrets\":[[\"b\"]]," SCOPE, "wrong-type", "client_secret");
    expect_with(ID "\"client_secrets\":[null]," SCOPE, "wrong-type", "client_secret");
    expect_with(ID SECRET "\"scopes\":true", "wrong-type", "scope");
    expect_with(ID SECRET "\"scopes\":[\"a\",1]", "wrong-type", "scope");
    expect_with(ID SECRET SCOPE ",\"technical_account_id\":1", "wrong-type",
                "technical_account_id");
}
END_TEST

START_TEST(what_has_a_wrong_value_is_named)
{
    expect_with("\"client_id\":\"a b\"," SECRET SCOPE, "wrong-value", "client_id");
    expect_with("\"client_id\":\"a\\nb\"," SECRET SCOPE, "wrong-value", "client_id");
    expect_with(ID "\"client_secret\":\" s\"," SCOPE, "wrong-value", "client_secret");
    expect_with(ID "\"client_secret\":\"s\\u00e4\"," SCOPE, "wrong-value", "client_secret");
    expect_with(ID SECRET "\"scope\":\"a\\u0007\"", "wrong-value", "scope");
    expect_with(ID SECRET "\"scope\":\" , \"", "wrong-value", "scope");
    expect_with(ID SECRET SCOPE ",\"ims_org\":\"0@AdobeOrg2\"", "wrong-value", "org_id");
    expect_of("{" ID SECRET SCOPE ",\"org_id\":\"23294\",\"technical_account_email\":\"a@b\"}",
              NULL, "malformed", "wrong-value", "org_id");
    expect_of("{" ID SECRET SCOPE
              ",\"org_id\":\"@AdobeOrg\",\"technical_account_email\":\"a@b\"}",
              NULL, "malformed", "wrong-value", "org_id");
    expect_of("{" ID SECRET SCOPE ",\"technical_account_email\":\"a\"}", NULL, "malformed",
              "wrong-value", "technical_account_email");
    expect_of("{" ID SECRET SCOPE ",\"technical_account_email\":\"a@b@c\"}", NULL, "malformed",
              "wrong-value", "technical_account_email");
    expect_of("{" ID SECRET SCOPE ",\"technical_account_email\":\"@b\"}", NULL, "malformed",
              "wrong-value", "technical_account_email");
}
END_TEST

START_TEST(one_key_in_two_spellings_must_agree)
{
    expect_with(ID "\"clientId\":\"c\"," SECRET SCOPE, NULL, NULL);
    expect_with(ID "\"clientId\":\"d\"," SECRET SCOPE, "conflict", "client_id");
    expect_with(ID "\"API_KEY\":\"d\"," SECRET SCOPE, "conflict", "client_id");
    expect_with(ID SECRET SCOPE ",\"ims_org\":\"1@AdobeOrg\"", "conflict", "org_id");
}
END_TEST

START_TEST(two_secrets_are_kept_and_a_third_is_too_many)
{
    expect_with(ID SECRET "\"client_secrets\":[\"s\",\"t\"]," SCOPE, NULL, NULL);
    expect_with(ID "\"client_secrets\":[\"s\",\"t\",\"s\"]," SCOPE, NULL, NULL);
    expect_with(ID "\"client_secrets\":[\"s\",\"t\",\"u\"]," SCOPE, "too-many",
                "client_secret");
}
END_TEST

START_TEST(scopes_come_in_every_separation)
{
    static const char *const scopes[] = {
        "[\"openid\",\"AdobeID\",\"a.b\"]",
        "\"openid,AdobeID,a.b\"",
        "\"openid AdobeID a.b\"",
        "\"openid, AdobeID,  a.b,\"",
        "[\"openid, AdobeID\",\"a.b\",\"openid\"]",
        "[\"openid\\r\\nAdobeID\",\"\\ta.b\"]",
    };
    size_t i;

    for (i = 0; i < COUNT(scopes); i++) {
        char text[512];
        struct reply reply;

        snprintf(text, sizeof text,
                 "{" ID SECRET "\"technical_account_email\":\"a@b\",\"scopes\":%s}", scopes[i]);
        reply = imported(text, NULL);
        expect(&reply, "ok", NULL, NULL);
        ck_assert_str_eq(reply.answer.scope, "openid,AdobeID,a.b");
        reply_clear(&reply);
    }
}
END_TEST

START_TEST(scopes_have_an_end)
{
    struct buffer text = BUFFER(100000);
    int i;

    buffer_text(&text, "{" ID SECRET "\"technical_account_email\":\"a@b\",\"scopes\":[\"x\"");
    for (i = 0; i < 2000; i++)
        buffer_format(&text, ",\"scope%d\"", i);
    buffer_text(&text, "]}");
    expect_of(buffer_string(&text), NULL, "malformed", "too-many", "scope");
    buffer_clear(&text);
}
END_TEST

START_TEST(a_byte_order_mark_is_passed_over)
{
    expect_of("\xEF\xBB\xBF{" ID SECRET SCOPE ",\"technical_account_email\":\"a@b\"}", NULL,
              "ok", NULL, NULL);
    expect_of("\xEF\xBB\xBF", NULL, "malformed", "not-json", NULL);
    expect_of("\xEF\xBB", NULL, "malformed", "not-json", NULL);
}
END_TEST

START_TEST(a_truncated_file_is_never_a_credential)
{
    size_t length;

    for (length = 0; length < sizeof flat - 3; length++) {
        char *copy = malloc(length + 1); /* of its exact size, for AddressSanitizer */
        struct reply reply;

        ck_assert_ptr_nonnull(copy);
        memcpy(copy, flat, length);
        reply = imported_bytes(copy, length, NULL);
        expect(&reply, "malformed", "not-json", NULL);
        reply_clear(&reply);
        free(copy);
    }
}
END_TEST

START_TEST(a_deep_or_enormous_file_is_refused)
{
    static const char bytes[] = "[{\"\\ ";
    char *key = many('k', 500000);
    struct reply reply;
    size_t i;

    for (i = 0; i < sizeof bytes - 1; i++) {
        char *text = many(bytes[i], ADOBE_PAYLOAD_MAX);

        reply = imported_bytes(text, ADOBE_PAYLOAD_MAX, NULL);
        expect(&reply, "malformed", "not-json", NULL);
        reply_clear(&reply);
        free(text);
    }
    key[0] = '{', key[1] = key[400000] = '"', key[400001] = ':', key[400002] = '5';
    key[400003] = '}', key[400004] = '\0';
    expect_of(key, NULL, "unsuitable", "unknown-shape", NULL);
    reply = imported_bytes(key, ADOBE_PAYLOAD_MAX + 1, NULL);
    expect(&reply, "too-long", NULL, NULL);
    reply_clear(&reply);
    free(key);
}
END_TEST

int main(void)
{
    return suite_run(
        "import-fields",
        SUITE(keys_are_known_in_every_spelling, what_is_missing_is_named,
              what_has_the_wrong_type_is_named, what_has_a_wrong_value_is_named,
              one_key_in_two_spellings_must_agree, two_secrets_are_kept_and_a_third_is_too_many,
              scopes_come_in_every_separation, scopes_have_an_end,
              a_byte_order_mark_is_passed_over, a_truncated_file_is_never_a_credential,
              a_deep_or_enormous_file_is_refused));
}
