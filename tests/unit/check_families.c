/* check_families.c: what a family's answer means, and what a call to them may not lack. */
#include "tests/lib/adobe.h"

#include "helper/adobe/families.h"

static const struct family *of(const char *name)
{
    const struct family *family = family_find(name, strlen(name));

    ck_assert_ptr_nonnull(family);
    return family;
}

static const char *verdict_of(long http_status, const char *body, const char *name)
{
    struct response response = response_of(http_status, body);
    const char *verdict = families_verdict(&response, of(name));

    response_clear(&response);
    return verdict;
}

START_TEST(a_list_is_reachable_or_empty)
{
    ck_assert_str_eq(verdict_of(200, "{\"data\":[{\"ID\":\"a\"}]}", "workflow"), "reachable");
    ck_assert_str_eq(verdict_of(200, "{\"data\":[]}", "workflow"), "empty");
    ck_assert_str_eq(verdict_of(206, "[1]", "events"), "reachable");
    ck_assert_str_eq(verdict_of(200, "[]", "events"), "empty");
    ck_assert_str_eq(verdict_of(200, "event: message\n", "mcp"), "reachable");
    ck_assert_str_eq(verdict_of(502, "", "approvals"), "subdomain");
    ck_assert_str_eq(verdict_of(502, "", "comments"), "failing");
}
END_TEST

START_TEST(what_is_no_list_is_unexpected)
{
    static const char *const bodies[] = {
        "",
        "{}",
        "null",
        "{\"data\":{}}",
        "{\"data\":",
        "<html></html>",
        "[]",
        "{\"error\":{\"class\":\"x\"}}",
        "{\"data\":null}",
    };
    size_t i;

    for (i = 0; i < COUNT(bodies); i++)
        ck_assert_str_eq(verdict_of(200, bodies[i], "workflow"), "unexpected");
    ck_assert_str_eq(verdict_of(200, "{\"data\":[1]}", "events"), "unexpected");
}
END_TEST

START_TEST(a_status_counts_whatever_the_body)
{
    static const struct {
        long status;
        const char *verdict;
    } cases[] = {
        { 400, "unexpected" }, { 401, "refused" },   { 403, "forbidden" },
        { 404, "missing" },    { 408, "failing" },   { 410, "gone" },
        { 422, "unexpected" }, { 429, "throttled" }, { 500, "failing" },
        { 502, "failing" },    { 503, "failing" },   { 302, "unexpected" },
        { 101, "unexpected" }, { 0, "unexpected" },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++)
        ck_assert_str_eq(verdict_of(cases[i].status, "{\"data\":[1]}", "workflow"),
                         cases[i].verdict);
}
END_TEST

START_TEST(no_whole_answer_is_told_apart)
{
    struct response response = response_of(200, "[1]");

    response.outcome = STATUS_UNREACHABLE;
    ck_assert_str_eq(families_verdict(&response, of("events")), "unreachable");
    response.outcome = STATUS_UNEXPECTED;
    ck_assert_str_eq(families_verdict(&response, of("events")), "unexpected");
    response_clear(&response);
}
END_TEST

START_TEST(a_call_must_be_complete)
{
    const struct adobe_call whole = { .host = "acme.my.workfront.com",
                                      .access_token = "token",
                                      .client_id = "client",
                                      .customer_id = "customer",
                                      .user_id = "user",
                                      .api_version = 22 };
    const struct {
        struct adobe_call call;
        const char *field;
    } cases[] = {
        { { .host = NULL }, "host" },
        { { .host = "a_b" }, "host" },
        { { .host = whole.host, .access_token = "a b" }, "access_token" },
        { { .host = whole.host, .access_token = "t", .api_version = 0 }, "api_version" },
        { { .host = whole.host, .access_token = "t", .api_version = 22 }, "client_id" },
        { { .host = whole.host, .access_token = "t", .api_version = 22, .client_id = "c" },
          "customer_id" },
        { { .host = whole.host,
            .access_token = "t",
            .api_version = 22,
            .client_id = "c",
            .customer_id = "c\nHost: evil" },
          "customer_id" },
        { { .host = whole.host,
            .access_token = "t",
            .api_version = 22,
            .client_id = "c",
            .customer_id = "c",
            .user_id = "u&x=y z" },
          "user_id" },
        { { .host = whole.host,
            .access_token = "t",
            .api_version = 22,
            .client_id = "c",
            .customer_id = "c",
            .user_id = "u",
            .fusion = "or2" },
          "fusion" },
        { { .host = whole.host,
            .access_token = "t",
            .api_version = 22,
            .client_id = "c",
            .customer_id = "c",
            .user_id = "u",
            .family = { .item = { "evil" }, .count = 1 } },
          "family" },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        struct job job = { .call = cases[i].call };

        families_ask(&job);
        expect(&job.reply, "malformed", NULL, cases[i].field);
        reply_clear(&job.reply);
    }
}
END_TEST

int main(void)
{
    return suite_run("families",
                     SUITE(a_list_is_reachable_or_empty, what_is_no_list_is_unexpected,
                           a_status_counts_whatever_the_body, no_whole_answer_is_told_apart,
                           a_call_must_be_complete));
}
