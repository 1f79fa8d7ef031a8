/* check_mask.c: a secret is replaced however the bytes are cut, and nothing else is changed. */
#include <string.h>

#include "protocol/mask.h"
#include "tests/lib/suite.h"

/* The text masked in pieces of `size` bytes. */
static void expect(const char *secret, const char *text, const char *expected, size_t size)
{
    struct mask mask = MASK(secret, "***");
    struct buffer out = BUFFER(10000);
    size_t at, length = strlen(text);

    ck_assert_int_eq(mask_begin(&mask), STATUS_OK);
    for (at = 0; at < length; at += size)
        mask_feed(&mask, &out, text + at, length - at < size ? length - at : size);
    mask_end(&mask, &out);
    ck_assert_msg(strcmp(buffer_string(&out), expected) == 0, "%s in %s by %zu became %s",
                  secret, text, size, buffer_string(&out));
    buffer_clear(&out);
    mask_clear(&mask);
}

START_TEST(a_secret_is_replaced_across_pieces)
{
    static const struct {
        const char *secret, *text, *expected;
    } cases[] = {
        { "tok.en", "", "" },
        { "tok.en", "tok.en", "***" },
        { "tok.en", "a tok.en b", "a *** b" },
        { "tok.en", "tok.entok.en", "******" },
        { "tok.en", "tok.e", "tok.e" },
        { "tok.en", "tok.tok.en", "tok.***" },
        { "tok.en", "ttok.en\ntok.e\n", "t***\ntok.e\n" },
        { "aab", "aaaab", "aa***" },
        { "abcabd", "abcabcabd", "abc***" },
        { "aaa", "aaaa", "***a" },
        { "a", "banana", "b***n***n***" },
    };
    size_t i, size;

    for (i = 0; i < COUNT(cases); i++)
        for (size = 1; size <= strlen(cases[i].text) + 1; size++)
            expect(cases[i].secret, cases[i].text, cases[i].expected, size);
}
END_TEST

int main(void)
{
    return suite_run("mask", SUITE(a_secret_is_replaced_across_pieces));
}
