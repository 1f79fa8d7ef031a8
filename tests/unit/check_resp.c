/* check_resp.c: what is a reply of an engine's, what is none, and what is too much; addresses
 * of engines; and commands. */
#include "tests/lib/suite.h"

#include <string.h>

#include "helper/fleet/endpoint.h"
#include "helper/fleet/redis.h"
#include "helper/fleet/resp.h"

static struct resp_reply reply;

START_TEST(a_reply_is_whole_or_not)
{
    static const struct {
        const char *text;
        enum resp_verdict verdict;
        size_t count;
    } cases[] = {
        { "+OK\r\n", RESP_WHOLE, 1 },
        { "-ERR no\r\nmore", RESP_WHOLE, 1 },
        { ":-12\r\n", RESP_WHOLE, 1 },
        { "$3\r\na\r\n\r\n", RESP_WHOLE, 1 },
        { "$0\r\n\r\n", RESP_WHOLE, 1 },
        { "$-1\r\n", RESP_WHOLE, 1 },
        { "*-1\r\n", RESP_WHOLE, 1 },
        { "*0\r\n", RESP_WHOLE, 1 },
        { "*2\r\n:1\r\n*1\r\n$1\r\na\r\n", RESP_WHOLE, 4 },
        { "", RESP_MORE, 0 },
        { "+OK\r", RESP_MORE, 0 },
        { "$3\r\nab", RESP_MORE, 0 },
        { "$3\r\nabc\r", RESP_MORE, 0 },
        { "*2\r\n:1\r\n", RESP_MORE, 0 },
        { "+OK\n\r\n", RESP_WHOLE, 1 },
        { "+OK\rx", RESP_BAD, 0 },
        { "$3\r\nabcd\r\n", RESP_BAD, 0 },
        { "$-2\r\n", RESP_BAD, 0 },
        { "$x\r\n", RESP_BAD, 0 },
        { "$\r\n", RESP_BAD, 0 },
        { ":1234567890123456789\r\n", RESP_BAD, 0 },
        { "%1\r\n", RESP_BAD, 0 },
        { "HTTP/1.1 400 Bad Request\r\n", RESP_BAD, 0 },
        { "$65537\r\n", RESP_LONG, 0 },
        { "$2147483648\r\n", RESP_LONG, 0 },
        { "*256\r\n", RESP_LONG, 0 },
        { "*2147483648\r\n", RESP_LONG, 0 },
        { "*200\r\n*200\r\n", RESP_LONG, 0 },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        ck_assert_msg(resp_read(&reply, cases[i].text, strlen(cases[i].text)) ==
                          cases[i].verdict,
                      "%s", cases[i].text);
        if (cases[i].verdict == RESP_WHOLE)
            ck_assert_uint_eq(reply.count, cases[i].count);
    }
}
END_TEST

START_TEST(a_line_without_end_is_too_long)
{
    char text[RESP_LINE_MAX + 1];

    memset(text, '+', sizeof text);
    ck_assert_int_eq(resp_read(&reply, text, 100), RESP_MORE);
    ck_assert_int_eq(resp_read(&reply, text, sizeof text), RESP_LONG);
}
END_TEST

START_TEST(an_address_is_one_of_three_kinds)
{
    static const struct {
        const char *text;
        bool good;
        enum endpoint_kind kind;
        const char *host;
        int port;
    } cases[] = {
        { "rediss://Cache.example.com:6380", true, ENDPOINT_TLS, "cache.example.com", 6380 },
        { "rediss://cache.example.com", true, ENDPOINT_TLS, "cache.example.com", 6379 },
        { "rediss://cache.example.com:443", true, ENDPOINT_TLS, "cache.example.com", 443 },
        { "redis://127.0.0.1:7000", true, ENDPOINT_PLAIN, "127.0.0.1", 7000 },
        { "redis://127.8.9.1", true, ENDPOINT_PLAIN, "127.8.9.1", 6379 },
        { "redis://localhost:1", true, ENDPOINT_PLAIN, "localhost", 1 },
        { "rediss://[2001:DB8:0::1]:7000", true, ENDPOINT_TLS, "[2001:db8::1]", 7000 },
        { "rediss://[::1]", true, ENDPOINT_TLS, "[::1]", 6379 },
        { "redis://[0:0::1]:443", true, ENDPOINT_PLAIN, "[::1]", 443 },
        { "unix:/run/redis.sock", true, ENDPOINT_SOCKET, "", 0 },
        { .text = "redis://[2001:db8::1]:7000" },
        { .text = "redis://[::ffff:10.0.0.1]" },
        { .text = "rediss://::1" },
        { .text = "rediss://[::1" },
        { .text = "rediss://[::1]6380" },
        { .text = "rediss://[::1].example.com" },
        { .text = "rediss://[::1]:70000" },
        { .text = "rediss://[::1]:063" },
        { .text = "rediss://[::1]:" },
        { .text = "rediss://[::1]/0" },
        { .text = "rediss://[fe80::1%eth0]:6380" },
        { .text = "rediss://[127.0.0.1]:6380" },
        { .text = "rediss://[]" },
        { .text = "rediss://[" },
        { .text = "redis://cache.example.com" },
        { .text = "redis://10.0.0.1" },
        { .text = "redis://127.0.0.1.example.com" },
        { .text = "redis://1270.0.0.1" },
        { .text = "rediss://user@cache.example.com" },
        { .text = "rediss://:password@cache.example.com:6380" },
        { .text = "rediss://cache.example.com/0" },
        { .text = "rediss://cache.example.com:70000" },
        { .text = "rediss://" },
        { .text = "https://cache.example.com" },
        { .text = "cache.example.com:6379" },
        { .text = "unix:run/redis.sock" },
        { .text = "unix:" },
        { .text = "" },
    };
    struct endpoint endpoint;
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        ck_assert_msg(endpoint_read(&endpoint, cases[i].text) == cases[i].good, "%s",
                      cases[i].text);
        if (!cases[i].good)
            continue;
        ck_assert_int_eq(endpoint.kind, cases[i].kind);
        ck_assert_str_eq(endpoint.host, cases[i].host);
        ck_assert_int_eq(endpoint.port, cases[i].port);
    }
}
END_TEST

START_TEST(nobody_is_moved_out_of_the_encryption)
{
    struct endpoint endpoint;

    ck_assert(endpoint_read(&endpoint, "rediss://a.example:1"));
    ck_assert(endpoint_moved(&endpoint, "10.0.0.2:7001"));
    ck_assert_int_eq(endpoint.kind, ENDPOINT_TLS);
    ck_assert_str_eq(endpoint.host, "10.0.0.2");
    ck_assert_int_eq(endpoint.port, 7001);
    ck_assert(endpoint_moved(&endpoint, ":7002"));
    ck_assert_str_eq(endpoint.host, "10.0.0.2");
    ck_assert(!endpoint_moved(&endpoint, "a b:1"));
    ck_assert(!endpoint_moved(&endpoint, "a"));
    ck_assert(endpoint_read(&endpoint, "redis://127.0.0.1:1"));
    ck_assert(!endpoint_moved(&endpoint, "10.0.0.2:7001"));
    ck_assert(endpoint_read(&endpoint, "rediss://[2001:db8::1]:1"));
    ck_assert(endpoint_moved(&endpoint, ":7002"));
    ck_assert_str_eq(endpoint.host, "[2001:db8::1]");
    ck_assert(endpoint_moved(&endpoint, "2001:db8::2:7003"));
    ck_assert_str_eq(endpoint.host, "[2001:db8::2]");
    ck_assert_int_eq(endpoint.port, 7003);
    ck_assert(endpoint_moved(&endpoint, "[2001:db8::3]:7004"));
    ck_assert_str_eq(endpoint.host, "[2001:db8::3]");
    ck_assert(endpoint_read(&endpoint, "redis://[::1]:1"));
    ck_assert(endpoint_moved(&endpoint, "::1:7001"));
    ck_assert_int_eq(endpoint.port, 7001);
    ck_assert(!endpoint_moved(&endpoint, "2001:db8::2:7003"));
    ck_assert(endpoint_read(&endpoint, "unix:/s"));
    ck_assert(!endpoint_moved(&endpoint, "127.0.0.1:7001"));
}
END_TEST

START_TEST(a_command_counts_its_bytes)
{
    const struct fleet_call call = { .call = FLEET_READ, .name = "n", .password = "a\r\nb" };
    struct buffer out = BUFFER(1000);

    redis_commands(&out, &call);
    ck_assert_str_eq(
        buffer_string(&out),
        "*5\r\n$5\r\nHELLO\r\n$1\r\n2\r\n$4\r\nAUTH\r\n$7\r\ndefault\r\n$4\r\na\r\nb"
        "\r\n*2\r\n$3\r\nGET\r\n$1\r\nn\r\n");
    buffer_clear(&out);
}
END_TEST

int main(void)
{
    return suite_run("resp",
                     SUITE(a_reply_is_whole_or_not, a_line_without_end_is_too_long,
                           an_address_is_one_of_three_kinds,
                           nobody_is_moved_out_of_the_encryption, a_command_counts_its_bytes));
}
