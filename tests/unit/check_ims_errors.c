/* check_ims_errors.c: everything else that IMS says, or doesn't. */
#include "tests/lib/judged.h"

START_TEST(errors_are_classified)
{
    static const struct {
        long http_status;
        const char *body, *status, *error, *description;
    } cases[] = {
        { 400,
          "{\"error\":\"invalid_client\",\"error_description\":\"invalid client_secret "
          "parameter\"}",
          "refused", "invalid_client", "invalid client_secret parameter" },
        { 401,
          "{\"error\":\"invalid_client\",\"error_description\":\"invalid client_id "
          "parameter\"}",
          "refused", "invalid_client", "invalid client_id parameter" },
        { 400, "{\"error\":\"invalid_scope\"}", "refused", "invalid_scope", NULL },
        { 400, "{\"error\":\"invalid_scopes\",\"error_description\":null}", "refused",
          "invalid_scopes", NULL },
        { 401, "{\"error\":\"unauthorized_client\",\"error_description\":7}", "refused",
          "unauthorized_client", NULL },
        { 400, "{\"error\":\"bad_request\",\"message\":\"try again\"}", "refused",
          "bad_request", "try again" },
        { 403, "{\"error\":\"access_denied\"}", "refused", "access_denied", NULL },
        { 451, "{\"error\":\"x\"}", "refused", "x", NULL },
        /* 4xx without a word: not IMS speaking */
        { 400, "", "unexpected", "http", NULL },
        { 403, "<html>blocked by your proxy</html>", "unreachable", "web-page", NULL },
        { 404, "{}", "unexpected", "http", NULL },
        { 400, "{\"error\":{\"code\":1}}", "unexpected", "http", NULL },
        { 400, "[\"error\"]", "unexpected", "http", NULL },
        { 400, "{\"error\":\"\"}", "unexpected", "http", NULL },
        { 403, "{\"error_code\":\"403003\",\"message\":\"Api Key is invalid\"}", "unexpected",
          "403003", "Api Key is invalid" },
        /* never a refusal, whatever the body says */
        { 408, "{\"error\":\"invalid_client\"}", "unreachable", "invalid_client", NULL },
        { 429, "{\"error_code\":\"429050\",\"message\":\"Too many requests\"}", "throttled",
          "429050", "Too many requests" },
        { 429, "", "throttled", "http", NULL },
        { 429, "{\"error\":\"invalid_client\"}", "throttled", "invalid_client", NULL },
        { 500,
          "{\"error\":\"internal_error\",\"error_description\":\"Please try again later\"}",
          "unreachable", "internal_error", "Please try again later" },
        { 502, "<html></html>", "unreachable", "http", NULL },
        { 503, "", "unreachable", "http", NULL },
        { 503, "{\"access_token\":\"abc\",\"expires_in\":5}", "unreachable", "http", NULL },
        { 400, "{\"access_token\":\"abc\",\"expires_in\":5}", "unexpected", "http", NULL },
        { 200, "{\"error\":\"\"}", "unexpected", "wrong-type", NULL },
        { 600, "{\"error\":\"invalid_client\"}", "unexpected", "invalid_client", NULL },
        { 200, "\n<html>login</html>", "unreachable", "web-page", NULL },
        { 302, "", "unreachable", "redirect", NULL },
        { 200, "{\"error\":\"invalid_client\",\"error_description\":\"late\"}", "unexpected",
          "invalid_client", "late" },
        { 200, "{\"error\":\"x\",\"access_token\":\"abc\",\"expires_in\":5}", "unexpected", "x",
          NULL },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        struct reply reply = judged(response_of(cases[i].http_status, cases[i].body));

        ck_assert_msg(strcmp(reply.answer.status, cases[i].status) == 0, "%ld %s: %s",
                      cases[i].http_status, cases[i].body, reply.answer.status);
        ck_assert_str_eq(reply.answer.error, cases[i].error);
        ck_assert_pstr_eq(reply.answer.error_description, cases[i].description);
        ck_assert_int_eq(reply.answer.http_status, cases[i].http_status);
        ck_assert_ptr_null(reply.answer.access_token);
        reply_clear(&reply);
    }
}
END_TEST

START_TEST(a_redirect_is_told_not_followed)
{
    struct response response = response_of(307, "{\"error\":\"invalid_client\"}");
    struct reply reply;

    header(&response, "Location: https://evil.example/ims/token/v3");
    reply = judged(response);
    expect(&reply, "unreachable", "redirect", NULL);
    ck_assert_str_eq(reply.answer.redirect, "evil.example");
    reply_clear(&reply);
}
END_TEST

START_TEST(a_good_answer_may_name_a_place)
{
    struct response response = response_of(201, good);
    struct reply reply;

    header(&response, "Location: https://elsewhere.example/");
    reply = judged(response);
    expect(&reply, "ok", NULL, NULL);
    ck_assert_ptr_null(reply.answer.redirect);
    reply_clear(&reply);
}
END_TEST

START_TEST(what_supports_a_complaint_is_carried)
{
    struct response response = response_of(429, "");
    struct reply reply;

    header(&response, "x-debug-id: 0a1b-2c3d");
    header(&response, "Retry-After: 38");
    reply = judged(response);
    expect(&reply, "throttled", "http", NULL);
    ck_assert_str_eq(reply.answer.debug_id, "0a1b-2c3d");
    ck_assert_int_eq(reply.answer.retry_after, 38);
    reply_clear(&reply);
}
END_TEST

START_TEST(a_complaint_is_printable_short_and_without_the_secret)
{
    struct buffer body = BUFFER(100000);
    char *text = many('x', 5000);
    struct reply reply;

    buffer_format(&body, "{\"error\":\"a\\u001b[31m\\n\\u00e4\",\"error_description\":\"%s\"}",
                  text);
    reply = judged(response_of(400, buffer_string(&body)));
    ck_assert_str_eq(reply.answer.error, "a?[31m???");
    ck_assert_uint_eq(strlen(reply.answer.error_description), 255);
    reply_clear(&reply);
    reply = judged(response_of(400, "{\"error\":\"invalid_client\",\"error_description\":"
                                    "\"no such secret: p8e-the-client-secret\"}"));
    expect(&reply, "refused", "invalid_client", NULL);
    ck_assert_ptr_null(strstr(reply.answer.error_description, "p8e"));
    reply_clear(&reply);
    buffer_clear(&body);
    free(text);
}
END_TEST

START_TEST(what_never_arrived_is_told_as_it_was)
{
    struct response response = RESPONSE(10);
    struct reply reply;

    response.outcome = STATUS_UNREACHABLE;
    response.error = "timeout";
    reply = judged(response);
    expect(&reply, "unreachable", "timeout", NULL);
    reply_clear(&reply);
}
END_TEST

int main(void)
{
    return suite_run("ims-errors",
                     SUITE(errors_are_classified, a_redirect_is_told_not_followed,
                           a_good_answer_may_name_a_place, what_supports_a_complaint_is_carried,
                           a_complaint_is_printable_short_and_without_the_secret,
                           what_never_arrived_is_told_as_it_was));
}
