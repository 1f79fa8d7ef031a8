/* check_family.c: the table of families: whose URL is whose, and what goes with the token. */
#include <string.h>

#include "protocol/family.h"
#include "tests/lib/suite.h"

static const struct family_caller everything = { .host = "acme.preview.workfront.com:8443",
                                                 .token = "tok.en",
                                                 .client_id = "client",
                                                 .org_id = "org",
                                                 .customer_id = "customer",
                                                 .user_id = "user",
                                                 .fusion = "or2/2245",
                                                 .api_version = 22 };

static const struct family *of(const char *name)
{
    const struct family *family = family_find(name, strlen(name));

    ck_assert_ptr_nonnull(family);
    return family;
}

START_TEST(a_url_belongs_to_one_family)
{
    static const struct {
        const char *host, *rest, *name;
    } cases[] = {
        { "acme.my.workfront.com", "/attask/api/v22.0/session", "workflow" },
        { "acme.my.workfront.com", "/attask", "workflow" },
        { "acme.my.workfront.com", "/attaskx/api", NULL },
        { "acme.my.workfront.com", "/attask/eventsubscription/api/v1/subscriptions", "events" },
        { "acme.my.workfront.com", "/maestro?x", "planning" },
        { "acme.my.workfront.com", "/workfront-approvals/api/v1/bots", NULL },
        { "acme.my.workfront.com", "/", NULL },
        { "acme.my.workfront.com", "", NULL },
        { "workfront.adobe.io", "/workfront-approvals/api/v1/bots?a=%2e./", "approvals" },
        { "workfront.adobe.io", "/workfront-approvals", "approvals" },
        { "workfront.adobe.io", "/comment-stream/api/v1/comments", "comments" },
        { "workfront.adobe.io", "/comment-stream/../workfront-approvals", NULL },
        { "workfront.adobe.io", "/comment-stream/%2e%2e/workfront-approvals", NULL },
        { "workfront.adobe.io", "/comment-stream//x", NULL },
        { "workfront.adobe.io", "/comment-stream\\x", NULL },
        { "workfront.adobe.io", "/attask/api", NULL },
        { "workfront.adobe.io", "/", NULL },
        { "mcp.workfront.adobe.com", "/mcp/v1/workfront", "mcp" },
        { "mcp.workfront.adobe.com", "/", NULL },
        { "fusion.adobe.io", "/api/v3/scenarios", "fusion" },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        const struct family *family = family_of_url(cases[i].host, cases[i].rest);

        ck_assert_pstr_eq(family != NULL ? family->name : NULL, cases[i].name);
    }
}
END_TEST

START_TEST(gateways_are_known_to_the_byte)
{
    ck_assert(family_is_gateway("workfront.adobe.io"));
    ck_assert(family_is_gateway("mcp.workfront.adobe.com"));
    ck_assert(family_is_gateway("fusion.adobe.io"));
    ck_assert(!family_is_gateway("xworkfront.adobe.io"));
    ck_assert(!family_is_gateway("workfront.adobe.io:8443"));
    ck_assert(!family_is_gateway("api.adobe.io"));
    ck_assert_ptr_null(family_find("approval", 8));
    ck_assert_ptr_null(family_find("approvals/x", 11));
    ck_assert_ptr_eq(family_find("approvals/x", 9), of("approvals"));
}
END_TEST

static void expect_headers(const char *name, const char *expected)
{
    struct family_headers headers;
    struct buffer text = BUFFER(1000);
    size_t i;

    family_headers_fill(&headers, of(name), &everything);
    for (i = 0; i < headers.count; i++)
        buffer_format(&text, "%s: %s%s\n", headers.item[i].name, headers.item[i].prefix,
                      headers.item[i].value);
    ck_assert_ptr_null(headers.lacks);
    ck_assert_str_eq(buffer_string(&text), expected);
    buffer_clear(&text);
}

START_TEST(each_gets_its_headers)
{
    expect_headers("workflow", "Authorization: Bearer tok.en\nx-gw-ims-org-id: org\n");
    expect_headers("planning", "Authorization: Bearer tok.en\nx-api-key: client\n"
                               "x-gw-ims-org-id: org\n");
    expect_headers("events", "Authorization: Bearer tok.en\nx-gw-ims-org-id: org\n");
    expect_headers("approvals", "Authorization: Bearer tok.en\nx-api-key: client\n"
                                "x-gw-subdomain: acme\nwf-customerid: customer\n"
                                "wf-userid: user\nwf-lane: preview\n");
    expect_headers("comments", "Authorization: Bearer tok.en\nx-api-key: client\n"
                               "x-gw-ims-org-id: org\nwf-customerid: customer\n"
                               "wf-userid: user\n");
    expect_headers("mcp", "Authorization: Bearer tok.en\nwf-url: acme.preview.workfront.com\n");
    expect_headers("fusion", "Authorization: Bearer tok.en\nx-api-key: client\n"
                             "x-gw-region: or2\nx-organization-id: 2245\n");
}
END_TEST

START_TEST(what_is_lacking_is_named)
{
    static const struct {
        const char *family, *lacks;
    } cases[] = {
        { "workflow", NULL }, { "planning", "x-api-key" },
        { "events", NULL },   { "approvals", "x-api-key" },
        { "mcp", NULL },      { "fusion", "x-api-key" },
    };
    const struct family_caller little = { .host = "acme.sb01.workfront.com", .token = "t" };
    struct family_caller most = everything;
    struct family_headers headers;
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        family_headers_fill(&headers, of(cases[i].family), &little);
        ck_assert_pstr_eq(headers.lacks, cases[i].lacks);
    }
    most.host = little.host;
    family_headers_fill(&headers, of("approvals"), &most);
    ck_assert_pstr_eq(headers.lacks, "wf-lane");
    most.fusion = NULL;
    family_headers_fill(&headers, of("fusion"), &most);
    ck_assert_pstr_eq(headers.lacks, "x-gw-region");
}
END_TEST

START_TEST(reads_are_whole_urls)
{
    struct buffer out = BUFFER(1000);

    family_read_url(&out, of("workflow"), &everything);
    ck_assert_str_eq(buffer_string(&out),
                     "https://acme.preview.workfront.com:8443/attask/api/v22.0/proj/search"
                     "?fields=ID&%24%24LIMIT=1");
    buffer_clear(&out);
    family_read_url(&out, of("comments"), &everything);
    ck_assert_str_eq(buffer_string(&out), "https://workfront.adobe.io/comment-stream/api/v1/"
                                          "comments?objCode=USER&objID=user&limit=1");
    buffer_clear(&out);
}
END_TEST

START_TEST(fusion_is_a_region_and_a_number)
{
    static const char *const bad[] = {
        "",       "or2",      "or2/",   "/1",
        "OR2/1",  "or2/1/",   "or2/a",  "or2/1234567890123456",
        "or-2/1", "or2/1\nx", "or2 /1", "aaaabbbbccccddddeeee/1"
    };
    size_t i;

    ck_assert(family_fusion_is_good("or2/2245"));
    for (i = 0; i < COUNT(bad); i++)
        ck_assert(!family_fusion_is_good(bad[i]));
}
END_TEST

int main(void)
{
    return suite_run("family",
                     SUITE(a_url_belongs_to_one_family, gateways_are_known_to_the_byte,
                           each_gets_its_headers, what_is_lacking_is_named,
                           reads_are_whole_urls, fusion_is_a_region_and_a_number));
}
