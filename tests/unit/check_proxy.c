/* check_proxy.c: which proxy counts, and what can't be the address of one. */
#include "tests/lib/suite.h"

#include <stdlib.h>

#include "protocol/proxy.h"

START_TEST(an_address_is_good_or_not)
{
    static const struct {
        const char *address;
        bool is_good;
    } cases[] = {
        { "http://127.0.0.1:3128", true },
        { "http://proxy.example", true },
        { "proxy_1.example:80", true },
        { "HTTPS://proxy.example/", true },
        { "socks5h://alice@proxy.example:1080", true },
        { "http://alice:S3cr%23t%40Pass@127.0.0.1:3128/", true },
        { "http://alice:a:b;c!$&'()*+,=~@h", true },
        { "alice:pass@[::1]:3128", true },
        { "http://[fe80::1%25eth0]:1", true },
        { "http://127.0.0.1:1/path?query#part", true },
        { "http://:@h", true },
        { "", false },
        { "http://", false },
        { "http://@", false },
        { "http:///", false },
        { "http://alice:S3cr#tPass@127.0.0.1:3128", false },
        { "http://alice:S3cr/tPass@127.0.0.1:3128", false },
        { "http://alice:S3cr?tPass@127.0.0.1:3128", false },
        { "http://alice:S3cr@tPass@127.0.0.1:3128", false },
        { "http://alice:1234#tPass@127.0.0.1:3128", false },
        { "http://alice:S3cr tPass@127.0.0.1:3128", false },
        { "http://alice:S3cr%tPass@127.0.0.1:3128", false },
        { "http://alice:S3cr%4@127.0.0.1:3128", false },
        { "http://alice:S3cr\xC3\xA4@127.0.0.1:3128", false },
        { "http://alice:S3crtPass@127.0.0.1:port", false },
        { "http://alice:S3crtPass@127.0.0.1:", false },
        { "http://127.0.0.1:0", false },
        { "http://127.0.0.1:65536", false },
        { "http://127.0.0.1:65535", true },
        { "http://127.0.0.1:000080", false },
        { "ftp://alice:S3crtPass@127.0.0.1:3128", false },
        { "httpx://h", false },
        { "http://[::1", false },
        { "http://[]:1", false },
        { "http://[::1]3128", false },
        { "alice:S3crtPass", false },
        { "http://h\n", false },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++)
        ck_assert_msg(proxy_is_good(cases[i].address) == cases[i].is_good, "%s",
                      cases[i].address);
}
END_TEST

START_TEST(the_first_variable_that_holds_something_counts)
{
    static const char *const names[] = { "https_proxy", "HTTPS_PROXY", "all_proxy",
                                         "ALL_PROXY" };
    const char *value = NULL;
    size_t i;

    for (i = 0; i < COUNT(names); i++)
        unsetenv(names[i]);
    ck_assert_ptr_null(proxy_variable(&value));
    for (i = COUNT(names); i-- > 0;) {
        setenv(names[i], names[i], 1);
        ck_assert_str_eq(proxy_variable(&value), names[i]);
        ck_assert_str_eq(value, names[i]);
    }
    setenv("https_proxy", "", 1);
    ck_assert_str_eq(proxy_variable(&value), "HTTPS_PROXY");
}
END_TEST

START_TEST(some_hosts_need_no_proxy)
{
    static const struct {
        const char *list, *host;
        bool is_bypassed;
    } cases[] = {
        { "*", "a.example", true },
        { "example", "a.example", true },
        { ".example", "a.example", true },
        { "a.example", "A.Example", true },
        { "x, b.example,a.example", "a.example", true },
        { "x a.example", "a.example", true },
        { "xample", "a.example", false },
        { "b.a.example", "a.example", false },
        { ".", "a.example", false },
        { ",", "a.example", false },
        { "*.example", "a.example", false },
    };
    size_t i;

    unsetenv("NO_PROXY");
    unsetenv("no_proxy");
    ck_assert(!proxy_is_bypassed("a.example"));
    for (i = 0; i < COUNT(cases); i++) {
        setenv("no_proxy", cases[i].list, 1);
        ck_assert_msg(proxy_is_bypassed(cases[i].host) == cases[i].is_bypassed, "%s: %s",
                      cases[i].list, cases[i].host);
    }
    setenv("no_proxy", "", 1);
    setenv("NO_PROXY", "example", 1);
    ck_assert(proxy_is_bypassed("a.example"));
}
END_TEST

int main(void)
{
    return suite_run("proxy", SUITE(an_address_is_good_or_not,
                                    the_first_variable_that_holds_something_counts,
                                    some_hosts_need_no_proxy));
}
