/* check_redact.c: what foreign text may show. */
#include "tests/lib/suite.h"

#include <stdio.h>

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

int main(void)
{
    return suite_run("redact", SUITE(every_byte_but_printable_ascii_goes, a_nul_goes_too,
                                     what_can_be_seen_stays, what_is_no_utf8_goes,
                                     what_cannot_be_seen_goes));
}
