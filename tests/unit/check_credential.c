/* check_credential.c: requests as callers send them, and what may be printed. */
#include "tests/lib/suite.h"

#include "protocol/credential.h"

/* Reads a literal; the request's strings live in *text, for buffer_clear(). */
static enum status read_text(const char *input, struct buffer *text, struct request *request,
                             struct fault *fault)
{
    *text = (struct buffer)BUFFER(RECORD_MAX);
    memset(request, 0, sizeof *request);
    memset(fault, 0, sizeof *fault);
    buffer_text(text, input);
    return request_read(request, text, fault);
}

START_TEST(a_request_has_all_attributes)
{
    struct request request;
    struct buffer text;
    struct fault fault;

    ck_assert_int_eq(
        read_text("capability[]=authtype\ncapability[]=state\nauthtype=Bearer\n"
                  "credential=abc\nephemeral=1\nprotocol=https\nhost=h.example:8443\n"
                  "path=a/b.git\nusername=u\npassword=p\noauth_refresh_token=r\n"
                  "password_expiry_utc=123\nwwwauth[]=Basic\ncontinue=1\nstate[]=x\nurl=y\n"
                  "quit=1\n\nhost=ignored\n",
                  &text, &request, &fault),
        STATUS_OK);
    ck_assert_str_eq(request.protocol, "https");
    ck_assert_str_eq(request.host, "h.example:8443");
    ck_assert_str_eq(request.path, "a/b.git");
    ck_assert_str_eq(request.username, "u");
    ck_assert_str_eq(request.password, "p");
    ck_assert_str_eq(request.authtype, "Bearer");
    ck_assert_str_eq(request.credential, "abc");
    ck_assert_str_eq(request.oauth_refresh_token, "r");
    ck_assert_int_eq(request_expiry(&request), 123);
    ck_assert(request.ephemeral);
    ck_assert(request_is_capable(&request, "authtype"));
    ck_assert(request_is_capable(&request, "state"));
    ck_assert(!request_is_capable(&request, "auth"));
    buffer_clear(&text);
}
END_TEST

START_TEST(what_is_absent_is_null_and_what_is_empty_is_not)
{
    struct request request, none;
    struct buffer text;
    struct fault fault;

    memset(&none, 0, sizeof none);
    ck_assert_int_eq(read_text("", &text, &request, &fault), STATUS_OK);
    ck_assert_mem_eq(&request, &none, sizeof none);
    buffer_clear(&text);
    ck_assert_int_eq(
        read_text("protocol=\nhost=\nusername=\npassword=\n", &text, &request, &fault),
        STATUS_OK);
    ck_assert_str_eq(request.protocol, "");
    ck_assert_str_eq(request.host, "");
    ck_assert_str_eq(request.username, "");
    ck_assert_str_eq(request.password, "");
    ck_assert_ptr_null(request.path);
    buffer_clear(&text);
}
END_TEST

START_TEST(a_second_host_or_protocol_is_refused)
{
    static const struct {
        const char *input, *subject;
    } bad[] = {
        { "protocol=https\nhost=evil.example\nhost=good.example\n", "host" },
        { "host=good.example\nhost=good.example\n", "host" },
        { "host=\nhost=good.example\n", "host" },
        { "protocol=http\nprotocol=https\n", "protocol" },
    };
    size_t i;

    for (i = 0; i < COUNT(bad); i++) {
        struct request request;
        struct buffer text;
        struct fault fault;

        ck_assert_int_eq(read_text(bad[i].input, &text, &request, &fault), STATUS_MALFORMED);
        ck_assert_str_eq(fault.subject, bad[i].subject);
        buffer_clear(&text);
    }
}
END_TEST

START_TEST(a_repeated_user_name_takes_its_last_value)
{
    struct request request;
    struct buffer text;
    struct fault fault;

    ck_assert_int_eq(read_text("username=a\nusername=b\n", &text, &request, &fault), STATUS_OK);
    ck_assert_str_eq(request.username, "b");
    buffer_clear(&text);
}
END_TEST

START_TEST(no_expiry_is_for_ever_and_garbage_is_past)
{
    static const struct {
        const char *text;
        int64_t expiry;
    } expiries[] = {
        { NULL, 0 },
        { "1", 1 },
        { "9999999999", 9999999999 },
        { "0000000000000000005", 5 },
        { "9223372036854775807", INT64_MAX },
        { "9223372036854775808", 1 },
        { "99999999999999999999", 1 },
        { "00000000000000000005", 1 },
        { "0", 1 },
        { "-1", 1 },
        { "", 1 },
        { "12x", 1 },
        { "1e12", 1 },
        { " 5", 1 },
        { "+5", 1 },
    };
    size_t i;

    for (i = 0; i < COUNT(expiries); i++) {
        struct request request = { .password_expiry_utc = expiries[i].text };

        ck_assert_int_eq(request_expiry(&request), expiries[i].expiry);
    }
}
END_TEST

START_TEST(tokens_are_b64token)
{
    static const char *const good[] = {
        "a", "Zz09-._~+/", "abc=", "a==", "eyJ0.eyJ1.sig-_", "a====",
    };
    static const char *const bad[] = {
        "",    "=",  "=a",  "a=b", "a b",  " a",  "a ",  "a\t",      "a\n",
        "a\"", "a'", "a,b", "a;b", "a\\b", "a$b", "a`b", "\xc3\xa9", "a\x7f",
    };
    char text[4] = "a?";
    size_t i;
    int byte;

    for (i = 0; i < COUNT(good); i++)
        ck_assert_msg(token_is_valid(good[i]), "%s", good[i]);
    for (i = 0; i < COUNT(bad); i++)
        ck_assert_msg(!token_is_valid(bad[i]), "%s", bad[i]);
    for (byte = 1; byte < 256; byte++) {
        bool expected = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                        (byte >= 'A' && byte <= 'Z') || strchr("-._~+/=", byte) != NULL;

        text[1] = (char)byte;
        ck_assert_msg(token_is_valid(text) == expected, "byte %d", byte);
    }
}
END_TEST

START_TEST(tokens_have_a_greatest_length)
{
    char *token = malloc(TOKEN_MAX + 2);

    memset(token, 'a', TOKEN_MAX + 1);
    token[TOKEN_MAX] = '\0';
    ck_assert(token_is_valid(token));
    token[TOKEN_MAX] = 'a';
    token[TOKEN_MAX + 1] = '\0';
    ck_assert(!token_is_valid(token));
    token[TOKEN_MAX] = '=';
    ck_assert(!token_is_valid(token));
    free(token);
}
END_TEST

START_TEST(only_checked_credentials_are_printable)
{
    static const struct credential good = {
        .token = "eyJ.a.b",
        .username = "id@techacct.adobe.com",
        .host = "acme.my.workfront.com",
        .client_id = "0123abcd",
        .org_id = "ABC@AdobeOrg",
    };
    static const char *const bad_words[] = { "a b", "a\n",  "a'b", "a\"b", "a\\b",
                                             "a`b", "\xe9", "a&b", "a(b",  "a;b" };
    struct credential credential = good;
    size_t i;

    ck_assert_ptr_null(credential_flaw(&good));
    credential.client_id = credential.org_id = credential.username = NULL;
    ck_assert_ptr_null(credential_flaw(&credential));
    for (i = 0; i < COUNT(bad_words); i++) {
        credential = good;
        credential.client_id = bad_words[i];
        ck_assert_ptr_nonnull(credential_flaw(&credential));
        credential = good;
        credential.org_id = bad_words[i];
        ck_assert_ptr_nonnull(credential_flaw(&credential));
        credential = good;
        credential.username = bad_words[i];
        ck_assert_ptr_nonnull(credential_flaw(&credential));
        credential = good;
        credential.token = bad_words[i];
        ck_assert_ptr_nonnull(credential_flaw(&credential));
        credential = good;
        credential.host = bad_words[i];
        ck_assert_ptr_nonnull(credential_flaw(&credential));
    }
    credential = good;
    credential.token = NULL;
    ck_assert_ptr_nonnull(credential_flaw(&credential));
    credential = good;
    credential.host = NULL;
    ck_assert_ptr_nonnull(credential_flaw(&credential));
    credential.host = "ACME.my.workfront.com";
    ck_assert_ptr_nonnull(credential_flaw(&credential));
    credential.host = "acme.my.workfront.com:443";
    ck_assert_ptr_nonnull(credential_flaw(&credential));
}
END_TEST

int main(void)
{
    return suite_run(
        "credential",
        SUITE(a_request_has_all_attributes, what_is_absent_is_null_and_what_is_empty_is_not,
              a_second_host_or_protocol_is_refused, a_repeated_user_name_takes_its_last_value,
              no_expiry_is_for_ever_and_garbage_is_past, tokens_are_b64token,
              tokens_have_a_greatest_length, only_checked_credentials_are_printable));
}
