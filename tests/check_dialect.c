/* check_dialect.c: every dialect's answer, to the byte. */
#include "tests/suite.h"

#include "protocol/dialect.h"

static const struct request plain = { .protocol = "https", .host = "acme.my.workfront.com" };
static const struct request capable = {
    .protocol = "https",
    .host = "acme.my.workfront.com",
    .capability = { { "authtype", "state" }, 2 },
};
static const struct credential minted = {
    .token = "tok.en",
    .username = "id@techacct.adobe.com",
    .expires_at = 2000000000,
    .host = "acme.my.workfront.com",
    .client_id = "client",
    .org_id = "ORG@AdobeOrg",
    .oauth_refresh_token = "never",
};

/* What a dialect answers, for one comparison; the buffer is the test's to clear. */
static const char *answer(const char *name, const struct request *request,
                          const struct credential *credential, struct buffer *out)
{
    const struct dialect *dialect = dialect_find(name);

    ck_assert_ptr_nonnull(dialect);
    ck_assert_str_eq(dialect->name, name);
    buffer_clear(out);
    dialect->answer(out, request, credential);
    ck_assert_int_eq(buffer_status(out), STATUS_OK);
    return buffer_string(out);
}

START_TEST(dialects_are_found_by_name)
{
    ck_assert_ptr_eq(dialect_find("git"), &dialect_git);
    ck_assert_ptr_eq(dialect_find("shell"), &dialect_shell);
    ck_assert_ptr_eq(dialect_find("token"), &dialect_token);
    ck_assert_ptr_eq(dialect_find("header"), &dialect_header);
    ck_assert_ptr_null(dialect_find("Git"));
    ck_assert_ptr_null(dialect_find(""));
    ck_assert_ptr_null(dialect_find("gi"));
}
END_TEST

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

        dialect_git.answer(&out, &plain, &kept);
        ck_assert_int_eq(buffer_status(&out), STATUS_MALFORMED);
        buffer_clear(&out);
    }
    ck_assert_ptr_null(dialect_git.failure);
}
END_TEST

START_TEST(shells_get_quoted_exports)
{
    struct credential credential = minted;
    struct buffer out = BUFFER(1000);

    ck_assert_str_eq(answer("shell", &plain, &credential, &out),
                     "export WORKFRONT_ACCESS_TOKEN='tok.en';\n"
                     "export WORKFRONT_TOKEN_EXPIRES_AT='2000000000';\n"
                     "export WORKFRONT_URL='https://acme.my.workfront.com';\n"
                     "export WORKFRONT_CLIENT_ID='client';\n"
                     "export WORKFRONT_ORG_ID='ORG@AdobeOrg';\n");
    credential.org_id = NULL;
    credential.client_id = "'; rm -rf \"$HOME\" '";
    ck_assert_str_eq(answer("shell", &plain, &credential, &out),
                     "export WORKFRONT_ACCESS_TOKEN='tok.en';\n"
                     "export WORKFRONT_TOKEN_EXPIRES_AT='2000000000';\n"
                     "export WORKFRONT_URL='https://acme.my.workfront.com';\n"
                     "export WORKFRONT_CLIENT_ID=''\\''; rm -rf \"$HOME\" '\\''';\n"
                     "unset WORKFRONT_ORG_ID;\n");
    buffer_clear(&out);
}
END_TEST

START_TEST(shells_are_told_of_a_failure)
{
    struct buffer out = BUFFER(1000);

    dialect_shell.failure(&out, 5);
    ck_assert_str_eq(buffer_string(&out),
                     "unset WORKFRONT_ACCESS_TOKEN WORKFRONT_TOKEN_EXPIRES_AT WORKFRONT_URL "
                     "WORKFRONT_CLIENT_ID WORKFRONT_ORG_ID;\n(exit 5);\n");
    buffer_clear(&out);
    dialect_shell.failure(&out, 0);
    ck_assert_str_eq(buffer_string(&out),
                     "unset WORKFRONT_ACCESS_TOKEN WORKFRONT_TOKEN_EXPIRES_AT WORKFRONT_URL "
                     "WORKFRONT_CLIENT_ID WORKFRONT_ORG_ID;\n");
    buffer_clear(&out);
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

int main(void)
{
    return suite_run("dialect",
                     SUITE(dialects_are_found_by_name, git_gets_bearer_when_it_can,
                           git_gets_kept_credentials_in_one_form,
                           git_never_gets_a_line_end_inside_a_value, shells_get_quoted_exports,
                           shells_are_told_of_a_failure, the_longest_host_fits_a_url,
                           tokens_and_headers_are_one_line));
}
