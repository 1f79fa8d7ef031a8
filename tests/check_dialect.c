/* check_dialect.c: every dialect's answer, to the byte. */
#include "tests/suite.h"

#include <string.h>

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

static const struct manner usual;
static const struct manner all_headers = { .all_headers = true };

/* What a dialect answers, for one comparison; the buffer is the test's to clear. */
static const char *answer_in(const char *name, const struct manner *manner,
                             const struct request *request, const struct credential *credential,
                             struct buffer *out)
{
    const struct dialect *dialect = dialect_find(name);

    ck_assert_ptr_nonnull(dialect);
    ck_assert_str_eq(dialect->name, name);
    buffer_clear(out);
    dialect->answer(out, request, manner, credential);
    ck_assert_int_eq(buffer_status(out), STATUS_OK);
    return buffer_string(out);
}

static const char *answer(const char *name, const struct request *request,
                          const struct credential *credential, struct buffer *out)
{
    return answer_in(name, &usual, request, credential, out);
}

/* What a dialect makes of a request's text; the buffer is the test's to clear. */
static enum status ask(const struct dialect *dialect, const char *words, struct buffer *text,
                       struct request *request, struct fault *fault)
{
    *request = (struct request){ 0 };
    *fault = (struct fault){ 0 };
    buffer_clear(text);
    buffer_text(text, words);
    return dialect->read(request, text, fault);
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

        dialect_git.answer(&out, &plain, &usual, &kept);
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

    dialect_shell.failure(&out, &usual, 5);
    ck_assert_str_eq(buffer_string(&out),
                     "unset WORKFRONT_ACCESS_TOKEN WORKFRONT_TOKEN_EXPIRES_AT WORKFRONT_URL "
                     "WORKFRONT_CLIENT_ID WORKFRONT_ORG_ID;\n(exit 5);\n");
    buffer_clear(&out);
    dialect_shell.failure(&out, &usual, 0);
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

/* --shell, --no-export, --var */
static const char *shell_answer(const char *name, const struct manner *manner,
                                struct buffer *out)
{
    struct manner chosen = *manner;
    struct credential little = minted;

    little.org_id = NULL;
    chosen.shell = shell_find(name);
    ck_assert_ptr_nonnull(chosen.shell);
    return answer_in(chosen.shell->dialect->name, &chosen, &plain, &little, out);
}

static const char *shell_failure(const char *name, const struct manner *manner, int exit,
                                 struct buffer *out)
{
    struct manner chosen = *manner;

    buffer_clear(out);
    chosen.shell = shell_find(name);
    chosen.shell->dialect->failure(out, &chosen, exit);
    ck_assert_int_eq(buffer_status(out), STATUS_OK);
    return buffer_string(out);
}

START_TEST(each_shell_has_its_own_lines)
{
    struct buffer out = BUFFER(1000);

    ck_assert_str_eq(shell_answer("fish", &usual, &out),
                     "set -gx WORKFRONT_ACCESS_TOKEN 'tok.en';\n"
                     "set -gx WORKFRONT_TOKEN_EXPIRES_AT '2000000000';\n"
                     "set -gx WORKFRONT_URL 'https://acme.my.workfront.com';\n"
                     "set -gx WORKFRONT_CLIENT_ID 'client';\nset -e WORKFRONT_ORG_ID;\n");
    ck_assert_str_eq(shell_answer("tcsh", &usual, &out),
                     "setenv WORKFRONT_ACCESS_TOKEN 'tok.en';\n"
                     "setenv WORKFRONT_TOKEN_EXPIRES_AT '2000000000';\n"
                     "setenv WORKFRONT_URL 'https://acme.my.workfront.com';\n"
                     "setenv WORKFRONT_CLIENT_ID 'client';\nunsetenv WORKFRONT_ORG_ID;\n");
    ck_assert_str_eq(shell_answer("pwsh", &usual, &out),
                     "$env:WORKFRONT_ACCESS_TOKEN = 'tok.en'\n"
                     "$env:WORKFRONT_TOKEN_EXPIRES_AT = '2000000000'\n"
                     "$env:WORKFRONT_URL = 'https://acme.my.workfront.com'\n"
                     "$env:WORKFRONT_CLIENT_ID = 'client'\n"
                     "Remove-Item -ErrorAction SilentlyContinue Env:WORKFRONT_ORG_ID\n");
    ck_assert_str_eq(
        shell_answer("dotenv", &usual, &out),
        "WORKFRONT_ACCESS_TOKEN=tok.en\nWORKFRONT_TOKEN_EXPIRES_AT=2000000000\n"
        "WORKFRONT_URL=https://acme.my.workfront.com\nWORKFRONT_CLIENT_ID=client\n");
    ck_assert_str_eq(shell_answer("json", &usual, &out),
                     "{\"WORKFRONT_ACCESS_TOKEN\":\"tok.en\","
                     "\"WORKFRONT_TOKEN_EXPIRES_AT\":\"2000000000\","
                     "\"WORKFRONT_URL\":\"https://acme.my.workfront.com\","
                     "\"WORKFRONT_CLIENT_ID\":\"client\"}\n");
    buffer_clear(&out);
}
END_TEST

START_TEST(each_shell_has_its_own_way_to_fail)
{
    struct buffer out = BUFFER(1000);

    ck_assert_str_eq(shell_failure("fish", &usual, 5, &out),
                     "set -e WORKFRONT_ACCESS_TOKEN WORKFRONT_TOKEN_EXPIRES_AT WORKFRONT_URL "
                     "WORKFRONT_CLIENT_ID WORKFRONT_ORG_ID;\nsh -c 'exit 5';\n");
    ck_assert_str_eq(shell_failure("csh", &usual, 5, &out),
                     "unsetenv WORKFRONT_ACCESS_TOKEN;\nunsetenv WORKFRONT_TOKEN_EXPIRES_AT;\n"
                     "unsetenv WORKFRONT_URL;\nunsetenv WORKFRONT_CLIENT_ID;\n"
                     "unsetenv WORKFRONT_ORG_ID;\n(exit 5);\n");
    ck_assert_ptr_nonnull(strstr(shell_failure("pwsh", &usual, 5, &out),
                                 "\nthrow 'workfront-credential: exit status 5'\n"));
    ck_assert_str_eq(shell_failure("systemd", &usual, 5, &out), "");
    buffer_clear(&out);
}
END_TEST

START_TEST(variables_stay_in_the_shell_and_have_other_names)
{
    struct manner manner = { .no_export = true,
                             .names = { .name = { [VARIABLE_TOKEN] = "TOK" } } };
    struct buffer out = BUFFER(1000);

    ck_assert_ptr_nonnull(strstr(shell_answer("sh", &manner, &out), "TOK='tok.en';\n"));
    ck_assert_ptr_null(strstr(buffer_string(&out), "export"));
    ck_assert_ptr_nonnull(
        strstr(shell_answer("fish", &manner, &out), "set -g TOK 'tok.en';\n"));
    ck_assert_ptr_nonnull(strstr(shell_answer("csh", &manner, &out), "set TOK='tok.en';\n"));
    ck_assert_ptr_nonnull(strstr(shell_answer("pwsh", &manner, &out), "$TOK = 'tok.en'\n"));
    ck_assert_ptr_nonnull(strstr(shell_failure("csh", &manner, 0, &out), "unset TOK;\n"));
    ck_assert_ptr_nonnull(strstr(shell_failure("sh", &manner, 0, &out), "unset TOK "));
    buffer_clear(&out);
}
END_TEST

START_TEST(names_that_programs_act_upon_are_refused)
{
    static const char *const bad[] = { "PATH",       "IFS",          "LD_PRELOAD", "BASH_ENV",
                                       "PS4",        "ENV",          "path",       "GIT_SSH",
                                       "1A",         "A-B",          "A B",        "A=B",
                                       "",           "A;B",          "\xc3\xa4",   "PYTHONPATH",
                                       "fish_color", "WORKFRONT_URL" };
    struct names names = { { NULL } };
    struct fault fault = { 0 };
    char pair[100];
    size_t i;

    for (i = 0; i < COUNT(bad); i++) {
        snprintf(pair, sizeof pair, "WORKFRONT_ACCESS_TOKEN=%s", bad[i]);
        ck_assert_msg(variable_rename(&names, pair, &fault) == STATUS_USAGE, "%s", pair);
    }
    ck_assert_int_eq(variable_rename(&names, "OTHER=A", &fault), STATUS_USAGE);
    ck_assert_int_eq(variable_rename(&names, "WORKFRONT_URL", &fault), STATUS_USAGE);
    ck_assert_str_eq(variable_name(&names, VARIABLE_TOKEN), "WORKFRONT_ACCESS_TOKEN");
    ck_assert_int_eq(variable_rename(&names, "WORKFRONT_ACCESS_TOKEN=TOK_1", &fault),
                     STATUS_OK);
    ck_assert_str_eq(variable_name(&names, VARIABLE_TOKEN), "TOK_1");
    ck_assert_int_eq(variable_rename(&names, "WORKFRONT_URL=TOK_1", &fault), STATUS_USAGE);
    ck_assert_str_eq(variable_name(NULL, VARIABLE_URL), "WORKFRONT_URL");
}
END_TEST

START_TEST(github_masks_the_token_and_gets_a_file)
{
    struct manner manner = { .names = { .name = { [VARIABLE_TOKEN] = "TOK" } } };
    struct buffer out = BUFFER(1000), again = BUFFER(1000);
    char delimiter[40], expected[140];

    ck_assert_str_eq(answer("github", &plain, &minted, &out), "::add-mask::tok.en\n");
    ck_assert_str_eq(dialect_github.file_variable, "GITHUB_ENV");
    buffer_clear(&out);
    dialect_github.append(&out, &manner, &minted);
    dialect_github.append(&again, &manner, &minted);
    ck_assert_int_eq(sscanf(buffer_string(&out), "TOK<<%39[0-9a-f]", delimiter), 1);
    ck_assert_uint_eq(strlen(delimiter), 32);
    snprintf(expected, sizeof expected, "TOK<<%s\ntok.en\n%s\nWORKFRONT_TOKEN_EXPIRES_AT<<",
             delimiter, delimiter);
    ck_assert_ptr_eq(strstr(buffer_string(&out), expected), buffer_string(&out));
    ck_assert_str_ne(buffer_string(&out), buffer_string(&again));
    buffer_clear(&out);
    buffer_clear(&again);
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
    ck_assert_int_eq(ask(&dialect_external,
                         "{\"profile\":\"p\",\"host\":\"a.example\",\"x\":\"\"}", &text,
                         &request, &fault),
                     STATUS_OK);
    ck_assert_str_eq(request.username, "p");
    ck_assert_str_eq(request.host, "a.example");
    ck_assert_int_eq(ask(&dialect_external, "{}", &text, &request, &fault), STATUS_OK);
    ck_assert_ptr_null(request.username);
    ck_assert_ptr_null(request.host);
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
    return suite_run(
        "dialect",
        SUITE(dialects_are_found_by_name, git_gets_bearer_when_it_can,
              git_gets_kept_credentials_in_one_form, git_never_gets_a_line_end_inside_a_value,
              shells_get_quoted_exports, shells_are_told_of_a_failure,
              the_longest_host_fits_a_url, tokens_and_headers_are_one_line,
              each_shell_has_its_own_lines, each_shell_has_its_own_way_to_fail,
              variables_stay_in_the_shell_and_have_other_names,
              names_that_programs_act_upon_are_refused, github_masks_the_token_and_gets_a_file,
              headers_come_along_when_asked, json_says_everything, engflow_reads_a_uri,
              engflow_gets_headers_and_an_early_end, kubernetes_hears_its_own_version,
              terraform_has_two_ways, git_misses_what_names_no_host));
}
