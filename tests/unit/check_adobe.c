/* check_adobe.c: the records between the helper and the network program. */
#include "tests/lib/suite.h"

#include "protocol/adobe.h"

static struct buffer text_of(const char *input)
{
    struct buffer text = BUFFER(ADOBE_CALL_MAX);

    buffer_text(&text, input);
    ck_assert_int_eq(buffer_status(&text), STATUS_OK);
    return text;
}

static enum status judge_answer(const char *input, struct fault *fault)
{
    struct buffer text = text_of(input);
    struct record_reader reader = record_reader(&text);
    struct adobe_answer answer = { 0 };
    enum status status = adobe_answer_read(&answer, &reader, fault);

    buffer_clear(&text);
    return status;
}

START_TEST(a_call_is_written_and_read_back)
{
    static const struct adobe_call call = {
        .call = "token",
        .deadline = 30000,
        .endpoint = "https://ims-na1.adobelogin.com/ims/token/v3",
        .client_id = "id",
        .client_secret = "p8e-secret",
        .scope = "openid,AdobeID",
        .host = "acme.my.workfront.com",
        .access_token = "tok",
        .org_id = "ORG@AdobeOrg",
        .technical_account_email = "x@techacct.adobe.com",
        .api_version = 22,
        .credential = "Project 1",
    };
    static const char expected[] =
        "version=1\ncall=token\ndeadline=30000\n"
        "endpoint=https://ims-na1.adobelogin.com/ims/token/v3\nclient_id=id\n"
        "client_secret=p8e-secret\nscope=openid,AdobeID\nhost=acme.my.workfront.com\n"
        "access_token=tok\norg_id=ORG@AdobeOrg\n"
        "technical_account_email=x@techacct.adobe.com\napi_version=22\n"
        "credential=Project 1\n\n";
    struct buffer text = BUFFER(ADOBE_CALL_MAX), again = BUFFER(ADOBE_CALL_MAX);
    struct adobe_call back = { 0 };
    struct record_reader reader;
    struct fault fault;

    adobe_call_write(&text, &call);
    ck_assert_str_eq(buffer_string(&text), expected);
    reader = record_reader(&text);
    ck_assert_int_eq(adobe_call_read(&back, &reader, &fault), STATUS_OK);
    ck_assert_int_eq(back.version, ADOBE_VERSION);
    adobe_call_write(&again, &back);
    ck_assert_str_eq(buffer_string(&again), expected);
    buffer_clear(&text);
    buffer_clear(&again);
}
END_TEST

START_TEST(an_answer_is_written_and_read_back)
{
    static const char all[] =
        "version=1\nstatus=ok\nfield=f\nhttp_status=200\nerror=e\nerror_description=d\n"
        "debug_id=b\nretry_after=5\nserver_time=1700000000\naccess_token=t\nexpires_in=86399\n"
        "claims_lifetime=86400\nsession_user_id=su\nsession_customer_id=sc\n"
        "session_is_admin=1\nuser_id=u\nuser_name=n\nuser_email=m\nuser_username=l\n"
        "user_is_active=1\nuser_is_registered=1\nuser_is_admin=1\naccess_level=a\n"
        "license_type=F\ncandidates=2\nname=c\nclient_id=i\norg_id=o@AdobeOrg\n"
        "technical_account_id=t@i\ntechnical_account_email=t@e\nscope=s\nclient_secret[]=one\n"
        "client_secret[]=two\nchoice[]=x\nchoice[]=y\n\n";
    struct buffer text = text_of(all), again = BUFFER(ADOBE_ANSWER_MAX);
    struct record_reader reader = record_reader(&text);
    struct adobe_answer answer = { 0 };
    struct fault fault;
    char *rest;

    ck_assert_int_eq(adobe_answer_read(&answer, &reader, &fault), STATUS_OK);
    ck_assert_uint_eq(record_rest(&reader, &rest), 0);
    ck_assert_uint_eq(answer.client_secret.count, 2);
    ck_assert_int_eq(answer.expires_in, 86399);
    ck_assert(answer.user_is_active);
    adobe_answer_write(&again, &answer);
    ck_assert_str_eq(buffer_string(&again), all);
    buffer_clear(&text);
    buffer_clear(&again);
}
END_TEST

START_TEST(a_payload_follows_the_call)
{
    struct buffer text = text_of("version=1\ncall=import\ndeadline=1\n\n{\n\n}");
    struct record_reader reader = record_reader(&text);
    struct adobe_call call = { 0 };
    struct fault fault;
    char *rest;

    ck_assert_int_eq(adobe_call_read(&call, &reader, &fault), STATUS_OK);
    ck_assert_uint_eq(record_rest(&reader, &rest), 4);
    ck_assert_mem_eq(rest, "{\n\n}", 4);
    buffer_clear(&text);
}
END_TEST

START_TEST(another_version_is_refused)
{
    static const char *const bad[] = { "",
                                       "status=ok\n",
                                       "version=0\nstatus=ok\n",
                                       "version=2\nstatus=ok\n",
                                       "version=-1\n",
                                       "Version=1\n" };
    struct adobe_call call = { 0 };
    struct buffer text = text_of("version=2\ncall=token\n");
    struct record_reader reader = record_reader(&text);
    struct fault fault;
    size_t i;

    for (i = 0; i < COUNT(bad); i++) {
        ck_assert_int_eq(judge_answer(bad[i], &fault), STATUS_MALFORMED);
        ck_assert_str_eq(fault.subject, "version");
    }
    ck_assert_int_eq(adobe_call_read(&call, &reader, &fault), STATUS_MALFORMED);
    ck_assert_str_eq(fault.subject, "version");
    buffer_clear(&text);
}
END_TEST

START_TEST(an_answer_says_each_thing_once)
{
    static const char *const keys[] = {
        "version=1",      "status=ok",       "expires_in=1",
        "access_token=a", "user_is_admin=0", "client_id=a",
    };
    struct fault fault;
    char input[200];
    size_t i;

    for (i = 0; i < COUNT(keys); i++) {
        snprintf(input, sizeof input, "%s\n%s\n", keys[i], keys[i]);
        ck_assert_int_eq(judge_answer(input, &fault), STATUS_MALFORMED);
        ck_assert_uint_eq(strlen(fault.subject), strcspn(keys[i], "="));
        ck_assert_mem_eq(fault.subject, keys[i], strlen(fault.subject));
    }
}
END_TEST

START_TEST(a_wrong_kind_of_value_is_refused)
{
    static const struct {
        const char *input, *subject;
    } bad[] = {
        { "version=1\nexpires_in=soon\n", "expires_in" },
        { "version=one\n", "version" },
        { "version=1\nretry_after=1.5\n", "retry_after" },
        { "version=1\nserver_time=99999999999999999999\n", "server_time" },
        { "version=1\nserver_time=-9223372036854775808\n", "server_time" },
        { "version=1\nretry_after=86401\n", "retry_after" },
        { "version=1\nretry_after=-1\n", "retry_after" },
        { "version=1\nhttp_status=1000\n", "http_status" },
        { "version=1\nexpires_in=-1\n", "expires_in" },
        { "version=1\nnonsense\n", "line 2" },
        { "version=1\nstatus=ok\raccess_token=x\n", "line 2" },
    };
    size_t i;

    for (i = 0; i < COUNT(bad); i++) {
        struct fault fault;

        ck_assert_int_eq(judge_answer(bad[i].input, &fault), STATUS_MALFORMED);
        ck_assert_str_eq(fault.subject, bad[i].subject);
    }
}
END_TEST

START_TEST(what_cannot_be_said_is_not_written)
{
    struct adobe_call call = { .call = "token", .client_secret = "a\nendpoint=https://evil" };
    struct adobe_answer answer = { .status = "ok", .error = "a\rb" };
    struct buffer text = BUFFER(ADOBE_CALL_MAX), small = BUFFER(20);

    adobe_call_write(&text, &call);
    ck_assert_int_eq(buffer_status(&text), STATUS_MALFORMED);
    buffer_clear(&text);
    adobe_answer_write(&text, &answer);
    ck_assert_int_eq(buffer_status(&text), STATUS_MALFORMED);
    buffer_clear(&text);
    call.client_secret = "longer than what fits";
    adobe_call_write(&small, &call);
    ck_assert_int_eq(buffer_status(&small), STATUS_TOO_LONG);
    buffer_clear(&small);
}
END_TEST

int main(void)
{
    return suite_run("adobe",
                     SUITE(a_call_is_written_and_read_back, an_answer_is_written_and_read_back,
                           a_payload_follows_the_call, another_version_is_refused,
                           an_answer_says_each_thing_once, a_wrong_kind_of_value_is_refused,
                           what_cannot_be_said_is_not_written));
}
