/* Checks of helper/token/instance.h: the host of an instance, out of what people have at hand.
 */
#include "helper/token/instance.h"

#include <string.h>

#include "tests/lib/suite.h"

START_TEST(what_people_copy_becomes_a_host)
{
    static const struct {
        const char *text, *host;
    } cases[] = {
        { "acme", "acme.my.workfront.com" },
        { "ACME", "acme.my.workfront.com" },
        { "acme-corp", "acme-corp.my.workfront.com" },
        { "acme.my.workfront.com", "acme.my.workfront.com" },
        { "acme.my.workfront.com.", NULL },
        { "acme.my.workfront.com:443", "acme.my.workfront.com" },
        { "acme.my.workfront.com/projects", "acme.my.workfront.com" },
        { "  \tacme.my.workfront.com\r\n", "acme.my.workfront.com" },
        { "<https://acme.my.workfront.com/>", "acme.my.workfront.com" },
        { "\"acme\"", "acme.my.workfront.com" },
        { "https://acme.my.workfront.com", "acme.my.workfront.com" },
        { "HTTPS://Acme.My.Workfront.Com/project/1?a=b#c", "acme.my.workfront.com" },
        { "http://acme.my.workfront.com/", "acme.my.workfront.com" },
        { "https://acme.my.workfront.com?x", "acme.my.workfront.com" },
        { "acme.my.workfront.adobe.com", "acme.my.workfront.adobe.com" },
        { "https://acme.preview.workfront.com/x", "acme.preview.workfront.com" },
        { "https://acme.sb01.workfront.com/x", "acme.sb01.workfront.com" },
        { "https://experience.adobe.com/#/@acme/so:acme-Production/workfront/projects",
          "acme.my.workfront.adobe.com" },
        { "experience.adobe.com/#/@acme/so:acme-Production/workfront",
          "acme.my.workfront.adobe.com" },
        { "https://experience.adobe.com/#/@acme/so:acme-eu-Preview/workfront/",
          "acme-eu.preview.workfront.adobe.com" },
        { "https://experience.adobe.com/?x=1#/@acme/so:ACME-Production",
          "acme.my.workfront.adobe.com" },
        { "https://experience.adobe.com/#/@acme/so:acme-sb01/workfront",
          "acme.sb01.workfront.adobe.com" },
    };
    char host[HOST_SIZE];
    size_t i;

    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool good = instance_host(host, cases[i].text);

        ck_assert_msg(good == (cases[i].host != NULL), "%s", cases[i].text);
        ck_assert_str_eq(host, cases[i].host != NULL ? cases[i].host : "");
    }
}
END_TEST

START_TEST(anything_else_is_refused)
{
    static const char *const cases[] = {
        "",
        "   ",
        "https://",
        "https:///projects",
        "example.com",
        "https://example.com/acme.my.workfront.com",
        "https://acme.my.workfront.com.evil.example/",
        "https://acme.my.workfront.com@evil.example/",
        "https://user@acme.my.workfront.com/",
        "https://evil.example#.my.workfront.com",
        "workfront.com",
        "my workfront",
        "acme_corp",
        "-acme",
        "ac\xc3\xa9me",
        "acme.my.workfront.com\x1b[2J",
        "ftp://acme.my.workfront.com/",
        "experience.adobe.com",
        "https://experience.adobe.com/",
        "https://experience.adobe.com/#/@acme/workfront",
        "https://experience.adobe.com/#/@acme/so:acme/workfront",
        "https://experience.adobe.com/#/@acme/so:-Production/workfront",
        "https://experience.adobe.com/#/@acme/so:acme-Elsewhere/workfront",
        "https://experience.adobe.com/#/@acme/so:evil.example-Production/workfront",
        "https://experience.adobe.com.evil.example/#/@acme/so:acme-Production/workfront",
    };
    char host[HOST_SIZE];
    size_t i;

    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert_msg(!instance_host(host, cases[i]), "%s", cases[i]);
        ck_assert_str_eq(host, "");
    }
}
END_TEST

START_TEST(addresses_of_the_shell_are_told_from_others)
{
    ck_assert(instance_is_shell("https://experience.adobe.com/#/@acme/workfront/home"));
    ck_assert(instance_is_shell("  <experience.adobe.com/?x"));
    ck_assert(!instance_is_shell("https://experience.adobe.com.evil.example/#/@acme"));
    ck_assert(!instance_is_shell("https://acme.my.workfront.com/experience.adobe.com/"));
    ck_assert(!instance_is_shell(""));
}
END_TEST

START_TEST(length_is_bounded)
{
    char text[10000], host[HOST_SIZE];

    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    ck_assert(!instance_host(host, text));
    text[64] = '\0';
    ck_assert(!instance_host(host, text));
    text[63] = '\0';
    ck_assert(instance_host(host, text));
    memset(text, ' ', sizeof text - 1);
    memcpy(text + 9000, "acme", 4);
    ck_assert(instance_host(host, text));
}
END_TEST

int main(void)
{
    return suite_run("instance",
                     SUITE(what_people_copy_becomes_a_host, anything_else_is_refused,
                           addresses_of_the_shell_are_told_from_others, length_is_bounded));
}
