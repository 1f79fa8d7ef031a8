/* check_workfront.c: the questions to Workfront to the byte, and its answers. */
#include "tests/lib/adobe.h"

#include <stdio.h>

#include "helper/adobe/workfront.h"

static const char email[] = "00000000-1111-2222-3333-444444444444@techacct.adobe.com";

static const char session[] =
    "{\"data\":{\"sessionID\":\"canary-session\",\"userID\":"
    "\"0123456789abcdef0123456789abcdef\","
    "\"customerID\":\"fedcba9876543210fedcba9876543210\",\"isAdmin\":true,"
    "\"versionInformation\":{\"apiVersions\":{}}}}";

#define USER(id, address, more)                                                                \
    "{\"ID\":\"" id "\",\"name\":\"Workfront S2S\",\"emailAddr\":\"" address "\"," more        \
    "\"username\":\"svc\",\"objCode\":\"USER\"}"

START_TEST(the_questions_are_exact)
{
    static const struct adobe_call call = { .host = "acme.my.workfront.com",
                                            .api_version = 22 };
    struct buffer url = BUFFER(1024);

    workfront_session_url(&url, &call);
    ck_assert_str_eq(buffer_string(&url),
                     "https://acme.my.workfront.com/attask/api/v22.0/session");
    buffer_clear(&url);
    workfront_users_url(&url, &call, 200);
    ck_assert_str_eq(buffer_string(&url),
                     "https://acme.my.workfront.com/attask/api/v22.0/user/search"
                     "?emailAddr=techacct&emailAddr_Mod=cicontains"
                     "&fields=ID,name,emailAddr,username,isActive,lastLoginDate,licenseType,"
                     "accessLevel:name,accessLevel:isAdmin"
                     "&%24%24FIRST=200&%24%24LIMIT=200");
    buffer_clear(&url);
}
END_TEST

/* Judges a session whose response is given away; for reply_clear(). */
static bool judge_session(struct response response, struct reply *reply)
{
    bool good = workfront_judge_session(&response, reply, ADOBE_NOW);

    response_clear(&response);
    return good;
}

static bool judge_users(struct response response, struct reply *reply, size_t *count)
{
    bool good = workfront_judge_users(&response, email, reply, ADOBE_NOW, count);

    response_clear(&response);
    return good;
}

START_TEST(a_session_tells_who_it_is_and_keeps_its_id)
{
    struct reply reply = { 0 };
    struct buffer out = BUFFER(ADOBE_ANSWER_MAX);

    ck_assert(judge_session(response_of(200, session), &reply));
    ck_assert_str_eq(reply.answer.session_user_id, "0123456789abcdef0123456789abcdef");
    ck_assert_str_eq(reply.answer.session_customer_id, "fedcba9876543210fedcba9876543210");
    ck_assert(reply.answer.session_is_admin);
    ck_assert_int_eq(reply_status(&reply), STATUS_INTERNAL);
    reply_end(&reply, STATUS_OK, NULL, NULL);
    ck_assert_int_eq(reply_write(&out, &reply), STATUS_OK);
    ck_assert_ptr_null(strstr(buffer_string(&out), "canary"));
    buffer_clear(&out);
    reply_clear(&reply);
}
END_TEST

START_TEST(a_session_that_cannot_be_read_is_unexpected)
{
    static const struct {
        const char *body, *error, *field;
    } cases[] = {
        { "", "not-json", "data" },
        { "{}", "wrong-type", "data" },
        { "[]", "wrong-type", "data" },
        { "{\"data\":null}", "wrong-type", "userID" },
        { "{\"data\":[]}", "wrong-type", "userID" },
        { "{\"data\":{}}", "wrong-type", "userID" },
        { "{\"data\":{\"userID\":5}}", "wrong-type", "userID" },
        { "{\"data\":{\"userID\":\"\"}}", "wrong-type", "userID" },
        { "{\"data\":{\"userID\":\"a\\nb\"}}", "wrong-type", "userID" },
        { "{\"data\":{\"userID\":\"a/../b\"}}", "wrong-type", "userID" },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        struct reply reply = { 0 };

        ck_assert_msg(!judge_session(response_of(200, cases[i].body), &reply), "%s",
                      cases[i].body);
        expect(&reply, "unexpected", cases[i].error, cases[i].field);
        reply_clear(&reply);
    }
}
END_TEST

START_TEST(a_customer_is_optional)
{
    struct reply reply = { 0 };

    ck_assert(judge_session(
        response_of(200,
                    "{\"data\":{\"userID\":\"u1\",\"customerID\":7,\"isAdmin\":\"true\"}}"),
        &reply));
    ck_assert_ptr_null(reply.answer.session_customer_id);
    ck_assert(!reply.answer.session_is_admin);
    reply_clear(&reply);
}
END_TEST

START_TEST(a_truncated_session_is_never_one)
{
    size_t length;

    for (length = 0; length < sizeof session - 1; length++) {
        struct reply reply = { 0 };

        ck_assert(!judge_session(response_of_bytes(200, session, length), &reply));
        expect(&reply, "unexpected", "not-json", "data");
        reply_clear(&reply);
    }
}
END_TEST

#define ERROR(class, message)                                                                  \
    "{\"error\":{\"class\":\"" class "\",\"message\":\"" message "\",\"msgKey\":\"k\"}}"

START_TEST(errors_are_classified)
{
    static const struct {
        long http_status;
        const char *body, *status, *error, *description;
    } cases[] = {
        { 401, ERROR("com.attask.common.AuthenticationException", "Org Id undefined"),
          "account", "AuthenticationException", "Org Id undefined" },
        { 401, "", "account", "http", NULL },
        { 403, "<html></html>", "account", "http", NULL },
        { 403, ERROR("com.attask.biz.AuthorizationException", "no"), "account",
          "AuthorizationException", "no" },
        { 403, "{\"error_code\":\"403010\",\"message\":\"Oauth token is missing\"}", "account",
          "http", NULL },
        /* an error under a good status, as the API sometimes does */
        { 200, ERROR("com.attask.common.AuthenticationException", "expired"), "account",
          "AuthenticationException", "expired" },
        { 200, ERROR("com.attask.common.InternalErrorException", "oops"), "unexpected",
          "InternalErrorException", "oops" },
        { 200, "{\"error\":\"text\",\"data\":{\"userID\":\"u1\"}}", "unexpected", "http",
          NULL },
        { 200, "{\"error\":{},\"data\":{\"userID\":\"u1\"}}", "unexpected", "http", NULL },
        { 400, ERROR("java.lang.IllegalArgumentException", "LIMIT"), "unexpected",
          "IllegalArgumentException", "LIMIT" },
        { 404, "", "unexpected", "http", NULL },
        { 410, ERROR("com.attask.Gone", "v14 is unsupported"), "unexpected", "Gone",
          "v14 is unsupported" },
        { 422, ERROR("Invalid", "bad field"), "unexpected", "Invalid", "bad field" },
        { 429, ERROR("com.attask.Limit", "too many threads"), "throttled", "Limit",
          "too many threads" },
        { 429, "", "throttled", "http", NULL },
        { 500, ERROR("com.attask.X", "y"), "unreachable", "X", "y" },
        { 503, "", "unreachable", "http", NULL },
        { 302, "", "unreachable", "redirect", NULL },
        { 200, "<html>login</html>", "unreachable", "web-page", NULL },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        struct reply first = { 0 }, second = { 0 };
        size_t count = 9;

        ck_assert(!judge_session(response_of(cases[i].http_status, cases[i].body), &first));
        ck_assert(
            !judge_users(response_of(cases[i].http_status, cases[i].body), &second, &count));
        ck_assert_uint_eq(count, 0);
        ck_assert_msg(strcmp(first.answer.status, cases[i].status) == 0, "%ld %s: %s",
                      cases[i].http_status, cases[i].body, first.answer.status);
        ck_assert_str_eq(first.answer.error, cases[i].error);
        ck_assert_str_eq(second.answer.status, cases[i].status);
        ck_assert_str_eq(second.answer.error, cases[i].error);
        ck_assert_pstr_eq(first.answer.error_description, cases[i].description);
        ck_assert_int_eq(first.answer.http_status, cases[i].http_status);
        reply_clear(&first);
        reply_clear(&second);
    }
}
END_TEST

START_TEST(the_technical_account_is_found_among_others)
{
    static const char body[] =
        "{\"data\":[" USER("a1", "other@techacct.adobe.com", "\"isActive\":true,") "," USER(
            "a2", "x00000000-1111-2222-3333-444444444444@techacct.adobe.com",
            "") "," USER("a3", "00000000-1111-2222-3333-444444444444@TECHACCT.adobe.com",
                         "\"isActive\":true,\"lastLoginDate\":\"2026-01-01T00:00:00:000-0700\","
                         "\"licenseType\":\"C\",\"accessLevel\":{\"name\":\"Contributor\","
                         "\"isAdmin\":true},") ",{\"ID\":\"a4\",\"emailAddr\":null},{}]}";
    struct reply reply = { 0 };
    size_t count;

    ck_assert(judge_users(response_of(200, body), &reply, &count));
    ck_assert_uint_eq(count, 5);
    ck_assert_int_eq(reply.answer.candidates, 5);
    ck_assert_str_eq(reply.answer.user_id, "a3");
    ck_assert_str_eq(reply.answer.user_name, "Workfront S2S");
    ck_assert_str_eq(reply.answer.user_username, "svc");
    ck_assert_str_eq(reply.answer.user_email,
                     "00000000-1111-2222-3333-444444444444@TECHACCT.adobe.com");
    ck_assert(reply.answer.user_is_active && reply.answer.user_is_registered);
    ck_assert(reply.answer.user_is_admin);
    ck_assert_str_eq(reply.answer.access_level, "Contributor");
    ck_assert_str_eq(reply.answer.license_type, "C");
    reply_clear(&reply);
}
END_TEST

START_TEST(what_a_user_lacks_is_absent_or_false)
{
    static const char body[] =
        "{\"data\":[{\"emailAddr\":\"00000000-1111-2222-3333-444444444444@techacct.adobe.com\","
        "\"name\":null,\"isActive\":\"true\",\"lastLoginDate\":\"\",\"accessLevel\":\"x\"}]}";
    struct reply reply = { 0 };
    size_t count;

    ck_assert(judge_users(response_of(200, body), &reply, &count));
    ck_assert_str_eq(reply.answer.user_email, email);
    ck_assert_ptr_null(reply.answer.user_id);
    ck_assert_ptr_null(reply.answer.user_name);
    ck_assert_ptr_null(reply.answer.access_level);
    ck_assert(!reply.answer.user_is_active && !reply.answer.user_is_registered);
    ck_assert(!reply.answer.user_is_admin);
    reply_clear(&reply);
}
END_TEST

START_TEST(pages_add_up)
{
    struct reply reply = { 0 };
    size_t count;

    ck_assert(judge_users(response_of(200, "{\"data\":[{},{}]}"), &reply, &count));
    ck_assert_uint_eq(count, 2);
    ck_assert(judge_users(response_of(200, "{\"data\":[{}]}"), &reply, &count));
    ck_assert_uint_eq(count, 1);
    ck_assert(judge_users(response_of(200, "{\"data\":[]}"), &reply, &count));
    ck_assert_uint_eq(count, 0);
    ck_assert_int_eq(reply.answer.candidates, 3);
    ck_assert_ptr_null(reply.answer.user_email);
    reply_clear(&reply);
}
END_TEST

START_TEST(of_two_with_the_same_address_the_session_decides)
{
    static const char body[] = "{\"data\":[" USER(
        "a1", "00000000-1111-2222-3333-444444444444@techacct.adobe.com",
        "") "," USER("a2", "00000000-1111-2222-3333-444444444444@techacct.adobe.com",
                     "") "," USER("a3",
                                  "00000000-1111-2222-3333-444444444444@techacct.adobe.com",
                                  "") "]}";
    struct reply reply = { 0 };
    size_t count;

    ck_assert(judge_users(response_of(200, body), &reply, &count));
    ck_assert_str_eq(reply.answer.user_id, "a1");
    reply_clear(&reply);
    ck_assert(judge_session(response_of(200, "{\"data\":{\"userID\":\"a2\"}}"), &reply));
    ck_assert(judge_users(response_of(200, body), &reply, &count));
    ck_assert_str_eq(reply.answer.user_id, "a2");
    reply_clear(&reply);
}
END_TEST

START_TEST(a_page_that_cannot_be_read_is_unexpected)
{
    static const struct {
        const char *body, *error;
    } cases[] = {
        { "{\"data\":{}}", "wrong-type" },    { "{\"data\":null}", "wrong-type" },
        { "{\"data\":[1]}", "wrong-type" },   { "{\"data\":[{},\"x\"]}", "wrong-type" },
        { "{\"data\":\"x\"}", "wrong-type" }, { "{\"data\":[}", "not-json" },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        struct reply reply = { 0 };
        size_t count = 9;

        ck_assert_msg(!judge_users(response_of(200, cases[i].body), &reply, &count), "%s",
                      cases[i].body);
        expect(&reply, "unexpected", cases[i].error, "data");
        ck_assert_uint_eq(count, 0);
        reply_clear(&reply);
    }
}
END_TEST

START_TEST(a_full_page_of_enormous_users_is_read)
{
    struct buffer body = BUFFER(1024u * 1024u);
    char *name = many('n', 4000);
    struct reply reply = { 0 };
    size_t count;
    int i;

    buffer_format(&body, "{\"data\":[{\"emailAddr\":\"%s\",\"name\":\"%s\"}", email, name);
    for (i = 1; i < WORKFRONT_PAGE; i++)
        buffer_format(&body, ",{\"name\":\"%s\"}", name);
    buffer_text(&body, "]}");
    ck_assert(judge_users(response_of(200, buffer_string(&body)), &reply, &count));
    ck_assert_uint_eq(count, WORKFRONT_PAGE);
    ck_assert_uint_eq(strlen(reply.answer.user_name), 255);
    reply_clear(&reply);
    buffer_clear(&body);
    free(name);
}
END_TEST

static void expect_fault(struct adobe_call call, const char *field)
{
    struct job job = { .call = call };

    workfront_account(&job);
    expect(&job.reply, "malformed", NULL, field);
    reply_clear(&job.reply);
}

START_TEST(a_call_that_lacks_something_is_not_sent)
{
    static const struct adobe_call whole = { .host = "127.0.0.1:1",
                                             .access_token = "abc",
                                             .org_id = "O@AdobeOrg",
                                             .technical_account_email = "a@b",
                                             .api_version = 22 };
    static const char *const hosts[] = { "",
                                         "ACME.my.workfront.com",
                                         "a.example:443",
                                         "a.example/x",
                                         "a@b.example",
                                         "a.example\r\n",
                                         "a_b" };
    struct adobe_call call;
    size_t i;

    call = whole, call.host = NULL, expect_fault(call, "host");
    for (i = 0; i < COUNT(hosts); i++)
        call = whole, call.host = hosts[i], expect_fault(call, "host");
    call = whole, call.access_token = NULL, expect_fault(call, "access_token");
    call = whole, call.access_token = "a\nb", expect_fault(call, "access_token");
    call = whole, call.org_id = "", expect_fault(call, "org_id");
    call = whole, call.org_id = "a\r\nX: y", expect_fault(call, "org_id");
    call = whole, call.technical_account_email = "",
    expect_fault(call, "technical_account_email");
    call = whole, call.api_version = 0, expect_fault(call, "api_version");
    call = whole, call.api_version = 1000, expect_fault(call, "api_version");
}
END_TEST

int main(void)
{
    return suite_run(
        "workfront",
        SUITE(the_questions_are_exact, a_session_tells_who_it_is_and_keeps_its_id,
              a_session_that_cannot_be_read_is_unexpected, a_customer_is_optional,
              a_truncated_session_is_never_one, errors_are_classified,
              the_technical_account_is_found_among_others, what_a_user_lacks_is_absent_or_false,
              pages_add_up, of_two_with_the_same_address_the_session_decides,
              a_page_that_cannot_be_read_is_unexpected, a_full_page_of_enormous_users_is_read,
              a_call_that_lacks_something_is_not_sent));
}
