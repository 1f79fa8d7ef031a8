/* check_host.c: what is a host, and when two are the same. */
#include "tests/lib/suite.h"

#include <stdio.h>

#include "protocol/host.h"

#define LABEL_63 "a23456789012345678901234567890123456789012345678901234567890123"
#define NAME_253                                                                               \
    LABEL_63 "." LABEL_63 "." LABEL_63 "."                                                     \
             "b234567890123456789012345678901234567890123456789012345678901"

START_TEST(hosts_have_one_canonical_form)
{
    static const struct {
        const char *text, *canonical;
    } good[] = {
        { "good.example", "good.example" },
        { "GOOD.Example", "good.example" },
        { "good.example:443", "good.example" },
        { "GOOD.EXAMPLE:443", "good.example" },
        { "good.example:8443", "good.example:8443" },
        { "good.example:1", "good.example:1" },
        { "good.example:65535", "good.example:65535" },
        { "good.example:4430", "good.example:4430" },
        { "good.example:80", "good.example:80" },
        { "localhost", "localhost" },
        { "127.0.0.1:8443", "127.0.0.1:8443" },
        { "a", "a" },
        { "1", "1" },
        { "a-b.c--d", "a-b.c--d" },
        { "xn--gd-ggcc.example", "xn--gd-ggcc.example" },
        { "acme.my.workfront.com", "acme.my.workfront.com" },
        { LABEL_63, LABEL_63 },
        { NAME_253, NAME_253 },
        { NAME_253 ":65535", NAME_253 ":65535" },
        { NAME_253 ":443", NAME_253 },
    };
    char out[HOST_SIZE];
    size_t i;

    ck_assert_uint_eq(strlen(NAME_253), 253);
    for (i = 0; i < COUNT(good); i++) {
        ck_assert_msg(host_canonical(out, good[i].text), "%s", good[i].text);
        ck_assert_str_eq(out, good[i].canonical);
        ck_assert(host_canonical(out, good[i].canonical));
        ck_assert_str_eq(out, good[i].canonical);
    }
}
END_TEST

START_TEST(a_foreign_credential_is_kept_under_any_name)
{
    static const struct {
        const char *text, *name;
    } good[] = {
        { "GOOD.Example:443", "good.example" },
        { "Git_Server.corp.example", "git_server.corp.example" },
        { "[::1]:3000", "[::1]:3000" },
        { "[FE80::1%25eth0]", "[fe80::1%25eth0]" },
        { "Good.example.", "good.example." },
        { "good.example.:443", "good.example.:443" },
        { "B\xc3\x9c"
          "CHER.example",
          "b\xc3\x9c"
          "cher.example" },
        { "\xff", "\xff" },
        { NAME_253 "123456", NAME_253 "123456" },
    };
    static const char *const bad[] = {
        "",        "a b.example", " a",  "a\t", "a\n", "a\x7f",
        "\x1b[2J", "a/b",         "u@a", "@",   "/",   NAME_253 "1234567",
    };
    char out[HOST_SIZE];
    size_t i;

    for (i = 0; i < COUNT(good); i++) {
        ck_assert_msg(host_foreign(out, good[i].text), "%s", good[i].text);
        ck_assert_str_eq(out, good[i].name);
    }
    for (i = 0; i < COUNT(bad); i++) {
        ck_assert_msg(!host_foreign(out, bad[i]), "%s", bad[i]);
        ck_assert_str_eq(out, "");
    }
}
END_TEST

START_TEST(everything_else_is_no_host)
{
    static const char *const bad[] = {
        "",
        ".",
        "..",
        "good.example.",
        ".good.example",
        "good..example",
        "-good.example",
        "good-.example",
        "good.-example",
        "good.example-",
        "good.example:",
        "good.example:0",
        "good.example:0443",
        "good.example:65536",
        "good.example:99999",
        "good.example:100000",
        "good.example:-1",
        "good.example:+443",
        "good.example: 443",
        "good.example:443 ",
        "good.example:44a",
        "good.example:443:443",
        "good.example:443:",
        "good.example::443",
        ":443",
        ":",
        "user@good.example",
        "good.example/evil",
        "good.example#",
        "good.example?x",
        "good.example\\",
        " good.example",
        "good.example ",
        "good.example\t",
        "good\x1b[2J.example",
        "good\x7f.example",
        "evil.example%0ahost=good.example",
        "good%2eexample",
        "g\xd0\xbe\xd0\xbe"
        "d.example",
        "\xff\xff",
        "good.example\n",
        "evil.example\rgood.example",
        "[::1]",
        "[::1]:8443",
        "::1",
        "good_name.example",
        "*.example",
        "good.example,evil.example",
        "a" LABEL_63,
        "a" LABEL_63 ".example",
        NAME_253 "x",
        NAME_253 ":655350",
    };
    char out[HOST_SIZE];
    size_t i;

    for (i = 0; i < COUNT(bad); i++) {
        memset(out, 'x', sizeof out);
        ck_assert_msg(!host_canonical(out, bad[i]), "%s", bad[i]);
        ck_assert_str_eq(out, "");
    }
}
END_TEST

START_TEST(look_alikes_stay_apart)
{
    static const char *const others[] = {
        "good.example.evil.example",
        "notgood.example",
        "evilgood.example",
        "good-example",
        "x.good.example",
        "good.example:80",
        "xn--good.example",
        "good.exampl",
        "ood.example",
    };
    char out[HOST_SIZE];
    size_t i;

    for (i = 0; i < COUNT(others); i++)
        if (host_canonical(out, others[i]))
            ck_assert_str_ne(out, "good.example");
}
END_TEST

START_TEST(each_byte_is_judged)
{
    char text[8] = "a?b", out[HOST_SIZE];
    int byte;

    for (byte = 1; byte < 256; byte++) {
        bool expected = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                        (byte >= 'A' && byte <= 'Z') || byte == '-' || byte == '.';

        text[1] = (char)byte;
        ck_assert_msg(host_canonical(out, text) == expected, "byte %d", byte);
    }
}
END_TEST

START_TEST(a_very_long_text_is_no_host)
{
    char *text = malloc(1 << 20), out[HOST_SIZE];

    memset(text, 'a', 1 << 20);
    text[(1 << 20) - 1] = '\0';
    ck_assert(!host_canonical(out, text));
    memset(text, '.', (1 << 20) - 1);
    ck_assert(!host_canonical(out, text));
    free(text);
}
END_TEST

START_TEST(workfront_hosts_are_known)
{
    static const char *const yes[] = {
        "acme.my.workfront.com",       "acme.workfront.com:8443", "acme.preview.workfront.com",
        "acme.my.workfront.adobe.com", "a.workfront.adobe.com",
    };
    static const char *const no[] = {
        "workfront.com",
        "workfront.adobe.com",
        "myworkfront.com",
        "acme.workfront.com.evil",
        "acme.my-workfront.com",
        "adobe.com",
        "acme.adobe.com",
        "com",
        "acme.workfront.co",
        "workfront.com:443",
        "evil:8080",
        "",
    };
    size_t i;

    for (i = 0; i < COUNT(yes); i++)
        ck_assert_msg(host_is_workfront(yes[i]), "%s", yes[i]);
    for (i = 0; i < COUNT(no); i++)
        ck_assert_msg(!host_is_workfront(no[i]), "%s", no[i]);
}
END_TEST

START_TEST(the_host_of_a_url_and_what_follows)
{
    char host[HOST_SIZE], url[HOST_SIZE + 16] = "https://";
    const char *whole = "https://ACME.my.workfront.com/attask/api?x=1";
    size_t end = 0;

    ck_assert(host_of_url(host, whole, &end));
    ck_assert_str_eq(host, "acme.my.workfront.com");
    ck_assert_str_eq(whole + end, "/attask/api?x=1");
    ck_assert(!host_of_url(host, "http://acme.my.workfront.com/", &end));
    ck_assert_str_eq(host, "");
    memset(url + 8, 'a', HOST_SIZE);
    ck_assert(!host_of_url(host, url, NULL));
}
END_TEST

int main(void)
{
    return suite_run("host",
                     SUITE(hosts_have_one_canonical_form, everything_else_is_no_host,
                           a_foreign_credential_is_kept_under_any_name, look_alikes_stay_apart,
                           each_byte_is_judged, a_very_long_text_is_no_host,
                           workfront_hosts_are_known, the_host_of_a_url_and_what_follows));
}
