/* check_fleet.c: the records between the helper and the program of a fleet's cache. */
#include "tests/lib/suite.h"

#include <string.h>

#include "protocol/fleet.h"

static struct fault fault;

static enum status call_read(const char *text)
{
    struct buffer bytes = BUFFER(FLEET_CALL_MAX);
    struct fleet_call call = { 0 };
    enum status status;

    fault = (struct fault){ 0 };
    buffer_text(&bytes, text);
    status = fleet_call_read(&call, &bytes, &fault);
    buffer_clear(&bytes);
    return status;
}

static enum status answer_read(const char *text)
{
    struct buffer bytes = BUFFER(FLEET_ANSWER_MAX);
    struct fleet_answer answer = { 0 };
    enum status status;

    fault = (struct fault){ 0 };
    buffer_text(&bytes, text);
    status = fleet_answer_read(&answer, &bytes, &fault);
    buffer_clear(&bytes);
    return status;
}

#define START "version=1\ndeadline=2000\ncall=fleet-"

START_TEST(a_call_reads_back_as_it_was_written)
{
    const struct fleet_call call = { .call = FLEET_PUBLISH,
                                     .deadline = 2000,
                                     .engine = "redis",
                                     .endpoint = { { "rediss://a:1", "unix:/b" }, 2 },
                                     .user = "u",
                                     .password = "p",
                                     .name = "wf:{0a}:t:1",
                                     .seen = FLEET_ANY,
                                     .generation = FLEET_GENERATION_MAX,
                                     .value = "QUJD",
                                     .ttl = FLEET_TTL_MAX,
                                     .lock = "wf:{0a}:l:1",
                                     .holder = "me" };
    struct buffer text = BUFFER(FLEET_CALL_MAX);
    struct fleet_call again = { 0 };

    fleet_call_write(&text, &call);
    ck_assert_int_eq(fleet_call_read(&again, &text, NULL), STATUS_OK);
    ck_assert_str_eq(again.call, "fleet-publish");
    ck_assert_str_eq(again.engine, "redis");
    ck_assert_uint_eq(again.endpoint.count, 2);
    ck_assert_str_eq(again.endpoint.item[1], "unix:/b");
    ck_assert_str_eq(again.user, "u");
    ck_assert_str_eq(again.password, "p");
    ck_assert_str_eq(again.name, "wf:{0a}:t:1");
    ck_assert_int_eq(again.seen, FLEET_ANY);
    ck_assert_int_eq(again.generation, FLEET_GENERATION_MAX);
    ck_assert_str_eq(again.value, "QUJD");
    ck_assert_int_eq(again.ttl, FLEET_TTL_MAX);
    ck_assert_str_eq(again.lock, "wf:{0a}:l:1");
    ck_assert_str_eq(again.holder, "me");
    buffer_clear(&text);
}
END_TEST

START_TEST(a_call_has_what_it_needs)
{
    static const struct {
        const char *text, *flaw; /* NULL: it is fine */
    } calls[] = {
        { START "read\nname=n\n", NULL },
        { START "read\n", "name" },
        { START "read\nname=\n", "name" },
        { START "read\nname=a b\n", "name" },
        { START "acquire\nname=n\nlock=l\nholder=h\nttl=1\n", NULL },
        { START "acquire\nname=n\nlock=l\nholder=h\n", "ttl" },
        { START "acquire\nname=n\nlock=l\nttl=1\n", "holder" },
        { START "acquire\nname=n\nholder=h\nttl=1\n", "lock" },
        { START "publish\nname=n\ngeneration=1\nvalue=QUJD\nttl=1\n", NULL },
        { START "publish\nname=n\nvalue=QUJD\nttl=1\n", "generation" },
        { START "publish\nname=n\ngeneration=1\nttl=1\n", "value" },
        { START "publish\nname=n\ngeneration=1\nvalue=QUJD\n", "ttl" },
        { START "publish\nname=n\ngeneration=1\nvalue=QUJD\nttl=1\nlock=l\n", "holder" },
        { START "release\nlock=l\nholder=h\n", NULL },
        { START "release\nlock=l\n", "holder" },
        { START "write\nname=n\n", NULL },
        { START "write\nname=n\nvalue=QUJD\n", "generation" },
        { START "write\nname=n\nseen=-2\n", "seen" },
        { START "write\nname=n\nseen=1000000000000000\n", "seen" },
        { START "write\nname=n\ngeneration=-1\n", "generation" },
        { START "write\nname=n\ngeneration=1000000000000000\n", "generation" },
        { START "write\nname=n\ngeneration=1\nvalue=QUJ\nttl=1\n", "value" },
        { START "write\nname=n\nttl=7776000001\n", "ttl" },
        { START "erase\nname=n\n", "call" },
        { "version=1\ndeadline=2000\nname=n\n", "call" },
        { "version=2\ndeadline=2000\ncall=fleet-read\nname=n\n", "version" },
        { "version=1\ncall=fleet-read\nname=n\n", "deadline" },
        { "version=1\ndeadline=600001\ncall=fleet-read\nname=n\n", "deadline" },
        { START "read\nname=n\n\nmore", "rest" },
    };
    size_t i;

    for (i = 0; i < COUNT(calls); i++) {
        enum status expected = calls[i].flaw == NULL ? STATUS_OK : STATUS_MALFORMED;

        ck_assert_msg(call_read(calls[i].text) == expected, "%s", calls[i].text);
        if (calls[i].flaw != NULL)
            ck_assert_str_eq(fault.subject, calls[i].flaw);
    }
}
END_TEST

START_TEST(an_answer_can_be_believed_or_is_dropped)
{
    static const struct {
        const char *text, *flaw;
    } answers[] = {
        { "version=1\nstatus=not-found\n", NULL },
        { "version=1\nstatus=ok\ngeneration=999999999999999\nvalue=QQ==\nlock=taken\n", NULL },
        { "version=1\nstatus=ok\ngeneration=1000000000000000\nvalue=QQ==\n", "generation" },
        { "version=1\nstatus=ok\ngeneration=-1\nvalue=QQ==\n", "generation" },
        { "version=1\nstatus=ok\nvalue=QQ==\n", "generation" },
        { "version=1\nstatus=ok\ngeneration=1\n", "generation" },
        { "version=1\nstatus=ok\ngeneration=1\nvalue=Q===\n", "value" },
        { "version=1\nstatus=ok\ngeneration=1\nvalue=Q Q=\n", "value" },
        { "version=1\nstatus=ok\nlock=mine\n", "lock" },
        { "version=1\n", "status" },
        { "status=ok\n", "version" },
        { "version=1\nstatus=ok\nerror_description=\033[0m\n", "error_description" },
    };
    size_t i;

    for (i = 0; i < COUNT(answers); i++) {
        enum status expected = answers[i].flaw == NULL ? STATUS_OK : STATUS_MALFORMED;

        ck_assert_msg(answer_read(answers[i].text) == expected, "%s", answers[i].text);
        if (answers[i].flaw != NULL)
            ck_assert_str_eq(fault.subject, answers[i].flaw);
    }
}
END_TEST

START_TEST(names_and_values_have_a_length)
{
    static char text[FLEET_VALUE_MAX + 5];

    memset(text, 'A', FLEET_VALUE_MAX);
    ck_assert(fleet_value_is_valid(text));
    memset(text, 'A', FLEET_VALUE_MAX + 4);
    ck_assert(!fleet_value_is_valid(text));
    text[FLEET_NAME_MAX] = '\0';
    ck_assert(fleet_name_is_valid(text));
    text[FLEET_NAME_MAX] = 'A';
    text[FLEET_NAME_MAX + 1] = '\0';
    ck_assert(!fleet_name_is_valid(text));
    ck_assert(!fleet_value_is_valid(""));
}
END_TEST

int main(void)
{
    return suite_run("fleet",
                     SUITE(a_call_reads_back_as_it_was_written, a_call_has_what_it_needs,
                           an_answer_can_be_believed_or_is_dropped,
                           names_and_values_have_a_length));
}
