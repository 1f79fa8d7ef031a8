/* check_redact.c: what foreign text may show. */
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>

#include "protocol/redact.h"

static void expect_cleaned(const char *text, unsigned stay, const char *expected)
{
    char copy[128];

    ck_assert_uint_lt(strlen(text), sizeof copy);
    snprintf(copy, sizeof copy, "%s", text);
    redact_clean(copy, strlen(text), stay);
    ck_assert_msg(strcmp(copy, expected) == 0, "\"%s\" became \"%s\"", text, copy);
}

START_TEST(every_byte_but_printable_ascii_goes)
{
    int c;

    for (c = 1; c < 256; c++) {
        const char text[] = { 'a', (char)c, 'b', '\0' };

        expect_cleaned(text, 0, c >= ' ' && c <= '~' ? text : "a?b");
        expect_cleaned(text, REDACT_UTF8, c >= ' ' && c <= '~' ? text : "a?b");
        expect_cleaned(text, REDACT_LINES, (c >= ' ' && c <= '~') || c == '\n' ? text : "a?b");
    }
}
END_TEST

START_TEST(a_nul_goes_too)
{
    char text[] = "a\0b";

    redact_clean(text, 3, REDACT_LINES | REDACT_UTF8);
    ck_assert_str_eq(text, "a?b");
}
END_TEST

START_TEST(what_can_be_seen_stays)
{
    static const char *const texts[] = { "J\xC3\xBCrgen",
                                         "\xE2\x9C\x93 ok \xE2\x86\x92",
                                         "\xE6\x97\xA5\xE6\x9C\xAC",
                                         "\xF0\x9F\x94\x91",
                                         "\xF4\x8F\xBF\xBD",
                                         "\xC2\xA0\xDF\xBF\xE0\xA0\x80" };
    size_t i;

    for (i = 0; i < COUNT(texts); i++)
        expect_cleaned(texts[i], REDACT_UTF8, texts[i]);
    expect_cleaned("J\xC3\xBCrgen", 0, "J??rgen");
}
END_TEST

START_TEST(what_is_no_utf8_goes)
{
    static const struct {
        const char *text, *cleaned;
    } rows[] = {
        { "\xC0\xAF.", "??." },                /* an overlong "/" */
        { "\xE0\x80\xAF.", "???." },           /* the same in three bytes */
        { "\xF0\x80\x80\xAF.", "????." },      /* and in four */
        { "\xED\xA0\x80.", "???." },           /* half of a pair of UTF-16 */
        { "\xF4\x90\x80\x80.", "????." },      /* beyond the last character */
        { "\xF8\x88\x80\x80\x80.", "?????." }, /* five bytes */
        { "\xC3.", "?." },                     /* cut */
        { "\xE2\x9C.", "??." },                /* cut */
        { "\xF0\x9F\x94", "???" },             /* cut by the end */
        { "\xC3\x1B[2J", "??[2J" },            /* a control within one */
        { "\x9B"
          "2J",
          "?2J" }, /* C1 of an 8-bit terminal */
    };
    size_t i;

    for (i = 0; i < COUNT(rows); i++)
        expect_cleaned(rows[i].text, REDACT_UTF8, rows[i].cleaned);
}
END_TEST

START_TEST(what_cannot_be_seen_goes)
{
    static const char *const texts[] = {
        "\xC2\x80",         "\xC2\x9B",         "\xC2\x9F", /* C1 */
        "\xE2\x80\xAA",     "\xE2\x80\xAE",                 /* embedding and override */
        "\xE2\x81\xA6",     "\xE2\x81\xA9",                 /* isolates */
        "\xE2\x80\x8E",     "\xE2\x80\x8F",                 /* marks of direction */
        "\xD8\x9C",         "\xE2\x80\x8B",     "\xEF\xBB\xBF",
        "\xE2\x80\xA8",     "\xE2\x80\xA9",     /* line and paragraph */
        "\xF3\xA0\x80\x81", "\xF3\xA0\x81\xBF", /* tags */
    };
    size_t i;

    for (i = 0; i < COUNT(texts); i++)
        expect_cleaned(texts[i], REDACT_UTF8, &"????"[4 - strlen(texts[i])]);
}
END_TEST

static const char secret[] = "p8e-S3CR3Tabcdefgh+/ijklmnopqrstuvwx=";

static void expect_withheld(const char *text, const char *expected)
{
    char copy[256];
    size_t length;

    snprintf(copy, sizeof copy, "%s", text);
    length = redact_withhold(copy, strlen(copy));
    ck_assert_uint_le(length, strlen(text));
    copy[length] = '\0';
    ck_assert_msg(strcmp(copy, expected) == 0, "\"%s\" became \"%s\"", text, copy);
}

START_TEST(an_echo_is_withheld_however_it_is_written)
{
    static const struct {
        const char *text, *left;
    } rows[] = {
        { "it is p8e-S3CR3Tabcdefgh+/ijklmnopqrstuvwx=, no", "it is [secret], no" },
        { "p8e-S3CR3Tabcdefgh+/ijklmnopqrstuvwx", "[secret]" },
        { "x=p8e-S3CR3Tabcdefgh%2B%2Fijklmnopqrstuvwx%3D&y", "x=[secret]&y" },
        { "x=p8e-S3CR3Tabcdefgh%2b%2fijklmnopqrstuvwx%3d&y", "x=[secret]&y" },
        { "%70%38%65%2D%53%33%43%52%33%54", "[secret]" },
        { "\"p8e-S3CR3Tabcdefgh+\\/ijkl\"", "\"[secret]\"" },
        { "\"\\u0070\\u0038\\u0065-S3CR3T\"", "\"[secret]\"" },
        { "fgh%2B\\/ijk", "[secret]" },
        { "S3CR3Tab", "[secret]" },
        { "S3CR3Ta", "S3CR3Ta" },
        { "xS3CR3Tay", "xS3CR3Tay" },
        { "S3CR3TabS3CR3Tab.S3CR3Tab", "[secret][secret].[secret]" },
        { "", "" },
    };
    size_t i;

    expect_withheld(secret, secret);
    redact_know(secret);
    redact_know(secret);
    redact_know(NULL);
    for (i = 0; i < COUNT(rows); i++)
        expect_withheld(rows[i].text, rows[i].left);
}
END_TEST

/* What base64 -w0 says of the secret after none, one, two and three other bytes. */
START_TEST(base64_is_known_at_each_offset)
{
    static const char *const texts[] = {
        "cDhlLVMzQ1IzVGFiY2RlZmdoKy9pamtsbW5vcHFyc3R1dnd4PQ==",
        "OnA4ZS1TM0NSM1RhYmNkZWZnaCsvaWprbG1ub3BxcnN0dXZ3eD0=",
        "OjpwOGUtUzNDUjNUYWJjZGVmZ2grL2lqa2xtbm9wcXJzdHV2d3g9",
        "Ojo6cDhlLVMzQ1IzVGFiY2RlZmdoKy9pamtsbW5vcHFyc3R1dnd4PQ==",
    };
    size_t i;

    redact_know(secret);
    for (i = 0; i < COUNT(texts); i++) {
        char copy[100];
        size_t length;

        snprintf(copy, sizeof copy, "%s", texts[i]);
        length = redact_withhold(copy, strlen(copy));
        ck_assert_uint_le(length, 16);
        ck_assert_ptr_nonnull(memmem(copy, length, "[secret]", 8));
    }
    redact_know("?\?>>?\?>>?\?>>~~~~");
    expect_withheld("Pz8-Pj8_Pj4_Pz4-fn5-fg", "[secret]g");
}
END_TEST

START_TEST(of_words_more_may_come)
{
    redact_know("shorter");
    redact_know_words("the passphrase, in words");
    redact_know_words("workfront");
    expect_withheld("shorter: the passphrase", "shorter: the passphrase");
    expect_withheld("the passphrase, i", "[secret]");
    expect_withheld("workfron workfront", "workfron [secret]");
}
END_TEST

START_TEST(the_latest_secrets_are_known)
{
    char text[32];
    int i;

    for (i = 0; i <= (int)REDACT_SECRETS; i++) {
        snprintf(text, sizeof text, "secret-number-%02d", i);
        redact_know(text);
    }
    expect_withheld("secret-number-16", "[secret]");
    expect_withheld("mber-01", "mber-01");
    expect_withheld("umber-01", "[secret]");
    expect_withheld("umber-00", "umber-00");
}
END_TEST

/* Nobody can know what of it must not be said. */
START_TEST(without_memory_nothing_is_said)
{
    char *long_secret = malloc(SECRET_MAX);

    memset(long_secret, 'a', SECRET_MAX - 1);
    long_secret[SECRET_MAX - 1] = '\0';
    redact_know(long_secret);
    free(long_secret);
    expect_withheld("some words", "[secret]");
}
END_TEST

START_TEST(a_text_is_both)
{
    char text[] = "S3CR3Tab\n\x1b[2J";

    redact_know(secret);
    redact_text(text);
    ck_assert_str_eq(text, "[secret]??[2J");
}
END_TEST

int main(void)
{
    return suite_run("redact",
                     SUITE(every_byte_but_printable_ascii_goes, a_nul_goes_too,
                           what_can_be_seen_stays, what_is_no_utf8_goes,
                           what_cannot_be_seen_goes, an_echo_is_withheld_however_it_is_written,
                           base64_is_known_at_each_offset, of_words_more_may_come,
                           the_latest_secrets_are_known, without_memory_nothing_is_said,
                           a_text_is_both));
}
