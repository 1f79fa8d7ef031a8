/* check_dialect.c: the answers of the dialects that aren't a shell's, to the byte. */
#include "tests/lib/dialects.h"

START_TEST(git_gets_bearer_when_it_can)
{
    struct buffer out = BUFFER(1000);

    ck_assert_str_eq(answer("git", &capable, &minted, &out),
                     "capability[]=authtype\nauthtype=Bearer\ncredential=tok.en\nephemeral=1\n"
                     "password_expiry_utc=2000000000\n");
    ck_assert_str_eq(answer("git", &plain, &minted, &out),
                     "username=id@techacct.adobe.com\npassword=tok.en\n"
                     "password_expiry_utc=2000000000\n");
    buffer_clear(&out);
}
END_TEST

START_TEST(git_gets_kept_credentials_in_one_form)
{
    struct credential kept = { .username = "u", .password = "p", .host = "h.example" };
    struct buffer out = BUFFER(1000);

    ck_assert_str_eq(answer("git", &capable, &kept, &out), "username=u\npassword=p\n");
    ck_assert_str_eq(answer("git", &plain, &kept, &out), "username=u\npassword=p\n");
    kept.authtype = "Basic";
    kept.credential = "cred";
    kept.oauth_refresh_token = "r";
    kept.expires_at = 9999999999;
    ck_assert_str_eq(answer("git", &capable, &kept, &out),
                     "capability[]=authtype\nauthtype=Basic\ncredential=cred\nusername=u\n"
                     "oauth_refresh_token=r\npassword_expiry_utc=9999999999\n");
    ck_assert_str_eq(answer("git", &plain, &kept, &out),
                     "username=u\npassword=p\noauth_refresh_token=r\n"
                     "password_expiry_utc=9999999999\n");
    kept = (struct credential){ .username = "", .password = "" };
    ck_assert_str_eq(answer("git", &plain, &kept, &out), "username=\npassword=\n");
    buffer_clear(&out);
}
END_TEST

START_TEST(git_never_gets_a_line_end_inside_a_value)
{
    static const char *const bad[] = { "p\nhost=evil.example", "p\r", "\n" };
    size_t i;

    for (i = 0; i < COUNT(bad); i++) {
        struct credential kept = { .username = "u", .password = bad[i] };
        struct buffer out = BUFFER(1000);

        dialect_git.answer(&out, &(struct answer){ &plain, &usual, &kept });
        ck_assert_int_eq(buffer_status(&out), STATUS_MALFORMED);
        buffer_clear(&out);
    }
    ck_assert_ptr_null(dialect_git.failure);
}
END_TEST

START_TEST(the_longest_host_fits_a_url)
{
    char host[260], expected[300];
    struct credential credential = minted;
    struct buffer out = BUFFER(2000);

    memset(host, 'a', 253);
    memcpy(host + 253, ":65535", 7);
    credential.host = host;
    snprintf(expected, sizeof expected, "https://%s';", host);
    ck_assert_ptr_nonnull(strstr(answer("shell", &plain, &credential, &out), expected));
    buffer_clear(&out);
}
END_TEST

START_TEST(tokens_and_headers_are_one_line)
{
    struct buffer out = BUFFER(1000);

    ck_assert_str_eq(answer("token", &plain, &minted, &out), "tok.en\n");
    ck_assert_str_eq(answer("header", &plain, &minted, &out), "Authorization: Bearer tok.en\n");
    ck_assert_ptr_null(dialect_token.failure);
    ck_assert_ptr_null(dialect_header.failure);
    buffer_clear(&out);
}
END_TEST

START_TEST(headers_come_along_when_asked)
{
    struct buffer out = BUFFER(1000);

    ck_assert_str_eq(answer("authorization", &plain, &minted, &out), "Bearer tok.en\n");
    ck_assert_str_eq(answer_in("header", &all_headers, &plain, &minted, &out),
                     "Authorization: Bearer tok.en\nx-api-key: client\n"
                     "x-gw-ims-org-id: ORG@AdobeOrg\n");
    ck_assert_str_eq(answer("curl", &plain, &minted, &out), "oauth2-bearer = \"tok.en\"\n");
    ck_assert_str_eq(answer_in("curl", &all_headers, &plain, &minted, &out),
                     "oauth2-bearer = \"tok.en\"\nheader = \"x-api-key: client\"\n"
                     "header = \"x-gw-ims-org-id: ORG@AdobeOrg\"\n");
    ck_assert_str_eq(answer("headers-json", &plain, &minted, &out),
                     "{\"Authorization\":\"Bearer tok.en\"}\n");
    ck_assert_str_eq(answer_in("headers-json", &all_headers, &plain, &minted, &out),
                     "{\"Authorization\":\"Bearer tok.en\",\"x-api-key\":\"client\","
                     "\"x-gw-ims-org-id\":\"ORG@AdobeOrg\"}\n");
    buffer_clear(&out);
}
END_TEST

START_TEST(json_says_everything)
{
    struct credential little = { .token = "t", .host = "h.example", .client_id = "c" };
    struct buffer out = BUFFER(1000);

    ck_assert_str_eq(answer("json", &plain, &minted, &out),
                     "{\n  \"format\": 1,\n  \"access_token\": \"tok.en\",\n"
                     "  \"token_type\": \"Bearer\",\n  \"expires_at\": 2000000000,\n"
                     "  \"expires\": \"2033-05-18T03:33:20Z\",\n"
                     "  \"host\": \"acme.my.workfront.com\",\n"
                     "  \"url\": \"https://acme.my.workfront.com\",\n"
                     "  \"client_id\": \"client\",\n  \"org_id\": \"ORG@AdobeOrg\"\n}\n");
    ck_assert_str_eq(answer("json", &plain, &little, &out),
                     "{\n  \"format\": 1,\n  \"access_token\": \"t\",\n"
                     "  \"token_type\": \"Bearer\",\n  \"expires_at\": 0,\n"
                     "  \"host\": \"h.example\",\n  \"url\": \"https://h.example\",\n"
                     "  \"client_id\": \"c\"\n}\n");
    buffer_clear(&out);
}
END_TEST

START_TEST(engflow_reads_a_uri)
{
    static const char *const others[] = {
        "{\"uri\":\"http://acme.my.workfront.com/\"}",
        "{\"uri\":\"https://u:p@acme.my.workfront.com/\"}",
        "{\"uri\":\"https://\"}",
        "{\"uri\":\"https://[::1]/\"}",
        "{\"uri\":\"acme.my.workfront.com\"}",
        "{\"uri\":\"https:acme.my.workfront.com\"}",
    };
    static const char *const bad[] = { "",
                                       "{",
                                       "[]",
                                       "\"x\"",
                                       "{\"uri\":1}",
                                       "{\"url\":\"https://a.example\"}",
                                       "{} {}",
                                       "{\"uri\":\"https://a\",\"uri\":\"https://b\"}" };
    struct buffer text = BUFFER(1000);
    struct request request;
    struct fault fault;
    size_t i;

    ck_assert_int_eq(ask(&dialect_engflow,
                         "{\"x\":[1],\"uri\":\"https://ACME.my.workfront.com:443/a?b#c\"}\n",
                         &text, &request, &fault),
                     STATUS_OK);
    ck_assert_str_eq(request.protocol, "https");
    ck_assert_str_eq(request.host, "acme.my.workfront.com");
    for (i = 0; i < COUNT(others); i++)
        ck_assert_int_eq(ask(&dialect_engflow, others[i], &text, &request, &fault),
                         STATUS_NOT_FOUND);
    for (i = 0; i < COUNT(bad); i++)
        ck_assert_int_eq(ask(&dialect_engflow, bad[i], &text, &request, &fault),
                         STATUS_MALFORMED);
    ck_assert_ptr_null(dialect_engflow.miss);
    buffer_clear(&text);
}
END_TEST

START_TEST(engflow_gets_headers_and_an_early_end)
{
    struct credential endless = minted;
    struct buffer out = BUFFER(1000);

    ck_assert_str_eq(answer("engflow", &plain, &minted, &out),
                     "{\"headers\":{\"Authorization\":[\"Bearer tok.en\"]},"
                     "\"expires\":\"2033-05-18T03:32:20Z\"}\n");
    endless.expires_at = 0;
    ck_assert_str_eq(answer_in("engflow", &all_headers, &plain, &endless, &out),
                     "{\"headers\":{\"Authorization\":[\"Bearer tok.en\"],"
                     "\"x-api-key\":[\"client\"],\"x-gw-ims-org-id\":[\"ORG@AdobeOrg\"]}}\n");
    buffer_clear(&out);
}
END_TEST

#define EXEC_INFO(version, spec)                                                               \
    "{\"kind\":\"ExecCredential\",\"apiVersion\":\"" version "\",\"spec\":{" spec "}}"
#define K8S "client.authentication.k8s.io/"

START_TEST(kubernetes_hears_its_own_version)
{
    struct buffer text = BUFFER(1000), out = BUFFER(1000);
    struct request request;
    struct fault fault;

    ck_assert_int_eq(
        ask(&dialect_kubernetes,
            EXEC_INFO(K8S "v1beta1", "\"cluster\":{\"server\":\"https://a.example:8443/x\"}"),
            &text, &request, &fault),
        STATUS_OK);
    ck_assert_str_eq(request.host, "a.example:8443");
    ck_assert_str_eq(answer("kubernetes", &request, &minted, &out),
                     "{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\","
                     "\"kind\":\"ExecCredential\",\"status\":{\"token\":\"tok.en\","
                     "\"expirationTimestamp\":\"2033-05-18T03:32:20Z\"}}\n");
    ck_assert_int_eq(ask(&dialect_kubernetes, EXEC_INFO(K8S "v1", "\"interactive\":false"),
                         &text, &request, &fault),
                     STATUS_OK);
    ck_assert_ptr_null(request.host);
    ck_assert_ptr_nonnull(strstr(answer("kubernetes", &request, &minted, &out), "k8s.io/v1\""));
    ck_assert_int_eq(ask(&dialect_kubernetes, "", &text, &request, &fault), STATUS_OK);
    ck_assert_ptr_nonnull(strstr(answer("kubernetes", &request, &minted, &out), "k8s.io/v1\""));
    ck_assert_int_eq(ask(&dialect_kubernetes, EXEC_INFO(K8S "v2", ""), &text, &request, &fault),
                     STATUS_MALFORMED);
    ck_assert_int_eq(ask(&dialect_kubernetes, EXEC_INFO("v1", ""), &text, &request, &fault),
                     STATUS_MALFORMED);
    ck_assert_int_eq(ask(&dialect_kubernetes,
                         EXEC_INFO(K8S "v1", "\"cluster\":{\"server\":\"http://a.example\"}"),
                         &text, &request, &fault),
                     STATUS_NOT_FOUND);
    buffer_clear(&text);
    buffer_clear(&out);
}
END_TEST

START_TEST(terraform_has_two_ways)
{
    struct buffer text = BUFFER(1000), out = BUFFER(1000);
    struct request request;
    struct fault fault;

    ck_assert_str_eq(answer("terraform", &plain, &minted, &out), "{\"token\":\"tok.en\"}\n");
    ck_assert_str_eq(dialect_terraform.miss, "{}\n");
    ck_assert_int_eq(ask(&dialect_external, "{\"profile\":\"p\",\"host\":\"a.example\"}", &text,
                         &request, &fault),
                     STATUS_OK);
    ck_assert_str_eq(request.username, "p");
    ck_assert_str_eq(request.host, "a.example");
    ck_assert_int_eq(ask(&dialect_external, "{}", &text, &request, &fault), STATUS_OK);
    ck_assert_ptr_null(request.username);
    ck_assert_ptr_null(request.host);
    ck_assert_int_eq(ask(&dialect_external, "{\"hosst\":\"acme.preview.workfront.com\"}", &text,
                         &request, &fault),
                     STATUS_MALFORMED);
    ck_assert_int_eq(fault.cause, CAUSE_NOT_A_MEMBER);
    ck_assert_str_eq(fault.subject, "hosst");
    ck_assert_int_eq(ask(&dialect_external, "{\"\":\"https://a?1\"}", &text, &request, &fault),
                     STATUS_MALFORMED);
    ck_assert_str_eq(fault.subject, "\"\"");
    ck_assert_int_eq(ask(&dialect_external, "{\"host\":1}", &text, &request, &fault),
                     STATUS_MALFORMED);
    ck_assert_str_eq(fault.subject, "host");
    ck_assert_str_eq(answer("terraform-external", &request, &minted, &out),
                     "{\"access_token\":\"tok.en\",\"expires_at\":\"2000000000\","
                     "\"expires\":\"2033-05-18T03:33:20Z\",\"host\":\"acme.my.workfront.com\","
                     "\"url\":\"https://acme.my.workfront.com\",\"client_id\":\"client\","
                     "\"org_id\":\"ORG@AdobeOrg\"}\n");
    buffer_clear(&text);
    buffer_clear(&out);
}
END_TEST

START_TEST(git_misses_what_names_no_host)
{
    struct buffer text = BUFFER(1000);
    struct request request;
    struct fault fault;

    ck_assert_int_eq(ask(&dialect_git, "protocol=https\n", &text, &request, &fault),
                     STATUS_NOT_FOUND);
    ck_assert_int_eq(ask(&dialect_git, "host=a.example\n", &text, &request, &fault),
                     STATUS_NOT_FOUND);
    ck_assert_int_eq(
        ask(&dialect_git, "protocol=https\nhost=a.example\n", &text, &request, &fault),
        STATUS_OK);
    ck_assert_str_eq(dialect_git.miss, "");
    buffer_clear(&text);
}
END_TEST

int main(void)
{
    return suite_run("dialect",
                     SUITE(git_gets_bearer_when_it_can, git_gets_kept_credentials_in_one_form,
                           git_never_gets_a_line_end_inside_a_value,
                           the_longest_host_fits_a_url, tokens_and_headers_are_one_line,
                           headers_come_along_when_asked, json_says_everything,
                           engflow_reads_a_uri, engflow_gets_headers_and_an_early_end,
                           kubernetes_hears_its_own_version, terraform_has_two_ways,
                           git_misses_what_names_no_host));
}
