/* check_dialect_shell.c: the answers of env, for each shell and each job. */
#include "tests/lib/dialects.h"

START_TEST(powershell_is_another_name_for_pwsh)
{
    ck_assert_ptr_eq(shell_find("powershell"), shell_find("pwsh"));
    ck_assert_ptr_nonnull(shell_find("pwsh"));
    ck_assert_ptr_null(shell_find("power"));
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

/* --shell, --no-export, --var */
static const char *shell_answer(const char *name, const struct format_options *format,
                                struct buffer *out)
{
    struct format_options chosen = *format;
    struct credential little = minted;

    little.org_id = NULL;
    chosen.shell = shell_find(name);
    ck_assert_ptr_nonnull(chosen.shell);
    return answer_in(chosen.shell->dialect->name, &chosen, &plain, &little, out);
}

static const char *shell_failure(const char *name, const struct format_options *format,
                                 int exit, struct buffer *out)
{
    struct format_options chosen = *format;

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
    struct format_options format = { .no_export = true,
                                     .names = { .name = { [VARIABLE_TOKEN] = "TOK" } } };
    struct buffer out = BUFFER(1000);

    ck_assert_ptr_nonnull(strstr(shell_answer("sh", &format, &out), "TOK='tok.en';\n"));
    ck_assert_ptr_null(strstr(buffer_string(&out), "export"));
    ck_assert_ptr_nonnull(
        strstr(shell_answer("fish", &format, &out), "set -g TOK 'tok.en';\n"));
    ck_assert_ptr_nonnull(strstr(shell_answer("csh", &format, &out), "set TOK='tok.en';\n"));
    ck_assert_ptr_nonnull(strstr(shell_answer("pwsh", &format, &out), "$TOK = 'tok.en'\n"));
    ck_assert_ptr_nonnull(strstr(shell_failure("csh", &format, 0, &out), "unset TOK;\n"));
    ck_assert_ptr_nonnull(strstr(shell_failure("sh", &format, 0, &out), "unset TOK "));
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
    struct format_options format = { .names = { .name = { [VARIABLE_TOKEN] = "TOK" } } };
    struct buffer out = BUFFER(1000), again = BUFFER(1000);
    char delimiter[40], expected[140];

    ck_assert_str_eq(answer("github", &plain, &minted, &out), "::add-mask::tok.en\n");
    ck_assert_str_eq(dialect_github.file_variable, "GITHUB_ENV");
    buffer_clear(&out);
    dialect_github.append(&out, &(struct answer){ &plain, &format, &minted });
    dialect_github.append(&again, &(struct answer){ &plain, &format, &minted });
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

int main(void)
{
    return suite_run("dialect shell",
                     SUITE(powershell_is_another_name_for_pwsh, shells_get_quoted_exports,
                           shells_are_told_of_a_failure, each_shell_has_its_own_lines,
                           each_shell_has_its_own_way_to_fail,
                           variables_stay_in_the_shell_and_have_other_names,
                           names_that_programs_act_upon_are_refused,
                           github_masks_the_token_and_gets_a_file));
}
