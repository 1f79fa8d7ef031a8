/* check_vault.c: what the modules whose secret a keyring or a TPM keeps make of a slot that
 * can't be one of theirs, of a program that isn't there, and of words that are too long. What
 * the programs may answer is fuzz_vault's and liar_vault.sh's. */
#include "tests/lib/suite.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/unlock/stack.h"
#include "store/unlock/vault_client.h"

static const struct unlock_line line;
static unsigned char secret[UNLOCK_SECRET_SIZE];
static struct fault fault;

static enum status nowhere(char path[PATH_MAX], const char *name, struct fault *why)
{
    (void)why;
    snprintf(path, PATH_MAX, "/nonexistent/%s", name);
    return STATUS_OK;
}

static enum status unknown(char path[PATH_MAX], const char *name, struct fault *why)
{
    (void)path;
    return fault_set(why, STATUS_USAGE, 0, name, "can't be found");
}

static enum unlock_verdict reveal(const struct unlock_module *module, const char *parameters,
                                  enum status (*program)(char *, const char *, struct fault *))
{
    const struct unlock_context context = { .program = program };

    fault = (struct fault){ 0 };
    return module->reveal(&context, &line, parameters, secret, &fault);
}

static const char item[] = "item=000102030405060708090a0b0c0d0e0f";
static const char sealed[] = "parent=000b handle=81000001 public=00 private=01";

START_TEST(a_slot_that_cannot_be_theirs_is_damaged)
{
    static const char *const items[] = { "",
                                         "item=",
                                         "item=00",
                                         "item=zz0102030405060708090a0b0c0d0e",
                                         "item=000102030405060708090a0b0c0d0e0f00",
                                         "stem=00" };
    static const char *const blobs[] = {
        "",
        "parent=zz handle=81000001 public=00 private=01",
        "parent=00 handle=8100000100 public=00 private=01",
        "parent=00 handle=81000001 public=00",
        "parent=00 handle=81000001 public=00 private=01 pcrs=x",
        "parent=00 handle=81000001 public=00 private=01 auth=pim",
        "parent=00 handle=81000001 public=00 private=01 auth=pins"
    };
    size_t i;

    for (i = 0; i < COUNT(items); i++) {
        ck_assert_int_eq(reveal(&unlock_secret_service, items[i], nowhere), UNLOCK_NO);
        ck_assert_int_eq(fault.status, STATUS_DAMAGED);
    }
    for (i = 0; i < COUNT(blobs); i++) {
        ck_assert_int_eq(reveal(&unlock_tpm2, blobs[i], nowhere), UNLOCK_NO);
        ck_assert_int_eq(fault.status, STATUS_DAMAGED);
    }
}
END_TEST

START_TEST(such_a_slot_has_left_nothing_in_a_keyring)
{
    const struct unlock_context context = { .program = nowhere };

    ck_assert_int_eq(unlock_secret_service.discard(&context, "item=00", &fault),
                     UNLOCK_NOT_MINE);
}
END_TEST

START_TEST(a_program_that_is_not_there_is_told)
{
    setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", 1);
    ck_assert_int_eq(reveal(&unlock_secret_service, item, nowhere), UNLOCK_NOT_MINE);
    ck_assert_int_eq(fault.cause, CAUSE_NOT_INSTALLED);
    ck_assert_int_eq(reveal(&unlock_tpm2, sealed, NULL), UNLOCK_NOT_MINE);
    ck_assert_int_eq(fault.cause, CAUSE_NOT_INSTALLED);
    ck_assert_int_eq(reveal(&unlock_tpm2, sealed, unknown), UNLOCK_NO);
    ck_assert_str_eq(fault.detail, "can't be found");
}
END_TEST

START_TEST(there_is_a_bus_only_where_the_environment_has_one)
{
    static char folder[PATH_MAX + 2];

    memset(folder, '/', sizeof folder - 1);
    unsetenv("DBUS_SESSION_BUS_ADDRESS");
    setenv("XDG_RUNTIME_DIR", folder, 1);
    ck_assert_int_eq(reveal(&unlock_secret_service, item, nowhere), UNLOCK_NOT_MINE);
    ck_assert_int_eq(fault.cause, CAUSE_NO_BUS);
    setenv("XDG_RUNTIME_DIR", "relative", 1);
    ck_assert_int_eq(reveal(&unlock_secret_service, item, nowhere), UNLOCK_NOT_MINE);
    ck_assert_int_eq(fault.cause, CAUSE_NO_BUS);
}
END_TEST

START_TEST(a_word_is_whole_or_none)
{
    static const struct record_rule rules[] = {
        { "b", 0, RECORD_TEXT, true, IDENTIFIER_NONE },
        { "bc", sizeof(char *), RECORD_TEXT, true, IDENTIFIER_NONE },
    };
    static char long_one[UNLOCK_PARAMETERS_MAX + 2] = "bc=";
    struct buffer text = BUFFER(UNLOCK_PARAMETERS_MAX);
    const char *words[COUNT(rules)] = { NULL, NULL };

    ck_assert(unlock_parameters_read(&text, "a=1 bc=234", rules, COUNT(rules), words));
    ck_assert_ptr_null(words[0]);
    ck_assert_str_eq(words[1], "234");
    buffer_clear(&text);
    ck_assert(!unlock_parameters_read(&text, "bc=1 bc=2", rules, COUNT(rules), words));
    buffer_clear(&text);
    memset(long_one + 3, 'x', sizeof long_one - 4);
    ck_assert(!unlock_parameters_read(&text, long_one, rules, COUNT(rules), words));
    buffer_clear(&text);
}
END_TEST

START_TEST(a_tpm_is_reached_by_what_its_words_say)
{
    static const struct {
        const char *tcti;
        uint16_t port;
        bool is_unix;
    } rows[] = { { NULL, 0, false },
                 { "device:/dev/tpmrm0", 0, false },
                 { "swtpm", 2321, false },
                 { "swtpm:host=127.0.0.1,port=20097", 20097, false },
                 { "libtss2-tcti-mssim.so.0:port=65534", 65534, false },
                 { "swtpm:port=65535", 0, false },
                 { "swtpm:port=-1", 0, false },
                 { "device:port=25", 0, false },
                 { "swtpm:path=/run/swtpm.sock", 0, true },
                 { "tabrmd:bus_type=session", 0, true } };
    size_t i;

    for (i = 0; i < COUNT(rows); i++) {
        struct vault_reach reach = vault_reach(rows[i].tcti);

        ck_assert_uint_eq(reach.count, rows[i].port > 0 ? 2 : 0);
        ck_assert_uint_eq(reach.ports[0], rows[i].port);
        ck_assert_int_eq(reach.is_unix, rows[i].is_unix);
    }
}
END_TEST

int main(void)
{
    return suite_run("vault",
                     SUITE(a_slot_that_cannot_be_theirs_is_damaged,
                           such_a_slot_has_left_nothing_in_a_keyring,
                           a_program_that_is_not_there_is_told,
                           there_is_a_bus_only_where_the_environment_has_one,
                           a_word_is_whole_or_none, a_tpm_is_reached_by_what_its_words_say));
}
