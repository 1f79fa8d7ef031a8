/* check_identifiers.c: which characters each name from outside may have, and how many. */
#include "tests/lib/suite.h"

#include <stdio.h>

#include "protocol/identifiers.h"

#define ALPHANUMERIC "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

enum { LONGEST = 8200 };

static const struct {
    enum identifier kind;
    const char *good;     /* a value in which one character is replaced */
    size_t at;            /* that one */
    const char *alphabet; /* what it may be, beside letters and digits */
    size_t least, most;   /* of how many, 0 = not tried */
} kinds[] = {
    { IDENTIFIER_CLIENT_ID, "0123abcd", 3, "_-", 1, 128 },
    { IDENTIFIER_ORG, "ABC@AdobeOrg", 1, "", 0, 0 },
    { IDENTIFIER_ADDRESS, "AB-C@techacct.adobe.com", 1, "._+-", 0, 0 },
    { IDENTIFIER_ADDRESS, "AB-C@techacct.adobe.com", 14, "._+-", 0, 0 },
    { IDENTIFIER_SCOPES, "openid,AdobeID", 2, "!#$%&'()*+,-./:;<=>?@[]^_`{|}~", 1, 8192 },
    { IDENTIFIER_SECRET, "p8e-abc", 3, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", 1, 1024 },
    { IDENTIFIER_TOKEN, "eyJ.abc", 3, "-._~+/", 0, 0 },
    { IDENTIFIER_UUID, "0123abcd", 3, "-", 1, 64 },
    { IDENTIFIER_OBJECT, "0123abcd", 3, "_-", 1, 64 },
    { IDENTIFIER_BARE, "0123abcd", 3, "_./:@%+=,-", 1, 1024 },
    { IDENTIFIER_TEXT, "some words", 4, " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", 0, 1024 },
};

START_TEST(each_has_its_alphabet)
{
    size_t i;
    int c;

    for (i = 0; i < COUNT(kinds); i++) {
        ck_assert(identifier_is_valid(kinds[i].kind, kinds[i].good));
        for (c = 1; c < 256; c++) {
            bool expected =
                strchr(ALPHANUMERIC, c) != NULL || strchr(kinds[i].alphabet, c) != NULL;
            char text[64];

            snprintf(text, sizeof text, "%s", kinds[i].good);
            text[kinds[i].at] = (char)c;
            ck_assert_msg(identifier_is_valid(kinds[i].kind, text) == expected, "%s", text);
        }
    }
}
END_TEST

START_TEST(each_has_its_length)
{
    char text[LONGEST + 1];
    size_t i, length;

    for (i = 0; i < COUNT(kinds); i++)
        for (length = 0; kinds[i].most > 0 && length <= kinds[i].most + 1; length++) {
            memset(text, 'a', length);
            text[length] = '\0';
            ck_assert_msg(identifier_is_valid(kinds[i].kind, text) ==
                              (length >= kinds[i].least && length <= kinds[i].most),
                          "%zu of %zu", length, i);
        }
}
END_TEST

START_TEST(some_have_a_form)
{
    static const struct {
        enum identifier kind;
        const char *text;
        bool is_valid;
    } rows[] = {
        { IDENTIFIER_ORG, "0123456789ABCDEF01234567@AdobeOrg", true },
        { IDENTIFIER_ORG, "@AdobeOrg", false },
        { IDENTIFIER_ORG, "ABC", false },
        { IDENTIFIER_ORG, "ABC@AdobeOrg ", false },
        { IDENTIFIER_ORG, "ABC@adobeorg", false },
        { IDENTIFIER_ORG, "ABC@AdobeOrg@AdobeOrg", false },
        { IDENTIFIER_ORG, "1&{id,-un}>/tmp/PWNED&@AdobeOrg", false },
        { IDENTIFIER_ADDRESS, "@techacct.adobe.com", false },
        { IDENTIFIER_ADDRESS, "a@", false },
        { IDENTIFIER_ADDRESS, "a@b@c", false },
        { IDENTIFIER_ADDRESS, "abc", false },
        { IDENTIFIER_ADDRESS, "te\x1b]0;PWN\x07@b", false },
        { IDENTIFIER_TOKEN, "", false },
        { IDENTIFIER_TOKEN, "abc==", true },
        { IDENTIFIER_TOKEN, "ab=c", false },
        { IDENTIFIER_HOST, "acme.my.workfront.com", true },
        { IDENTIFIER_HOST, "Acme.my.workfront.com", false },
        { IDENTIFIER_HOST, "acme.my.workfront.com:443", false },
        { IDENTIFIER_HOST, "", false },
        { IDENTIFIER_NUMBER, "0", true },
        { IDENTIFIER_NUMBER, "123456789012345678", true },
        { IDENTIFIER_NUMBER, "1234567890123456789", false },
        { IDENTIFIER_NUMBER, "", false },
        { IDENTIFIER_NUMBER, "12a", false },
        { IDENTIFIER_NUMBER, "-1", false },
        { IDENTIFIER_URL, "https://ims.example/a?b=c&d", true },
        { IDENTIFIER_URL, "https://ims.example/\n", false },
        { IDENTIFIER_NONE, "any\x1b\n", true },
    };
    size_t i;

    for (i = 0; i < COUNT(rows); i++)
        ck_assert_msg(identifier_is_valid(rows[i].kind, rows[i].text) == rows[i].is_valid, "%s",
                      rows[i].text);
}
END_TEST

int main(void)
{
    return suite_run("identifiers",
                     SUITE(each_has_its_alphabet, each_has_its_length, some_have_a_form));
}
