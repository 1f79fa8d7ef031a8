/* check_http.c: which URLs may be asked, and which ports that takes. */
#include "tests/lib/adobe.h"

#include "helper/adobe/http.h"
#include "helper/adobe/url.h"
#include "protocol/clock.h"

START_TEST(only_plain_https_urls_are_good)
{
    static const struct {
        const char *url;
        bool good;
    } cases[] = {
        { "https://ims-na1.adobelogin.com/ims/token/v3", true },
        { "https://IMS-NA1.adobelogin.com/ims/token/v3", true },
        { "https://127.0.0.1:8443/ims/token/v3", true },
        { "https://acme.my.workfront.com/a?b=c,d:e&%24%24FIRST=0", true },
        { "https://a.example", true },
        { "http://ims-na1.adobelogin.com/ims/token/v3", false },
        { "HTTP://ims-na1.adobelogin.com/", false },
        { "ftp://a.example/", false },
        { "file:///etc/passwd", false },
        { "ims-na1.adobelogin.com/ims/token/v3", false },
        { "//a.example/", false },
        { "https://user@a.example/", false },
        { "https://user:pass@a.example/", false },
        { "https://:pass@a.example/", false },
        { "https://a.example@b.example/", false },
        { "https://a.example/#part", false },
        { "https://a.example/a b", false },
        { "https://a.example/\r\nHost: b", false },
        { "https://a.example/\x7f", false },
        { "https://a.example/\xc3\xa4", false },
        { "https://[::1]/", false },
        { "https://a_b.example/", false },
        { "https://a.example:99999/", false },
        { "https:///path", false },
        { "https://", false },
        { "", false },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++)
        ck_assert_msg(url_is_good(cases[i].url) == cases[i].good, "%s", cases[i].url);
}
END_TEST

START_TEST(a_url_without_end_is_not_good)
{
    char *url = many('a', 5000);

    memcpy(url, "https://a.example/", 18);
    ck_assert(!url_is_good(url));
    free(url);
}
END_TEST

static void unset_proxies(void)
{
    static const char *const names[] = { "https_proxy", "HTTPS_PROXY", "all_proxy",
                                         "ALL_PROXY" };
    size_t i;

    for (i = 0; i < COUNT(names); i++)
        unsetenv(names[i]);
}

START_TEST(without_a_proxy_its_own_port)
{
    uint16_t ports[URL_PORTS_MAX];

    unset_proxies();
    setenv("https_proxy", "", 1);
    ck_assert_uint_eq(url_ports("https://a.example/x", ports), 1);
    ck_assert_uint_eq(ports[0], 443);
    ck_assert_uint_eq(url_ports("https://a.example:8443/x", ports), 1);
    ck_assert_uint_eq(ports[0], 8443);
}
END_TEST

START_TEST(a_url_that_is_none_opens_no_port)
{
    uint16_t ports[URL_PORTS_MAX];

    unset_proxies();
    ck_assert_uint_eq(url_ports("https://", ports), 1);
    ck_assert_uint_eq(ports[0], 0);
}
END_TEST

START_TEST(the_port_of_a_proxy_is_what_libcurl_takes)
{
    static const struct {
        const char *proxy;
        uint16_t port;
    } cases[] = {
        { "http://proxy.example:3128", 3128 },
        { "http://user:pass@proxy.example:3128/", 3128 },
        { "proxy.example:8080", 8080 },
        { "proxy.example", 1080 },
        { "http://proxy.example", 1080 },
        { "https://proxy.example", 443 },
        { "https://proxy.example:444", 444 },
        { "socks5h://proxy.example", 1080 },
        { "socks5://127.0.0.1:9050", 9050 },
        { "127.0.0.1:1", 1 },
        { "[::1]:8080", 8080 },
        { "not a proxy", 1080 },
    };
    uint16_t ports[URL_PORTS_MAX];
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        unset_proxies();
        setenv("https_proxy", cases[i].proxy, 1);
        ck_assert_uint_eq(url_ports("https://a.example/", ports), 2);
        ck_assert_msg(ports[1] == cases[i].port, "%s: %u", cases[i].proxy, ports[1]);
    }
}
END_TEST

START_TEST(the_proxy_that_counts_has_its_port_opened_and_no_other)
{
    static const char *const names[] = { "https_proxy", "HTTPS_PROXY", "all_proxy",
                                         "ALL_PROXY" };
    uint16_t ports[URL_PORTS_MAX];
    size_t i;

    setenv("https_proxy", "p:1", 1);
    setenv("HTTPS_PROXY", "p:2", 1);
    setenv("all_proxy", "p:3", 1);
    setenv("ALL_PROXY", "p:4", 1);
    for (i = 0; i < COUNT(names); i++) {
        ck_assert_uint_eq(url_ports("https://a.example/", ports), 2);
        ck_assert_uint_eq(ports[1], i + 1);
        unsetenv(names[i]);
    }
}
END_TEST

/* A request that must not be sent; the port answers nobody. */
static enum status refused(const char *url, int64_t deadline, struct response *response)
{
    struct buffer form = BUFFER(100);
    struct http_request request = { .url = url, .form = &form };
    struct http *http;
    enum status status;

    ck_assert(http_init());
    http = http_new(deadline, NULL);
    ck_assert_ptr_nonnull(http);
    buffer_text(&form, "client_secret=canary");
    status = http_send(http, &request, response);
    ck_assert_ptr_null(form.data);
    http_free(http);
    return status;
}

START_TEST(a_bad_url_is_not_asked)
{
    struct response response = RESPONSE(100);

    ck_assert_int_eq(refused("http://127.0.0.1:1/", clock_milliseconds() + 60000, &response),
                     STATUS_INTERNAL);
    ck_assert_int_eq(response.http_status, 0);
}
END_TEST

START_TEST(after_the_deadline_nothing_is_asked)
{
    struct response response = RESPONSE(100);

    ck_assert_int_eq(refused("https://127.0.0.1:1/", clock_milliseconds(), &response),
                     STATUS_UNREACHABLE);
    ck_assert_str_eq(response.error, "timeout");
}
END_TEST

START_TEST(where_nobody_listens_is_unreachable)
{
    struct response response = RESPONSE(100);

    unset_proxies();
    ck_assert_int_eq(refused("https://127.0.0.1:1/", clock_milliseconds() + 60000, &response),
                     STATUS_UNREACHABLE);
    ck_assert_str_eq(response.error, "connect");
}
END_TEST

int main(void)
{
    return suite_run("http",
                     SUITE(only_plain_https_urls_are_good, a_url_without_end_is_not_good,
                           without_a_proxy_its_own_port, a_url_that_is_none_opens_no_port,
                           the_port_of_a_proxy_is_what_libcurl_takes,
                           the_proxy_that_counts_has_its_port_opened_and_no_other,
                           a_bad_url_is_not_asked, after_the_deadline_nothing_is_asked,
                           where_nobody_listens_is_unreachable));
}
