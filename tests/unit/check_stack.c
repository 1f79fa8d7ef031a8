/* check_stack.c: the grammar of the unlock stack. */
#include "tests/lib/scratch.h"

#include <string.h>

#include "store/unlock/stack.h"

static struct fault fault;

static enum status parse(struct unlock_stack *stack, const char *text)
{
    *stack = (struct unlock_stack)UNLOCK_STACK_EMPTY;
    return unlock_stack_parse(stack, text, &fault);
}

START_TEST(without_lines_there_is_one_sufficient_keyfile)
{
    struct unlock_stack stack;

    ck_assert_int_eq(parse(&stack, NULL), STATUS_OK);
    ck_assert_uint_eq(stack.count, 1);
    ck_assert_int_eq(stack.line[0].control, UNLOCK_SUFFICIENT);
    ck_assert_ptr_eq(stack.line[0].module, &unlock_keyfile);
    ck_assert_ptr_null(unlock_argument(&stack.line[0], "path"));
    unlock_stack_clear(&stack);
    ck_assert_uint_eq(stack.count, 0);
    ck_assert_int_eq(parse(&stack, ""), STATUS_OK);
    ck_assert_uint_eq(stack.count, 0);
    unlock_stack_clear(&stack);
}
END_TEST

START_TEST(lines_are_parsed)
{
    struct unlock_stack stack;

    ck_assert_int_eq(parse(&stack, "# comment\n"
                                   "\n \t\n"
                                   "unlock required keyfile path=/a\n"
                                   "\tunlock  requisite\tkeyfile \n"
                                   "unlock sufficient keyfile path=\n"
                                   "unlock optional keyfile path=/b=c path=/d"),
                     STATUS_OK);
    ck_assert_uint_eq(stack.count, 4);
    ck_assert_int_eq(stack.line[0].control, UNLOCK_REQUIRED);
    ck_assert_int_eq(stack.line[1].control, UNLOCK_REQUISITE);
    ck_assert_int_eq(stack.line[2].control, UNLOCK_SUFFICIENT);
    ck_assert_int_eq(stack.line[3].control, UNLOCK_OPTIONAL);
    ck_assert_str_eq(unlock_argument(&stack.line[0], "path"), "/a");
    ck_assert_str_eq(unlock_argument(&stack.line[2], "path"), "");
    ck_assert_str_eq(unlock_argument(&stack.line[3], "path"), "/b=c");
    ck_assert_ptr_null(unlock_argument(&stack.line[3], "pat"));
    unlock_stack_clear(&stack);
}
END_TEST

#define EIGHT_PATHS "path=1 path=2 path=3 path=4 path=5 path=6 path=7 path=8 "

START_TEST(a_line_that_does_not_parse_fails_closed)
{
    static const struct {
        const char *line, *word;
        enum cause cause;
    } cases[] = {
        { "lock sufficient keyfile", "lock", CAUSE_NOT_UNLOCK },
        { "UNLOCK sufficient keyfile", "UNLOCK", CAUSE_NOT_UNLOCK },
        { "unlock", "unlock", CAUSE_NOT_A_CONTROL },
        { "unlock adequate keyfile", "adequate", CAUSE_NOT_A_CONTROL },
        { "unlock suffi keyfile", "suffi", CAUSE_NOT_A_CONTROL },
        { "unlock sufficient", "sufficient", CAUSE_NOT_A_MODULE },
        { "unlock sufficient keyfil", "keyfil", CAUSE_NOT_A_MODULE },
        { "unlock sufficient keyfile2", "keyfile2", CAUSE_NOT_A_MODULE },
        { "unlock sufficient keyfile #", "#", CAUSE_NOT_AN_ARGUMENT },
        { "unlock sufficient keyfile path", "path", CAUSE_NOT_AN_ARGUMENT },
        { "unlock sufficient keyfile paths=/a", "paths=/a", CAUSE_NOT_AN_ARGUMENT },
        { "unlock sufficient keyfile =/a", "=/a", CAUSE_NOT_AN_ARGUMENT },
        { "unlock sufficient keyfile " EIGHT_PATHS EIGHT_PATHS EIGHT_PATHS "path=25", "keyfile",
          CAUSE_ARGUMENTS_MANY },
        { "unlock sufficient keyfile\r", "keyfile?", CAUSE_NOT_A_MODULE },
        { "unlock sufficient keyring", "keyring", CAUSE_ONLY_OPTIONAL },
        { "unlock required keyring", "keyring", CAUSE_ONLY_OPTIONAL },
        { "unlock requisite keyring", "keyring", CAUSE_ONLY_OPTIONAL },
        { "unlock optional keyring timeout=0", "keyring", CAUSE_ARGUMENT_VALUE },
    };
    struct unlock_stack stack;
    char text[512];
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        snprintf(text, sizeof text, "\nunlock sufficient keyfile\n%s\n", cases[i].line);
        stack = (struct unlock_stack)UNLOCK_STACK_EMPTY;
        stack.origin = i % 2 == 0 ? NULL : "/etc/config";
        ck_assert_int_eq(unlock_stack_parse(&stack, text, &fault), STATUS_MALFORMED);
        ck_assert_str_eq(fault.subject, i % 2 == 0 ? "unlock:3" : "/etc/config:3");
        ck_assert_str_eq(fault.detail, cases[i].word);
        ck_assert_int_eq(fault.cause, cases[i].cause);
        unlock_stack_clear(&stack);
    }
}
END_TEST

START_TEST(a_stack_has_sixteen_lines_at_most)
{
    struct buffer text = BUFFER(4096);
    struct unlock_stack stack;
    int i;

    for (i = 0; i < UNLOCK_LINES_MAX; i++)
        buffer_text(&text, "unlock sufficient keyfile\n");
    ck_assert_int_eq(parse(&stack, buffer_string(&text)), STATUS_OK);
    unlock_stack_clear(&stack);
    buffer_text(&text, "unlock sufficient keyfile\n");
    ck_assert_int_eq(parse(&stack, buffer_string(&text)), STATUS_MALFORMED);
    ck_assert_str_eq(fault.subject, "unlock:17");
    ck_assert_int_eq(fault.cause, CAUSE_LINES_MANY);
    unlock_stack_clear(&stack);
    buffer_clear(&text);
}
END_TEST

START_TEST(a_stack_has_a_maximum)
{
    struct unlock_stack stack;
    static char text[UNLOCK_STACK_MAX + 2];

    memset(text, '\n', sizeof text - 1);
    ck_assert_int_eq(parse(&stack, text), STATUS_TOO_LONG);
    unlock_stack_clear(&stack);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stack");

    suite_add_tests(suite, "stack", scratch_setup, scratch_teardown,
                    SUITE(without_lines_there_is_one_sufficient_keyfile, lines_are_parsed,
                          a_line_that_does_not_parse_fails_closed,
                          a_stack_has_sixteen_lines_at_most, a_stack_has_a_maximum));
    return scratch_run_all(suite);
}
