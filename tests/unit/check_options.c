/* check_options.c: the command line. */
#include "tests/lib/suite.h"

#include <string.h>

#include "helper/options.h"

enum { MOST = 16 };

static enum status parse(struct options *options, struct fault *fault, const char *const *words)
{
    static char *argv[MOST + 1];
    int argc = 0;

    argv[argc++] = (char *)"program";
    for (; *words != NULL; words++)
        argv[argc++] = (char *)*words;
    argv[argc] = NULL;
    return options_read(options, NULL, argc, argv, fault);
}

#define PARSE(...) parse(&options, &fault, (const char *const[]){ __VA_ARGS__, NULL })

START_TEST(options_stand_before_or_after_the_command)
{
    struct options options;
    struct fault fault = { 0 };

    ck_assert_int_eq(PARSE("--profile", "p", "get"), STATUS_OK);
    ck_assert_str_eq(options.command, "get");
    ck_assert_str_eq(options.profile, "p");
    ck_assert_int_eq(options.arguments_count, 0);
    ck_assert_int_eq(PARSE("get", "--profile=p", "-v", "-v", "--host", "a", "--host", "b"),
                     STATUS_OK);
    ck_assert_str_eq(options.command, "get");
    ck_assert_str_eq(options.profile, "p");
    ck_assert_int_eq(options.verbose, 2);
    ck_assert_uint_eq(options.host.count, 2);
    ck_assert_str_eq(options.host.item[1], "b");
    ck_assert_int_eq(options.min_validity, -1);
}
END_TEST

START_TEST(words_behind_the_command_are_kept_in_order)
{
    struct options options;
    struct fault fault = { 0 };

    ck_assert_int_eq(PARSE("help", "setup", "-q", "more"), STATUS_OK);
    ck_assert_int_eq(options.arguments_count, 2);
    ck_assert_str_eq(options.arguments[0], "setup");
    ck_assert_str_eq(options.arguments[1], "more");
    ck_assert_ptr_null(options.arguments[2]);
    ck_assert_int_eq(PARSE("exec", "--", "ls", "--profile"), STATUS_OK);
    ck_assert_str_eq(options.command, "exec");
    ck_assert_int_eq(options.arguments_count, 2);
    ck_assert_str_eq(options.arguments[1], "--profile");
    ck_assert_int_eq(PARSE("--", "get"), STATUS_OK);
    ck_assert_str_eq(options.command, "get");
    ck_assert_int_eq(PARSE("-q"), STATUS_OK);
    ck_assert_ptr_null(options.command);
}
END_TEST

START_TEST(numbers_have_ranges)
{
    static const char *const bad[] = {
        "-1", "31536001", "x", "1x", "", " 1", "99999999999999999999"
    };
    struct options options;
    struct fault fault = { 0 };
    size_t i;

    ck_assert_int_eq(PARSE("token", "--min-validity", "0"), STATUS_OK);
    ck_assert_int_eq(options.min_validity, 0);
    ck_assert_int_eq(PARSE("token", "--min-validity", "31536000"), STATUS_OK);
    ck_assert_int_eq(options.min_validity, 31536000);
    for (i = 0; i < COUNT(bad); i++) {
        ck_assert_int_eq(PARSE("token", "--min-validity", bad[i]), STATUS_USAGE);
        ck_assert_str_eq(fault.subject, "--min-validity");
    }
}
END_TEST

START_TEST(mistakes_are_named_without_their_values)
{
    struct options options;
    struct fault fault = { 0 };

    ck_assert_int_eq(PARSE("token", "--client-secret=CANARY"), STATUS_USAGE);
    ck_assert_str_eq(fault.subject, "--client-secret");
    ck_assert_int_eq(PARSE("token", "-Z"), STATUS_USAGE);
    ck_assert_str_eq(fault.subject, "-Z");
    ck_assert_int_eq(PARSE("token", "--profile"), STATUS_USAGE);
    ck_assert_ptr_nonnull(strstr(fault.detail, "needs a value"));
    ck_assert_int_eq(PARSE("token", "--json=yes"), STATUS_USAGE);
    ck_assert_ptr_null(strstr(fault.subject, "yes"));
    ck_assert_int_eq(PARSE("token", "--json", "-\303\251"), STATUS_USAGE);
    ck_assert_str_eq(fault.subject, "-?");
}
END_TEST

START_TEST(one_value_is_given_once)
{
    struct options options;
    struct fault fault = { 0 };

    ck_assert_int_eq(PARSE("get", "--profile", "p", "--profile", "q"), STATUS_USAGE);
    ck_assert_str_eq(fault.subject, "--profile");
    ck_assert_str_eq(fault.detail, "can be given only once");
    ck_assert_int_eq(PARSE("-p", "p", "get", "--profile=p"), STATUS_USAGE);
    ck_assert_int_eq(PARSE("--wait", "0", "setup", "--wait", "0"), STATUS_USAGE);
    ck_assert_str_eq(fault.subject, "--wait");
    ck_assert_int_eq(PARSE("api", "-d", "a", "-X", "PUT", "-d", "b"), STATUS_USAGE);
    ck_assert_str_eq(fault.subject, "--data");
    ck_assert_int_eq(PARSE("setup", "--host", "a", "--host", "b", "--json", "--json", "-vv"),
                     STATUS_OK);
    ck_assert_int_eq(PARSE("exec", "-p", "p", "--", "ls", "-p", "q"), STATUS_OK);
}
END_TEST

START_TEST(a_list_has_an_end)
{
    struct options options;
    struct fault fault = { 0 };
    char *argv[2 * RECORD_LIST_MAX + 4] = { (char *)"program" };
    size_t i;

    for (i = 0; i <= RECORD_LIST_MAX; i++) {
        argv[1 + 2 * i] = (char *)"--host";
        argv[2 + 2 * i] = (char *)"a";
    }
    ck_assert_int_eq(options_read(&options, NULL, 1 + 2 * RECORD_LIST_MAX, argv, &fault),
                     STATUS_OK);
    ck_assert_int_eq(options_read(&options, NULL, 3 + 2 * RECORD_LIST_MAX, argv, &fault),
                     STATUS_USAGE);
}
END_TEST

START_TEST(each_command_allows_its_own)
{
    struct options options;
    struct fault fault = { 0 };

    ck_assert_int_eq(PARSE("status", "--json", "-q", "--store", "/x"), STATUS_OK);
    ck_assert_int_eq(options_allow(&options, OPTION_JSON, &fault), STATUS_OK);
    ck_assert_int_eq(options_allow(&options, OPTION_PROFILE, &fault), STATUS_USAGE);
    ck_assert_str_eq(fault.subject, "--json");
}
END_TEST

int main(void)
{
    return suite_run("options",
                     SUITE(options_stand_before_or_after_the_command,
                           words_behind_the_command_are_kept_in_order, numbers_have_ranges,
                           mistakes_are_named_without_their_values, one_value_is_given_once,
                           a_list_has_an_end, each_command_allows_its_own));
}
