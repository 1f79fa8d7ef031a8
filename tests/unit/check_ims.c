/* check_ims.c: the token request to the byte, and every good answer that IMS has been seen to
 * give or must be feared to. */
#include "tests/lib/judged.h"

#include <stdio.h>

#include <sodium.h>

#include "protocol/credential.h"

static void expect_form(const char *secret, const char *scope, const char *form)
{
    struct adobe_call call = { .client_id = "0123abcd",
                               .client_secret = secret,
                               .scope = scope };
    struct buffer out = BUFFER(IMS_FORM_MAX);

    ims_form(&out, &call);
    ck_assert_int_eq(buffer_status(&out), STATUS_OK);
    ck_assert_str_eq(buffer_string(&out), form);
    buffer_clear(&out);
}

START_TEST(the_form_is_exact)
{
    expect_form("p8e-ONE", "openid,AdobeID,additional_info.roles",
                "grant_type=client_credentials&client_id=0123abcd&client_secret=p8e-ONE"
                "&scope=openid%2CAdobeID%2Cadditional_info.roles");
}
END_TEST

START_TEST(the_form_encodes_what_could_be_misread)
{
    expect_form("a+b&c=d%e~f.g_h-i/j?k\xff", "x",
                "grant_type=client_credentials&client_id=0123abcd"
                "&client_secret=a%2Bb%26c%3Dd%25e~f.g_h-i%2Fj%3Fk%FF&scope=x");
}
END_TEST

START_TEST(scopes_are_sent_once_in_order_and_case)
{
    expect_form("s", " openid, AdobeID,,openid adobeid,\topenid,AdobeID,open",
                "grant_type=client_credentials&client_id=0123abcd&client_secret=s"
                "&scope=openid%2CAdobeID%2Cadobeid%2Copen");
}
END_TEST

START_TEST(a_form_beyond_its_limit_fails)
{
    char *scope = many('x', IMS_FORM_MAX + 1);
    struct adobe_call call = { .client_id = "a", .client_secret = "b", .scope = scope };
    struct buffer out = BUFFER(IMS_FORM_MAX);

    ims_form(&out, &call);
    ck_assert_int_eq(buffer_status(&out), STATUS_TOO_LONG);
    buffer_clear(&out);
    free(scope);
}
END_TEST

/* Does the call without a server: every fault is found before one is asked. */
static void expect_fault(struct adobe_call call, const char *field)
{
    struct job job = { .call = call };

    ims_token(&job);
    expect(&job.reply, "malformed", NULL, field);
    reply_clear(&job.reply);
}

START_TEST(a_call_that_lacks_something_is_not_sent)
{
    static const struct adobe_call whole = { .endpoint = "https://127.0.0.1:1/",
                                             .client_id = "id",
                                             .client_secret = "secret",
                                             .scope = "openid" };
    struct adobe_call call;

    call = whole, call.endpoint = NULL, expect_fault(call, "endpoint");
    call = whole, call.endpoint = "http://127.0.0.1:1/", expect_fault(call, "endpoint");
    call = whole, call.client_id = NULL, expect_fault(call, "client_id");
    call = whole, call.client_id = "", expect_fault(call, "client_id");
    call = whole, call.client_id = "a b", expect_fault(call, "client_id");
    call = whole, call.client_secret = NULL, expect_fault(call, "client_secret");
    call = whole, call.client_secret = "", expect_fault(call, "client_secret");
    call = whole, call.client_secret = "\x7f", expect_fault(call, "client_secret");
    call = whole, call.scope = NULL, expect_fault(call, "scope");
    call = whole, call.scope = " ,", expect_fault(call, "scope");
    call = whole, call.scope = "a\"b", expect_fault(call, "scope");
}
END_TEST

START_TEST(a_good_answer_is_a_token)
{
    struct response response = response_of(200, good);
    struct reply reply;

    header(&response, "Date: Thu, 01 Jan 2026 00:00:05 GMT");
    reply = judged(response);
    expect(&reply, "ok", NULL, NULL);
    ck_assert_str_eq(reply.answer.access_token, "eyJhbGciOi.eyJpZCI6.c2ln");
    ck_assert_int_eq(reply.answer.expires_in, 86399);
    ck_assert_int_eq(reply.answer.http_status, 200);
    ck_assert_int_eq(reply.answer.server_time, ADOBE_NOW + 5);
    ck_assert_int_eq(reply.answer.claims_lifetime, 0);
    reply_clear(&reply);
}
END_TEST

START_TEST(a_life_is_read_in_every_way_it_is_written)
{
    static const struct {
        const char *expires_in;
        int64_t seconds; /* 0 = unexpected */
        const char *error;
    } cases[] = {
        { "3599", 3599, NULL },
        { "1", 1, NULL },
        { "\"86399\"", 86399, NULL },
        { "8.64e4", 86400, NULL },
        { "86399985", 86399, NULL }, /* milliseconds, as the retired endpoints answer */
        { "\"86399985\"", 86399, NULL },
        { "1000000", 604800, NULL }, /* seconds, but not believed */
        { "1000001", 1000, NULL },
        { "9223372036854775807", 604800, NULL },
        { "0", 0, "wrong-value" },
        { "-1", 0, "wrong-value" },
        { "-9223372036854775808", 0, "wrong-value" },
        { "86399.5", 0, "wrong-type" },
        { "1e300", 0, "wrong-type" },
        { "\"\"", 0, "wrong-type" },
        { "\"1 \"", 0, "wrong-type" },
        { "\"0x10\"", 0, "wrong-type" },
        { "\"99999999999999999999\"", 0, "wrong-type" },
        { "true", 0, "wrong-type" },
        { "null", 0, "wrong-type" },
        { "[86399]", 0, "wrong-type" },
        { "{}", 0, "wrong-type" },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        char body[256];
        struct reply reply;

        snprintf(body, sizeof body, "{\"access_token\":\"abc\",\"expires_in\":%s}",
                 cases[i].expires_in);
        reply = judged(response_of(200, body));
        expect(&reply, cases[i].error == NULL ? "ok" : "unexpected", cases[i].error,
               cases[i].error == NULL ? NULL : "expires_in");
        ck_assert_int_eq(reply.answer.expires_in, cases[i].seconds);
        reply_clear(&reply);
    }
}
END_TEST

START_TEST(an_answer_that_is_no_bearer_token_is_unexpected)
{
    static const struct {
        const char *body, *error, *field;
    } cases[] = {
        { "", "not-json", NULL },
        { "\"token\"", "not-json", NULL },
        { "null", "not-json", NULL },
        { "[]", "not-json", NULL },
        { "{\"access_token\":\"a\",\"expires_in\":5} trailing", "not-json", NULL },
        { "{\"access_token\":\"a\",\"access_token\":\"b\",\"expires_in\":5}", "not-json",
          NULL },
        { "{\"access_token\":\"a\\u0000b\",\"expires_in\":5}", "not-json", NULL },
        { "{\"access_token\":\"a\xff\",\"expires_in\":5}", "not-json", NULL },
        { "{}", "wrong-type", "expires_in" },
        { "{\"access_token\":\"a\"}", "wrong-type", "expires_in" },
        { "{\"expires_in\":5}", "wrong-type", "access_token" },
        { "{\"access_token\":null,\"expires_in\":5}", "wrong-type", "access_token" },
        { "{\"access_token\":5,\"expires_in\":5}", "wrong-type", "access_token" },
        { "{\"access_token\":[\"a\"],\"expires_in\":5}", "wrong-type", "access_token" },
        { "{\"access_token\":\"\",\"expires_in\":5}", "wrong-value", "access_token" },
        { "{\"access_token\":\"a\\nb\",\"expires_in\":5}", "wrong-value", "access_token" },
        { "{\"access_token\":\"a\\r\\nSet-Cookie: x\",\"expires_in\":5}", "wrong-value",
          "access_token" },
        { "{\"access_token\":\"a b\",\"expires_in\":5}", "wrong-value", "access_token" },
        { "{\"access_token\":\"a'b\",\"expires_in\":5}", "wrong-value", "access_token" },
        { "{\"access_token\":\"a=b\",\"expires_in\":5}", "wrong-value", "access_token" },
        { "{\"access_token\":\"\xc3\xa4\",\"expires_in\":5}", "wrong-value", "access_token" },
        { "{\"access_token\":\"a\",\"expires_in\":5,\"token_type\":\"mac\"}", "wrong-value",
          "token_type" },
        { "{\"access_token\":\"a\",\"expires_in\":5,\"token_type\":1}", "wrong-value",
          "token_type" },
        { "{\"access_token\":\"a\",\"expires_in\":5,\"token_type\":null}", "wrong-value",
          "token_type" },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        struct reply reply = judged(response_of(200, cases[i].body));

        expect(&reply, "unexpected", cases[i].error, cases[i].field);
        ck_assert_msg(reply.answer.access_token == NULL, "%s", cases[i].body);
        reply_clear(&reply);
    }
}
END_TEST

START_TEST(the_token_type_may_be_absent_or_in_any_case)
{
    static const char *const bodies[] = {
        "{\"access_token\":\"a\",\"expires_in\":5}",
        "{\"access_token\":\"a\",\"expires_in\":5,\"token_type\":\"Bearer\"}",
        "{\"access_token\":\"a\",\"expires_in\":5,\"token_type\":\"BEARER\",\"more\":[{}]}",
    };
    size_t i;

    for (i = 0; i < COUNT(bodies); i++) {
        struct reply reply = judged(response_of(200, bodies[i]));

        expect(&reply, "ok", NULL, NULL);
        reply_clear(&reply);
    }
}
END_TEST

/* Judges a good answer whose token has `length` bytes. */
static struct reply judged_length(size_t length)
{
    struct buffer body = BUFFER(TOKEN_MAX + 1024);
    char *token = many('t', length);
    struct reply reply;

    buffer_format(&body, "{\"access_token\":\"%s\",\"expires_in\":5}", token);
    reply = judged(response_of(200, buffer_string(&body)));
    buffer_clear(&body);
    free(token);
    return reply;
}

START_TEST(a_token_may_be_long_but_not_endless)
{
    struct reply reply = judged_length(TOKEN_MAX);

    expect(&reply, "ok", NULL, NULL);
    ck_assert_uint_eq(strlen(reply.answer.access_token), TOKEN_MAX);
    reply_clear(&reply);
    reply = judged_length(TOKEN_MAX + 1);
    expect(&reply, "unexpected", "wrong-value", "access_token");
    reply_clear(&reply);
}
END_TEST

START_TEST(a_truncated_answer_is_never_a_token)
{
    size_t length;

    for (length = 0; length < sizeof good - 1; length++) {
        struct reply reply = judged(response_of_bytes(200, good, length));

        expect(&reply, "unexpected", "not-json", NULL);
        reply_clear(&reply);
    }
}
END_TEST

START_TEST(a_deep_or_enormous_answer_is_no_json)
{
    static const char parts[] = "[{\" ";
    size_t i;

    for (i = 0; i < sizeof parts - 1; i++) {
        char *body = many(parts[i], 500000);
        struct reply reply = judged(response_of(200, body));

        expect(&reply, "unexpected", "not-json", NULL);
        reply_clear(&reply);
        free(body);
    }
}
END_TEST

/* A JWT with these claims and a signature that nobody checks; to free(3). */
static char *jwt(const char *claims)
{
    char part[1024], *token = malloc(2 * sizeof part);

    ck_assert_ptr_nonnull(token);
    sodium_bin2base64(part, sizeof part, (const unsigned char *)claims, strlen(claims),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    snprintf(token, 2 * sizeof part, "eyJhbGciOiJSUzI1NiJ9.%s.c2lnbmF0dXJl", part);
    return token;
}

START_TEST(claims_shorten_a_life)
{
    static const struct {
        const char *claims;
        int64_t server_time, seconds;
    } cases[] = {
        { "{\"created_at\":\"1767225600000\",\"expires_in\":\"86400000\"}", 0, 86400 },
        { "{\"created_at\":1767225600000,\"expires_in\":86400000}", 0, 86400 },
        { "{\"expires_in\":\"3600000\"}", ADOBE_NOW, 3600 },
        { "{\"expires_in\":\"600000\"}", ADOBE_NOW, 600 },
        /* issued a while ago, by the server's own clock */
        { "{\"created_at\":\"1767225600000\",\"expires_in\":\"86400000\"}", ADOBE_NOW + 400,
          86000 },
        { "{\"created_at\":\"1767225600000\",\"expires_in\":\"86400000\"}", ADOBE_NOW + 86399,
          1 },
        { "{\"created_at\":\"1767225600000\",\"expires_in\":\"86400000\"}", ADOBE_NOW + 90000,
          1 },
        /* a creation that can't be right doesn't count */
        { "{\"created_at\":\"1767225600000\",\"expires_in\":\"86400000\"}", ADOBE_NOW - 400,
          86400 },
        { "{\"created_at\":\"1767225600\",\"expires_in\":\"86400000\"}", ADOBE_NOW, 86400 },
        { "{\"created_at\":\"soon\",\"expires_in\":\"86400000\"}", ADOBE_NOW, 86400 },
        { "{\"created_at\":-9223372036854775808,\"expires_in\":\"86400000\"}", ADOBE_NOW,
          86400 },
        { "{\"created_at\":9223372036854775807,\"expires_in\":\"86400000\"}", ADOBE_NOW,
          86400 },
        { "{\"expires_in\":\"9999999999999\"}", ADOBE_NOW, 604800 },
        /* nothing readable */
        { "{\"expires_in\":\"999\"}", ADOBE_NOW, 0 },
        { "{\"expires_in\":-86400000}", ADOBE_NOW, 0 },
        { "{\"expires_in\":null}", ADOBE_NOW, 0 },
        { "{\"exp\":1}", ADOBE_NOW, 0 },
        { "{}", ADOBE_NOW, 0 },
        { "[]", ADOBE_NOW, 0 },
        { "not json", ADOBE_NOW, 0 },
        { "", ADOBE_NOW, 0 },
    };
    size_t i;

    document_init();
    for (i = 0; i < COUNT(cases); i++) {
        char *token = jwt(cases[i].claims);

        ck_assert_msg(ims_claims_lifetime(token, cases[i].server_time) == cases[i].seconds,
                      "%s at %ld: %ld", cases[i].claims, (long)cases[i].server_time,
                      (long)ims_claims_lifetime(token, cases[i].server_time));
        free(token);
    }
}
END_TEST

START_TEST(a_token_that_is_no_jwt_has_no_claims)
{
    static const char *const tokens[] = { "opaque", "a.b",      "a.b.c",   "..",     ".",
                                          "a..c",   "a.e30=.c", "a.!!!.c", "a.e30.c" };
    char *large = many('A', 30000);
    size_t i;

    document_init();
    for (i = 0; i < COUNT(tokens); i++)
        ck_assert_int_eq(ims_claims_lifetime(tokens[i], ADOBE_NOW), 0);
    large[3] = large[29000] = '.';
    ck_assert_int_eq(ims_claims_lifetime(large, ADOBE_NOW), 0);
    free(large);
}
END_TEST

int main(void)
{
    return suite_run(
        "ims",
        SUITE(the_form_is_exact, the_form_encodes_what_could_be_misread,
              scopes_are_sent_once_in_order_and_case, a_form_beyond_its_limit_fails,
              a_call_that_lacks_something_is_not_sent, a_good_answer_is_a_token,
              a_life_is_read_in_every_way_it_is_written,
              an_answer_that_is_no_bearer_token_is_unexpected,
              the_token_type_may_be_absent_or_in_any_case, a_token_may_be_long_but_not_endless,
              a_truncated_answer_is_never_a_token, a_deep_or_enormous_answer_is_no_json,
              claims_shorten_a_life, a_token_that_is_no_jwt_has_no_claims));
}
