/* check_keyfile.c: the unlock module that keeps its secret in a file. */
#include "tests/lib/scratch.h"

#include <errno.h>
#include <string.h>

#include "store/unlock/stack.h"

static struct fault fault;
static struct unlock_context context;

static enum unlock_verdict keyfile(bool make, const char *argument, unsigned char *secret)
{
    const struct unlock_line line = { .module = &unlock_keyfile,
                                      .argument = { argument },
                                      .arguments = argument != NULL };
    struct buffer parameters = BUFFER(64);
    enum unlock_verdict verdict;

    memset(&fault, 0, sizeof fault);
    verdict = make ? unlock_keyfile.enroll(&context, &line, &parameters, secret, &fault)
                   : unlock_keyfile.reveal(&context, &line, "", secret, &fault);
    ck_assert_uint_eq(parameters.length, 0);
    return verdict;
}

START_TEST(a_key_is_made_once_and_read_back)
{
    unsigned char made[UNLOCK_SECRET_SIZE] = { 0 }, read_back[UNLOCK_SECRET_SIZE] = { 0 };
    static const unsigned char zero[UNLOCK_SECRET_SIZE];
    struct stat found;

    context.key_file = scratch_path("config/key");
    ck_assert_int_eq(keyfile(false, NULL, made), UNLOCK_NOT_MINE);
    ck_assert_int_eq(fault.status, STATUS_LOCKED);
    ck_assert_int_eq(fault.system_error, ENOENT);
    ck_assert_str_eq(fault.subject, context.key_file);
    ck_assert_int_eq(keyfile(true, NULL, made), UNLOCK_YES);
    ck_assert_mem_ne(made, zero, sizeof made);
    ck_assert_int_eq(keyfile(false, NULL, read_back), UNLOCK_YES);
    ck_assert_mem_eq(made, read_back, sizeof made);
    ck_assert_int_eq(keyfile(true, NULL, read_back), UNLOCK_YES);
    ck_assert_mem_eq(made, read_back, sizeof made);
    ck_assert_int_eq(stat(context.key_file, &found), 0);
    ck_assert_int_eq(found.st_size, UNLOCK_SECRET_SIZE);
    ck_assert_uint_eq(found.st_mode & 07777, 0600);
}
END_TEST

START_TEST(a_line_may_name_the_key)
{
    unsigned char secret[UNLOCK_SECRET_SIZE];
    char argument[256];

    ck_assert_int_eq(keyfile(false, NULL, secret), UNLOCK_NOT_MINE);
    ck_assert_int_eq(keyfile(true, NULL, secret), UNLOCK_NOT_MINE);
    context.key_file = scratch_path("other");
    snprintf(argument, sizeof argument, "path=%s", scratch_path("named"));
    ck_assert_int_eq(keyfile(true, argument, secret), UNLOCK_YES);
    ck_assert_int_eq(access(scratch_path("named"), F_OK), 0);
    ck_assert_int_eq(access(scratch_path("other"), F_OK), -1);
    ck_assert_int_eq(keyfile(false, "path=relative", secret), UNLOCK_NO);
    ck_assert_int_eq(fault.status, STATUS_UNSAFE);
    ck_assert_int_eq(keyfile(false, "path=", secret), UNLOCK_NO);
    ck_assert_int_eq(keyfile(false, "path=/", secret), UNLOCK_NO);
}
END_TEST

START_TEST(a_key_of_another_size_is_damaged)
{
    unsigned char secret[UNLOCK_SECRET_SIZE] = { 0 };
    static const char bytes[UNLOCK_SECRET_SIZE + 1] = "x";
    static const size_t sizes[] = { 0, 1, UNLOCK_SECRET_SIZE - 1, UNLOCK_SECRET_SIZE + 1 };
    size_t i;

    context.key_file = scratch_path("key");
    for (i = 0; i < COUNT(sizes); i++) {
        scratch_write(context.key_file, bytes, sizes[i], 0600);
        ck_assert_int_eq(keyfile(i % 2, NULL, secret), UNLOCK_NO);
        ck_assert_int_eq(fault.status, STATUS_DAMAGED);
        ck_assert_str_eq(fault.subject, context.key_file);
        ck_assert_uint_eq(secret[0], 0);
    }
}
END_TEST

START_TEST(a_key_that_others_can_reach_is_refused)
{
    unsigned char secret[UNLOCK_SECRET_SIZE];
    struct stat found;

    context.key_file = scratch_path("folder/key");
    ck_assert_int_eq(keyfile(true, NULL, secret), UNLOCK_YES);
    ck_assert_int_eq(chmod(context.key_file, 0640), 0);
    ck_assert_int_eq(keyfile(false, NULL, secret), UNLOCK_NO);
    ck_assert_int_eq(fault.status, STATUS_UNSAFE);
    ck_assert_int_eq(fault.cause, CAUSE_MODE);
    ck_assert_int_eq(keyfile(true, NULL, secret), UNLOCK_NO);
    ck_assert_int_eq(stat(context.key_file, &found), 0);
    ck_assert_uint_eq(found.st_mode & 07777, 0640);
    ck_assert_int_eq(chmod(context.key_file, 0600), 0);
    ck_assert_int_eq(chmod(scratch_path("folder"), 0755), 0);
    ck_assert_int_eq(keyfile(false, NULL, secret), UNLOCK_YES);
    ck_assert_int_eq(chmod(scratch_path("folder"), 0777), 0);
    ck_assert_int_eq(keyfile(false, NULL, secret), UNLOCK_NO);
    ck_assert_int_eq(fault.status, STATUS_UNSAFE);
    ck_assert_str_eq(fault.subject, scratch_path("folder"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("keyfile");

    suite_add_tests(suite, "keyfile", scratch_setup, scratch_teardown,
                    SUITE(a_key_is_made_once_and_read_back, a_line_may_name_the_key,
                          a_key_of_another_size_is_damaged,
                          a_key_that_others_can_reach_is_refused));
    return scratch_run_all(suite);
}
