/* check_response.c: header lines, and what a status code alone tells. */
#include "tests/lib/adobe.h"

#include "protocol/redact.h"

static struct response headers(const char *const *lines)
{
    struct response response = response_of(302, "");

    for (; *lines != NULL; lines++)
        header(&response, *lines);
    return response;
}

/* The headers of an answer, reported; for reply_clear(). */
static struct reply reported(const char *const *lines)
{
    struct response response = headers(lines);
    struct reply reply = { 0 };

    response_report(&response, &reply, ADOBE_NOW);
    response_clear(&response);
    return reply;
}

START_TEST(headers_are_taken_whatever_their_case_and_blanks)
{
    static const char *const lines[] = {
        "HTTP/1.1 429 Too Many Requests\r\n",
        "DATE:\t Thu, 01 Jan 2026 00:00:05 GMT  \r\n",
        "retry-after:38\r\n",
        "X-Debug-Id: abc-123",
        "Location: https://ACME.my.workfront.adobe.com/attask/api?secret=1\r\n",
        "Retry-After-Not: 99\r\n",
        "Dat: Thu, 01 Jan 1970 00:00:09 GMT\r\n",
        "no colon at all\r\n",
        "\r\n",
        NULL,
    };
    struct reply reply = reported(lines);

    ck_assert_int_eq(reply.answer.server_time, ADOBE_NOW + 5);
    ck_assert_int_eq(reply.answer.retry_after, 38);
    ck_assert_str_eq(reply.answer.debug_id, "abc-123");
    ck_assert_str_eq(reply.answer.redirect, "acme.my.workfront.adobe.com");
    reply_clear(&reply);
}
END_TEST

START_TEST(an_interim_answer_leaves_no_header)
{
    static const char *const lines[] = {
        "HTTP/1.1 103 Early Hints\r\n",
        "Date: Thu, 01 Jan 2026 00:00:05 GMT\r\n",
        "Retry-After: 7\r\n",
        "x-debug-id: early\r\n",
        "Location: https://a.example/\r\n",
        "HTTP/1.1 200 OK\r\n",
        NULL,
    };
    struct reply reply = reported(lines);

    ck_assert_int_eq(reply.answer.server_time, 0);
    ck_assert_int_eq(reply.answer.retry_after, 0);
    ck_assert_ptr_null(reply.answer.debug_id);
    ck_assert_ptr_null(reply.answer.redirect);
    reply_clear(&reply);
}
END_TEST

START_TEST(retry_after_is_read_in_both_forms)
{
    static const struct {
        const char *date, *retry;
        int64_t seconds;
    } cases[] = {
        { NULL, "Retry-After: 1", 1 },
        { NULL, "Retry-After: 0", 0 },
        { NULL, "Retry-After: 2400", 2400 },
        { NULL, "Retry-After: 86401", 86400 },
        { NULL, "Retry-After: 99999999999999999999999999", 86400 },
        { NULL, "Retry-After: -5", 0 },
        { NULL, "Retry-After: soon", 0 },
        { NULL, "Retry-After: 1.5", 0 },
        { NULL, "Retry-After:", 0 },
        /* a date: from the server's clock, not ours */
        { "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Sun, 06 Nov 1994 08:50:37 GMT",
          60 },
        { "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Sun, 06 Nov 1994 08:49:00 GMT",
          0 },
        { "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Mon, 06 Nov 2094 08:49:00 GMT",
          86400 },
        /* the other two forms of RFC 9110 */
        { "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Sunday, 06-Nov-94 08:50:07 GMT",
          30 },
        { "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Sun Nov  6 08:49:47 1994", 10 },
        /* without a Date, or with one that is none, our clock has to do */
        { NULL, "Retry-After: Thu, 01 Jan 2026 00:02:00 GMT", 120 },
        { "Date: yesterday", "Retry-After: Thu, 01 Jan 2026 00:02:00 GMT", 120 },
        /* a day that doesn't exist is no date, in any form and either header */
        { "Date: Tue, 31 Feb 2026 00:00:00 GMT", "Retry-After: Thu, 01 Jan 2026 00:02:00 GMT",
          120 },
        { "Date: Friday, 31-Nov-25 00:00:00 GMT", "Retry-After: Thu, 01 Jan 2026 00:02:00 GMT",
          120 },
        { "Date: Fri Jun 31 00:00:00 2025", "Retry-After: Thu, 01 Jan 2026 00:02:00 GMT", 120 },
        { NULL, "Retry-After: Mon, 29 Feb 2027 00:00:00 GMT", 0 },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        const char *const before[] = { cases[i].retry, cases[i].date, NULL };
        struct reply reply = reported(before);

        ck_assert_msg(reply.answer.retry_after == cases[i].seconds, "%s, %s: %ld",
                      cases[i].date, cases[i].retry, (long)reply.answer.retry_after);
        reply_clear(&reply);
    }
}
END_TEST

START_TEST(the_last_retry_after_counts)
{
    static const char *const lines[] = { "Retry-After: Thu, 01 Jan 2026 00:02:00 GMT",
                                         "Retry-After: 3", NULL };
    struct reply reply = reported(lines);

    ck_assert_int_eq(reply.answer.retry_after, 3);
    reply_clear(&reply);
}
END_TEST

START_TEST(a_redirect_gives_only_its_host)
{
    static const struct {
        const char *line, *host;
    } cases[] = {
        { "Location: /login", NULL },
        { "Location: https://b.example:8443/x", "b.example:8443" },
        { "Location: https://b.example:443/x", "b.example" },
        { "Location: http://user:pass@b.example/x", "b.example" },
        { "Location: https://[::1]/", NULL },
        { "Location: https://b_c.example/", NULL },
        { "Location: javascript:alert(1)", NULL },
        { "Location: https://b.example\x1b[31m/", NULL },
        { "Location:", NULL },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        const char *const lines[] = { cases[i].line, NULL };
        struct reply reply = reported(lines);

        ck_assert_pstr_eq(reply.answer.redirect, cases[i].host);
        reply_clear(&reply);
    }
}
END_TEST

START_TEST(a_location_without_a_redirect_is_none)
{
    struct response response = response_of(201, "");
    struct reply reply = { 0 };

    header(&response, "Location: https://b.example/x");
    response_report(&response, &reply, ADOBE_NOW);
    ck_assert_ptr_null(reply.answer.redirect);
    reply_clear(&reply);
    response_clear(&response);
}
END_TEST

START_TEST(a_debug_id_is_printable_and_short)
{
    struct response response = response_of(200, "");
    char *line = many('x', 4000);
    struct reply reply = { 0 };

    memcpy(line, "x-debug-id: \x1b]0;", 16);
    header(&response, line);
    response_report(&response, &reply, ADOBE_NOW);
    ck_assert_uint_eq(strlen(reply.answer.debug_id), 255);
    ck_assert_int_eq(strncmp(reply.answer.debug_id, "?]0;xx", 6), 0);
    free(line);
    reply_clear(&reply);
    response_clear(&response);
}
END_TEST

START_TEST(headers_without_end_are_stopped)
{
    struct response response = response_of(200, "");
    char *line = many('a', 1024);
    int i;

    for (i = 0; i < 64; i++)
        ck_assert(response_header(&response, line, 1024));
    ck_assert(!response_header(&response, line, 1));
    free(line);
    response_clear(&response);
}
END_TEST

START_TEST(a_status_code_is_judged)
{
    static const struct {
        long http_status;
        const char *status, *error;
    } cases[] = {
        { 200, NULL, NULL },
        { 204, NULL, NULL },
        { 101, "unexpected", "http" },
        { 301, "unreachable", "redirect" },
        { 308, "unreachable", "redirect" },
        { 400, "unexpected", "http" },
        { 404, "unexpected", "http" },
        { 408, "unreachable", "http" },
        { 429, "throttled", "http" },
        { 500, "unreachable", "http" },
        { 503, "unreachable", "http" },
        { 599, "unreachable", "http" },
        { 600, "unexpected", "http" },
        { 0, "unexpected", "http" },
        { -1, "unexpected", "http" },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        struct response response = response_of(cases[i].http_status, "");
        struct reply reply = { 0 };

        ck_assert(response_is_success(&response, &reply) == (cases[i].status == NULL));
        expect(&reply, cases[i].status, cases[i].error, NULL);
        response_clear(&response);
    }
}
END_TEST

START_TEST(no_answer_is_never_a_success)
{
    struct response response = RESPONSE(10);
    struct reply reply = { 0 };

    response.http_status = 200;
    ck_assert(!response_is_success(&response, &reply));
    expect(&reply, "internal", NULL, NULL);
    response.outcome = STATUS_UNREACHABLE;
    response.error = "tls-certificate";
    memcpy(response.detail, "expired\n", 9);
    ck_assert(!response_is_success(&response, &reply));
    expect(&reply, "unreachable", "tls-certificate", NULL);
    ck_assert_str_eq(reply.answer.error_description, "expired?");
    reply_clear(&reply);
}
END_TEST

START_TEST(a_reply_says_no_until_it_was_ended)
{
    struct reply reply = { 0 };
    struct buffer out = BUFFER(ADOBE_ANSWER_MAX);

    ck_assert_int_eq(reply_status(&reply), STATUS_INTERNAL);
    ck_assert_int_eq(reply_write(&out, &reply), STATUS_OK);
    ck_assert_str_eq(buffer_string(&out), "version=1\nstatus=internal\n\n");
    buffer_clear(&out);
}
END_TEST

START_TEST(a_reply_that_lacks_a_string_says_so)
{
    struct reply reply = { 0 };
    struct buffer out = BUFFER(ADOBE_ANSWER_MAX);

    reply_end(&reply, STATUS_OK, NULL, NULL);
    reply.answer.expires_in = 5;
    reply.out_of_memory = true;
    ck_assert_int_eq(reply_status(&reply), STATUS_NO_MEMORY);
    ck_assert_int_eq(reply_write(&out, &reply), STATUS_OK);
    ck_assert_str_eq(buffer_string(&out), "version=1\nstatus=no-memory\n\n");
    buffer_clear(&out);
}
END_TEST

START_TEST(a_reply_that_does_not_fit_says_so)
{
    struct reply reply = { 0 };
    struct buffer out = BUFFER(64);

    reply_end(&reply, STATUS_OK, NULL, NULL);
    reply.answer.access_token = "0123456789012345678901234567890123456789";
    ck_assert_int_eq(reply_write(&out, &reply), STATUS_OK);
    ck_assert_str_eq(buffer_string(&out), "version=1\nstatus=unexpected\nerror=too-long\n\n");
    buffer_clear(&out);
}
END_TEST

START_TEST(a_quote_never_repeats_the_secret)
{
    struct reply reply = { 0 };

    redact_know("p8e-secret");
    ck_assert_str_eq(reply_quote(&reply, "bad secret"), "bad secret");
    ck_assert_ptr_null(strstr(reply_quote(&reply, "bad p8e-secret!"), "p8e"));
    ck_assert_ptr_null(reply_quote(&reply, NULL));
    reply_clear(&reply);
}
END_TEST

int main(void)
{
    return suite_run(
        "response",
        SUITE(headers_are_taken_whatever_their_case_and_blanks,
              an_interim_answer_leaves_no_header, retry_after_is_read_in_both_forms,
              the_last_retry_after_counts, a_redirect_gives_only_its_host,
              a_location_without_a_redirect_is_none, a_debug_id_is_printable_and_short,
              headers_without_end_are_stopped, a_status_code_is_judged,
              no_answer_is_never_a_success, a_reply_says_no_until_it_was_ended,
              a_reply_that_lacks_a_string_says_so, a_reply_that_does_not_fit_says_so,
              a_quote_never_repeats_the_secret));
}
