/* check_sealing.c: which configuration is as strong as what a store has sealed. */
#include "tests/lib/suite.h"

#include <string.h>

#include "helper/sealing.h"

static const struct {
    const char *name, *values[5]; /* from the weakest on */
} expected[] = {
    { "any-host", { "yes", "no" } },
    { "audit", { "no", "yes", "hand-outs", "required" } },
    { "audit-syslog", { "no", "yes" } },
    { "jail", { "best-effort", "required" } },
    { "fleet-role", { "both", "minter", "reader" } },
};

static struct settings configured(const char *name, const char *value)
{
    struct settings settings = SETTINGS;

    buffer_format(&settings.text, "%s = %s\n", name, value);
    ck_assert_int_eq(settings_parse(&settings, "config", NULL), STATUS_OK);
    return settings;
}

START_TEST(a_setting_holds_what_is_not_stronger)
{
    size_t row, is, asked;
    char sealed[SEALING_SIZE];

    for (row = 0; row < COUNT(expected); row++)
        for (is = 0; expected[row].values[is] != NULL; is++) {
            struct settings settings = configured(expected[row].name, expected[row].values[is]);

            for (asked = 0; expected[row].values[asked] != NULL; asked++) {
                snprintf(sealed, sizeof sealed, "%s=%s", expected[row].name,
                         expected[row].values[asked]);
                ck_assert_msg(sealing_holds(&settings, sealed) == (is >= asked), "%s, %s",
                              expected[row].values[is], sealed);
            }
            ck_assert(sealing_write(sealed, &settings, expected[row].name));
            ck_assert_str_eq(sealed + strlen(expected[row].name) + 1, expected[row].values[is]);
            settings_clear(&settings);
        }
    ck_assert_ptr_null(sealing_name(COUNT(expected)));
}
END_TEST

START_TEST(what_is_not_known_is_held_by_none)
{
    static const char *const cases[] = {
        "",          "audit",       "audit=",   "audit=future", "=no",         "audi=no",
        "audits=no", "any-host=NO", "fleet=no", "audit=no=1",   "any-host=no "
    };
    const struct settings settings = SETTINGS;
    char out[SEALING_SIZE];
    size_t i;

    for (i = 0; i < COUNT(cases); i++)
        ck_assert_msg(!sealing_holds(&settings, cases[i]), "%s", cases[i]);
    ck_assert(!sealing_write(out, &settings, "unlock"));
    ck_assert(!sealing_write(out, &settings, ""));
}
END_TEST

int main(void)
{
    return suite_run("sealing", SUITE(a_setting_holds_what_is_not_stronger,
                                      what_is_not_known_is_held_by_none));
}
