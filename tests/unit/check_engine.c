/* check_engine.c: what the program of a fleet's cache is started with, and what becomes of each
 * answer that it may give. */
#include "tests/lib/suite.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "helper/token/engine.h"
#include "protocol/spawn.h"

static const char *answer;
static enum status ended;
/* Of the last call; the rest is "". */
static char environment[8][PATH_MAX], arguments[8][PATH_MAX];
static bool was_group, was_jailed;
static struct buffer heard = BUFFER(FLEET_CALL_MAX);
static struct fault fault;

enum status __wrap_spawn_run(const struct spawn *spawn, const struct buffer *input,
                             struct buffer *output, struct fault *why);

static void keep(char to[8][PATH_MAX], char *const *from)
{
    size_t i;

    memset(to, 0, 8 * sizeof to[0]);
    for (i = 0; i < 8 && from[i] != NULL; i++)
        ck_assert_int_lt(snprintf(to[i], sizeof to[i], "%s", from[i]), sizeof to[i]);
}

enum status __wrap_spawn_run(const struct spawn *spawn, const struct buffer *input,
                             struct buffer *output, struct fault *why)
{
    keep(environment, spawn->environment);
    keep(arguments, spawn->arguments);
    was_group = spawn->is_group;
    was_jailed = spawn->is_jailed;
    buffer_clear(&heard);
    buffer_append(&heard, input->data, input->length);
    if (ended == STATUS_OK)
        buffer_text(output, answer);
    return ended == STATUS_OK ? STATUS_OK : fault_set(why, ended, 0, spawn->path, NULL);
}

static const struct fleet_call reading = { .call = FLEET_READ, .name = "n" };

static const struct engine redis = { .endpoint = { { "rediss://a:1" }, 1 },
                                     .user = "u",
                                     .password = "pass-word-0",
                                     .deadline = 2000 };

static enum status ask(const struct engine *engine, const struct fleet_call *call,
                       const char *text)
{
    struct engine_reply reply = ENGINE_REPLY;
    enum status status;

    fault = (struct fault){ 0 };
    answer = text;
    status = engine_ask(engine, call, &reply, &fault);
    engine_reply_clear(&reply);
    return status;
}

#define OK "version=1\nstatus=ok\n"

START_TEST(each_answer_becomes_a_status)
{
    static const struct fleet_call acquiring = {
        .call = FLEET_ACQUIRE, .name = "n", .seen = 4, .lock = "l", .holder = "h", .ttl = 1
    };
    static const struct fleet_call publishing = {
        .call = FLEET_PUBLISH, .name = "n", .generation = 1, .value = "QQ==", .ttl = 1
    };
    static const struct {
        const struct fleet_call *call;
        const char *answer;
        enum status status;
        enum cause cause;
    } cases[] = {
        { &reading, OK "generation=1\nvalue=QQ==\n", STATUS_OK, CAUSE_NONE },
        { &reading, OK, STATUS_UNEXPECTED, CAUSE_ENGINE_ANSWER },
        { &reading, "version=1\nstatus=not-found\n", STATUS_NOT_FOUND, CAUSE_NONE },
        { &reading, "version=1\nstatus=not-found\ngeneration=1\nvalue=QQ==\n",
          STATUS_UNEXPECTED, CAUSE_ENGINE_ANSWER },
        { &acquiring, "version=1\nstatus=not-found\n", STATUS_UNEXPECTED, CAUSE_ENGINE_ANSWER },
        { &acquiring, OK "lock=taken\n", STATUS_OK, CAUSE_NONE },
        { &acquiring, OK "lock=held\ngeneration=4\nvalue=QQ==\n", STATUS_OK, CAUSE_NONE },
        { &acquiring, OK "generation=5\nvalue=QQ==\n", STATUS_OK, CAUSE_NONE },
        { &acquiring, OK "generation=4\nvalue=QQ==\n", STATUS_UNEXPECTED, CAUSE_ENGINE_ANSWER },
        { &publishing, OK, STATUS_OK, CAUSE_NONE },
        { &publishing, OK "late=1\ngeneration=5\nvalue=QQ==\n", STATUS_OK, CAUSE_NONE },
        { &publishing, OK "lock=taken\n", STATUS_UNEXPECTED, CAUSE_ENGINE_ANSWER },
        { &reading, "version=1\nstatus=refused\nerror=login\n", STATUS_UNEXPECTED,
          CAUSE_ENGINE_LOGIN },
        { &reading, "version=1\nstatus=refused\nerror=permission\n", STATUS_UNEXPECTED,
          CAUSE_ENGINE_PERMISSION },
        { &reading, "version=1\nstatus=refused\n", STATUS_UNEXPECTED, CAUSE_ENGINE_ANSWER },
        { &reading, "version=1\nstatus=unreachable\nerror=tls-certificate\n", STATUS_UNEXPECTED,
          CAUSE_ENGINE_TLS },
        { &reading, "version=1\nstatus=unreachable\nerror=connect\n", STATUS_UNREACHABLE,
          CAUSE_ENGINE_GONE },
        { &reading, "version=1\nstatus=unreachable\n", STATUS_UNREACHABLE, CAUSE_ENGINE_GONE },
        { &reading, "version=1\nstatus=locked\n", STATUS_UNEXPECTED, CAUSE_ENGINE_ANSWER },
        { &reading, "version=1\nstatus=no-memory\n", STATUS_NO_MEMORY, CAUSE_NONE },
        { &reading, "nothing", STATUS_UNEXPECTED, CAUSE_ENGINE_ANSWER },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        ck_assert_msg(ask(&redis, cases[i].call, cases[i].answer) == cases[i].status, "%s",
                      cases[i].answer);
        ck_assert_int_eq(fault.cause, cases[i].cause);
        if (cases[i].status != STATUS_OK)
            ck_assert_str_eq(fault.subject, "rediss://a:1");
    }
}
END_TEST

START_TEST(the_password_goes_through_the_pipe_alone)
{
    size_t i;

    unsetenv("CURL_CA_BUNDLE");
    unsetenv("SSL_CERT_FILE");
    setenv("SSL_CERT_DIR", "/certificates", 1);
    setenv("https_proxy", "http://proxy.example.com", 1);
    ck_assert_int_eq(ask(&redis, &reading, "version=1\nstatus=not-found\n"), STATUS_NOT_FOUND);
    ck_assert(was_jailed && !was_group);
    ck_assert_ptr_nonnull(strstr(heard.data, "\npassword=pass-word-0\n"));
    ck_assert_ptr_nonnull(strstr(heard.data, "\ndeadline=1600\n"));
    ck_assert_str_eq(arguments[1], "");
    ck_assert_str_eq(environment[0], "SSL_CERT_DIR=/certificates");
    for (i = 0; arguments[i][0] != '\0'; i++)
        ck_assert_ptr_null(strstr(arguments[i], "pass-word"));
    ck_assert_str_eq(environment[1], "");
    ask(&redis, &reading,
        "version=1\nstatus=unexpected\nerror=engine\nerror_description=pass-word-0!\n");
    ck_assert_ptr_null(strstr(fault.detail, "pass-word-0"));
}
END_TEST

START_TEST(a_file_of_certificates_counts_alone)
{
    struct engine engine = redis;

    engine.ca = "/ca.pem";
    setenv("CURL_CA_BUNDLE", "/other", 1);
    ask(&engine, &reading, OK);
    ck_assert_str_eq(environment[0], "SSL_CERT_FILE=/ca.pem");
    ck_assert_str_eq(environment[1], "");
}
END_TEST

START_TEST(a_program_of_the_users_hears_no_password)
{
    struct engine engine = redis;

    engine.exec = "/nonexistent/program";
    ck_assert_int_eq(ask(&engine, &reading, OK), STATUS_IO);
    engine.exec = "/bin/cat";
    engine.argument = (struct string_list){ { "-u" }, 1 };
    engine.variable = (struct string_list){ { "KUBECONFIG" }, 1 };
    setenv("KUBECONFIG", "/k", 1);
    ck_assert_int_eq(ask(&engine, &reading, OK "generation=1\nvalue=QQ==\n"), STATUS_OK);
    ck_assert(was_group && !was_jailed);
    ck_assert_str_eq(arguments[0], "/bin/cat");
    ck_assert_str_eq(arguments[1], "-u");
    ck_assert_str_eq(environment[0], "KUBECONFIG=/k");
    ck_assert_str_eq(environment[1], "");
    ck_assert_ptr_null(strstr(heard.data, "password"));
    ck_assert_ptr_null(strstr(heard.data, "endpoint"));
}
END_TEST

START_TEST(a_program_that_ends_otherwise_is_told)
{
    ended = STATUS_TIMEOUT;
    ck_assert_int_eq(ask(&redis, &reading, ""), STATUS_UNREACHABLE);
    ck_assert_int_eq(fault.cause, CAUSE_ENGINE_GONE);
    ended = STATUS_TOO_LONG;
    ck_assert_int_eq(ask(&redis, &reading, ""), STATUS_UNEXPECTED);
    ck_assert_int_eq(fault.cause, CAUSE_ENGINE_ANSWER);
    ended = STATUS_OK;
}
END_TEST

int main(void)
{
    return suite_run("engine", SUITE(each_answer_becomes_a_status,
                                     the_password_goes_through_the_pipe_alone,
                                     a_file_of_certificates_counts_alone,
                                     a_program_of_the_users_hears_no_password,
                                     a_program_that_ends_otherwise_is_told));
}
