/* check_systemd.c: the systemd module, and the forms in which a secret is handed over. */
#include "tests/lib/stores.h"

#include <string.h>

#include "store/unlock/stack.h"
#include "store/unlock/unlock.h"

#define RAW    "0123456789abcdef0123456789ABCDEF"
#define HEX    "3031323334353637383961626364656630313233343536373839414243444546"
#define BASE64 "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlBQkNERUY="

static const char stack[] = "unlock sufficient systemd\n";

static enum unlock_verdict reveal(const char *argument, unsigned char *secret)
{
    const struct unlock_context context = { 0 };
    const struct unlock_line line = { .module = &unlock_systemd,
                                      .argument = { argument },
                                      .arguments = argument != NULL };

    memset(&fault, 0, sizeof fault);
    return unlock_systemd.reveal(&context, &line, "", secret, &fault);
}

static void credentials_setup(void)
{
    scratch_setup();
    setenv("CREDENTIALS_DIRECTORY", scratch_path("credentials"), 1);
    ck_assert_int_eq(mkdir(scratch_path("credentials"), 0700), 0);
}

static void credential_write(const char *name, const char *text, mode_t mode)
{
    scratch_write(scratch_path("credentials/%s", name), text, strlen(text), mode);
}

START_TEST(a_secret_has_three_forms)
{
    static const char *const forms[] = { RAW, HEX, HEX "\n", BASE64, BASE64 "\n" };
    unsigned char secret[UNLOCK_SECRET_SIZE];
    size_t i;

    for (i = 0; i < COUNT(forms); i++) {
        struct buffer bytes = BUFFER(HANDED_MAX);

        memset(secret, 0, sizeof secret);
        buffer_text(&bytes, forms[i]);
        ck_assert_msg(decode_secret(&bytes, secret), "form %zu", i);
        ck_assert_mem_eq(secret, RAW, sizeof secret);
        buffer_clear(&bytes);
    }
}
END_TEST

START_TEST(nothing_else_is_a_secret)
{
    static const char *const others[] = {
        "",
        "\n",
        RAW "\n",
        HEX "\n\n",
        HEX "\r\n",
        HEX " ",
        " " HEX,
        "x" RAW,
        HEX HEX,
        BASE64 "=",
        BASE64 "\n\n",
        "password",
        "zz"
        "3132333435363738396162636465663031323334353637383941424344454600",
        /* bits after the last byte, and no padding */
        "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlBQkNERUZ=",
        "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlBQkNERUY",
        /* 33 and 31 bytes */
        "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlBQkNERUZH",
        "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlBQkNERQ==",
    };
    static const unsigned char zero[UNLOCK_SECRET_SIZE];
    unsigned char secret[UNLOCK_SECRET_SIZE];
    size_t i;

    for (i = 0; i < COUNT(others); i++) {
        struct buffer bytes = BUFFER(256);

        memset(secret, 0, sizeof secret);
        buffer_text(&bytes, others[i]);
        ck_assert_msg(!decode_secret(&bytes, secret), "text %zu", i);
        ck_assert_mem_eq(secret, zero, sizeof secret);
        buffer_clear(&bytes);
    }
}
END_TEST

START_TEST(without_credentials_it_is_another_modules_turn)
{
    unsigned char secret[UNLOCK_SECRET_SIZE];

    ck_assert_int_eq(reveal(NULL, secret), UNLOCK_NOT_MINE);
    ck_assert_int_eq(fault.status, STATUS_LOCKED);
    ck_assert_str_eq(fault.subject, scratch_path("credentials/workfront-credential.key"));
    unsetenv("CREDENTIALS_DIRECTORY");
    ck_assert_int_eq(reveal(NULL, secret), UNLOCK_NOT_MINE);
    ck_assert_int_eq(fault.status, STATUS_LOCKED);
    ck_assert_str_eq(fault.subject, "systemd");
    setenv("CREDENTIALS_DIRECTORY", "", 1);
    ck_assert_int_eq(reveal(NULL, secret), UNLOCK_NOT_MINE);
    setenv("CREDENTIALS_DIRECTORY", "relative", 1);
    ck_assert_int_eq(reveal(NULL, secret), UNLOCK_NO);
    ck_assert_int_eq(fault.status, STATUS_UNSAFE);
}
END_TEST

START_TEST(a_credential_is_read)
{
    unsigned char secret[UNLOCK_SECRET_SIZE] = { 0 };

    credential_write("workfront-credential.key", RAW, 0400);
    ck_assert_int_eq(chmod(scratch_path("credentials"), 0500), 0);
    ck_assert_int_eq(reveal(NULL, secret), UNLOCK_YES);
    ck_assert_mem_eq(secret, RAW, sizeof secret);
    ck_assert_int_eq(chmod(scratch_path("credentials"), 0700), 0);
    credential_write("other", BASE64 "\n", 0600);
    memset(secret, 0, sizeof secret);
    ck_assert_int_eq(reveal("name=other", secret), UNLOCK_YES);
    ck_assert_mem_eq(secret, RAW, sizeof secret);
    credential_write("other", "password\n", 0600);
    ck_assert_int_eq(reveal("name=other", secret), UNLOCK_NO);
    ck_assert_int_eq(fault.status, STATUS_DAMAGED);
    ck_assert_str_eq(fault.subject, scratch_path("credentials/other"));
    credential_write("other", HEX HEX HEX, 0600);
    ck_assert_int_eq(reveal("name=other", secret), UNLOCK_NO);
    ck_assert_int_eq(fault.status, STATUS_DAMAGED);
}
END_TEST

static void expect_unsafe(enum cause cause)
{
    unsigned char secret[UNLOCK_SECRET_SIZE] = { 0 };

    ck_assert_int_eq(reveal("name=a", secret), UNLOCK_NO);
    ck_assert_int_eq(fault.status, STATUS_UNSAFE);
    ck_assert_int_eq(fault.cause, cause);
    ck_assert_uint_eq(secret[0], 0);
}

START_TEST(what_others_can_reach_is_refused)
{
    const char *path = scratch_path("credentials/a"), *other = scratch_path("credentials/b");
    unsigned char secret[UNLOCK_SECRET_SIZE];

    credential_write("a", RAW, 0444);
    expect_unsafe(CAUSE_MODE);
    ck_assert_int_eq(chmod(path, 0420), 0);
    expect_unsafe(CAUSE_MODE);
    /* The mask of an access control list, where the file is root's */
    ck_assert_int_eq(chmod(path, 0440), 0);
    if (geteuid() == 0)
        ck_assert_int_eq(reveal("name=a", secret), UNLOCK_YES);
    else
        expect_unsafe(CAUSE_MODE);
    ck_assert_int_eq(chmod(path, 0400), 0);
    ck_assert_int_eq(link(path, other), 0);
    expect_unsafe(CAUSE_LINKS);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(symlink(other, path), 0);
    expect_unsafe(CAUSE_TYPE);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    expect_unsafe(CAUSE_TYPE);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    expect_unsafe(CAUSE_TYPE);
    ck_assert_int_eq(rmdir(path), 0);
    ck_assert_int_eq(rename(other, path), 0);
    ck_assert_int_eq(chmod(scratch_path("credentials"), 0770), 0);
    expect_unsafe(CAUSE_WRITABLE);
    ck_assert_int_eq(chmod(scratch_path("credentials"), 0700), 0);
    if (geteuid() != 0)
        return;
    ck_assert_int_eq(chown(path, 65534, 65534), 0);
    expect_unsafe(CAUSE_OWNER);
}
END_TEST

START_TEST(a_name_is_a_file_name)
{
    static const char *const names[] = { "", ".", "..", "../a", "/a", "a/b", ".hidden" };
    char text[128];
    size_t i;

    for (i = 0; i < COUNT(names); i++) {
        struct unlock_stack parsed = UNLOCK_STACK_EMPTY;

        snprintf(text, sizeof text, "unlock sufficient systemd name=%s\n", names[i]);
        ck_assert_msg(unlock_stack_parse(&parsed, text, &fault) == STATUS_MALFORMED, "%s",
                      text);
        ck_assert_int_eq(fault.cause, CAUSE_ARGUMENT_VALUE);
        unlock_stack_clear(&parsed);
    }
}
END_TEST

START_TEST(a_store_opens_with_its_credential)
{
    struct store *store;

    ck_assert_int_eq(stores_open(&store, stack, true), STATUS_LOCKED);
    credential_write("workfront-credential.key", HEX "\n", 0400);
    ck_assert_int_eq(stores_open(&store, stack, true), STATUS_OK);
    ck_assert_str_eq(store_unlocked_by(store), "systemd");
    store_close(store);
    ck_assert_int_eq(stores_open(&store, stack, false), STATUS_OK);
    store_close(store);
    credential_write("workfront-credential.key", "x1" HEX, 0400);
    ck_assert_int_eq(stores_open(&store, stack, false), STATUS_DAMAGED);
    credential_write("workfront-credential.key", "0123456789abcdef0123456789ABCDEf", 0400);
    ck_assert_int_eq(stores_open(&store, stack, false), STATUS_LOCKED);
    ck_assert_int_eq(fault.cause, CAUSE_KEY);
    unsetenv("CREDENTIALS_DIRECTORY");
    ck_assert_int_eq(stores_open(&store, stack, false), STATUS_LOCKED);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("systemd");

    suite_add_tests(suite, "systemd", credentials_setup, scratch_teardown,
                    SUITE(a_secret_has_three_forms, nothing_else_is_a_secret,
                          without_credentials_it_is_another_modules_turn, a_credential_is_read,
                          what_others_can_reach_is_refused, a_name_is_a_file_name,
                          a_store_opens_with_its_credential));
    return scratch_run_all(suite);
}
