/* check_status.c: names, exit statuses, and what reaches a terminal. */
#include "tests/lib/suite.h"

#include "protocol/status.h"

START_TEST(every_status_has_a_name_of_its_own)
{
    int i, j;

    for (i = 0; i < STATUS_COUNT; i++) {
        ck_assert_ptr_nonnull(status_name((enum status)i));
        ck_assert_int_eq(status_from_name(status_name((enum status)i)), i);
        for (j = 0; j < i; j++)
            ck_assert_str_ne(status_name((enum status)i), status_name((enum status)j));
    }
}
END_TEST

START_TEST(exit_statuses_are_the_promised_ones)
{
    static const struct {
        enum status status;
        int exit;
    } promised[] = {
        { STATUS_OK, 0 },         { STATUS_INTERNAL, 1 },    { STATUS_NO_MEMORY, 1 },
        { STATUS_IO, 1 },         { STATUS_UNSAFE, 1 },      { STATUS_DAMAGED, 1 },
        { STATUS_NEWER, 1 },      { STATUS_UNEXPECTED, 1 },  { STATUS_BUSY, 1 },
        { STATUS_TIMEOUT, 1 },    { STATUS_USAGE, 2 },       { STATUS_MALFORMED, 2 },
        { STATUS_TOO_LONG, 2 },   { STATUS_UNSUITABLE, 2 },  { STATUS_NOT_FOUND, 3 },
        { STATUS_NO_STORE, 3 },   { STATUS_DENIED, 3 },      { STATUS_LOCKED, 4 },
        { STATUS_REFUSED, 5 },    { STATUS_UNREACHABLE, 6 }, { STATUS_THROTTLED, 6 },
        { STATUS_ACCOUNT, 7 },    { STATUS_VALIDITY, 8 },    { STATUS_COUNT, 1 },
        { (enum status) - 1, 1 }, { (enum status)1000, 1 },
    };
    size_t i;

    ck_assert_uint_eq(COUNT(promised), STATUS_COUNT + 3);
    for (i = 0; i < COUNT(promised); i++)
        ck_assert_int_eq(status_exit(promised[i].status), promised[i].exit);
}
END_TEST

START_TEST(unknown_names_and_numbers_are_no_success)
{
    ck_assert_int_eq(status_from_name("nonsense"), STATUS_COUNT);
    ck_assert_int_eq(status_from_name(""), STATUS_COUNT);
    ck_assert_int_eq(status_from_name("OK"), STATUS_COUNT);
    ck_assert_int_eq(status_from_name(NULL), STATUS_COUNT);
    ck_assert_str_eq(status_name(STATUS_COUNT), "internal");
    ck_assert_str_eq(status_name((enum status) - 1), "internal");
}
END_TEST

START_TEST(only_printable_ascii_comes_out)
{
    char text[256], out[256];
    int i;

    for (i = 1; i < 256; i++)
        text[i - 1] = (char)i;
    text[255] = '\0';
    fault_sanitise(out, sizeof out, text);
    ck_assert_uint_eq(strlen(out), 255);
    for (i = 1; i < 256; i++)
        ck_assert_int_eq(out[i - 1], i >= ' ' && i <= '~' ? i : '?');
}
END_TEST

START_TEST(sanitised_text_is_cut_to_fit)
{
    char out[4] = { 'x', 'x', 'x', 'x' };

    fault_sanitise(out, 3, "abc");
    ck_assert_str_eq(out, "ab");
    ck_assert_int_eq(out[3], 'x');
    fault_sanitise(out, 4, "abc");
    ck_assert_str_eq(out, "abc");
    fault_sanitise(out, 1, "abc");
    ck_assert_str_eq(out, "");
    ck_assert_int_eq(out[1], 'b');
    fault_sanitise(out, sizeof out, NULL);
    ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(a_fault_keeps_what_it_is_told)
{
    struct fault fault;

    ck_assert_int_eq(fault_set(&fault, STATUS_IO, 5, "/a\nb", "it\033[2Jbroke"), STATUS_IO);
    ck_assert_int_eq(fault.status, STATUS_IO);
    ck_assert_int_eq(fault.system_error, 5);
    ck_assert_str_eq(fault.subject, "/a?b");
    ck_assert_str_eq(fault.detail, "it?[2Jbroke");
    ck_assert_int_eq(fault_set(&fault, STATUS_BUSY, 0, NULL, NULL), STATUS_BUSY);
    ck_assert_str_eq(fault.subject, "");
    ck_assert_str_eq(fault.detail, "");
    fault_set(&fault, STATUS_USAGE, 0, "", "");
    ck_assert_str_eq(fault.subject, "\"\"");
    ck_assert_str_eq(fault.detail, "");
    ck_assert_int_eq(fault_set(NULL, STATUS_BUSY, 0, "a", "b"), STATUS_BUSY);
}
END_TEST

START_TEST(a_fault_is_never_overrun)
{
    struct fault fault;
    char text[2000];

    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    fault_set(&fault, STATUS_IO, 0, text, text);
    ck_assert_uint_eq(strlen(fault.subject), sizeof fault.subject - 1);
    ck_assert_uint_eq(strlen(fault.detail), sizeof fault.detail - 1);
}
END_TEST

int main(void)
{
    return suite_run(
        "status", SUITE(every_status_has_a_name_of_its_own, exit_statuses_are_the_promised_ones,
                        unknown_names_and_numbers_are_no_success,
                        only_printable_ascii_comes_out, sanitised_text_is_cut_to_fit,
                        a_fault_keeps_what_it_is_told, a_fault_is_never_overrun));
}
