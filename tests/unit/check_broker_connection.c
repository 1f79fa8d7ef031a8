/* check_broker_connection.c: how long a caller of the broker is waited for, by a clock of our
 * own. */
#include "tests/lib/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/broker/connection.h"

enum { START = 1000000, REQUEST = 5000, ALL = 15000 /* milliseconds */, CALLERS = 20 };

static struct broker broker;
static struct sockaddr_un address;
static socklen_t address_size;
static char answer[4096];

static const char whole[] = "version=1\nprotocol=https\n\n";

/* What a helper or an account step is to be: it reads and says nothing. */
static char silent[256];

static void make_silent(void)
{
    static const char script[] = "#!/bin/sh\nexec sleep 60 2>/dev/null\n";
    const char *tmpdir = getenv("TMPDIR");
    int fd;

    snprintf(silent, sizeof silent, "%s/workfront-suite.XXXXXX",
             tmpdir != NULL ? tmpdir : "/tmp");
    fd = mkstemp(silent);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, script, sizeof script - 1), sizeof script - 1);
    ck_assert_int_eq(fchmod(fd, 0700), 0);
    close(fd);
}

static void given_policy(const char *text)
{
    struct policy *policy = calloc(1, sizeof *policy);

    ck_assert_ptr_nonnull(policy);
    policy->users = 1;
    policy->rules.text = (struct buffer)BUFFER(BROKER_RULES_MAX);
    buffer_text(&policy->rules.text, text);
    ck_assert_int_eq(broker_rules_parse(&policy->rules, NULL, NULL), STATUS_OK);
    policy_release(broker.policy);
    broker.policy = policy;
}

/* The kernel finds a name for the socket. */
static void setup(void)
{
    static const struct sockaddr any = { .sa_family = AF_UNIX };
    struct listener *listener = &broker.listeners.item[0];

    suite_setup();
    make_silent();
    *listener = (struct listener){ .name = "ci" };
    broker.listeners.count = 1;
    broker.limits.rate = LIMIT_RATE;
    broker.helper = silent;
    broker.now = START;
    given_policy("allow any socket=ci profile=default\n");
    listener->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    ck_assert_int_eq(bind(listener->fd, &any, sizeof any.sa_family), 0);
    ck_assert_int_eq(listen(listener->fd, CALLERS), 0);
    address_size = sizeof address;
    ck_assert_int_eq(getsockname(listener->fd, (struct sockaddr *)&address, &address_size), 0);
}

static void teardown(void)
{
    struct connection *connection, *end = broker.connection + CONNECTIONS;

    for (connection = broker.connection; connection < end; connection++)
        if (connection->child > 0)
            kill(-connection->child, SIGKILL);
    unlink(silent);
}

/* A caller who says `text`, let in: its socket. */
static int call(const char *text)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    ck_assert_int_eq(connect(fd, (struct sockaddr *)&address, address_size), 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    ck_assert(connection_accept(&broker, &broker.listeners.item[0]));
    return fd;
}

/* Time goes by: whoever's ended is ended. */
static void pass(int64_t milliseconds)
{
    struct connection *connection, *end = broker.connection + CONNECTIONS;

    broker.now += milliseconds;
    for (connection = broker.connection; connection < end; connection++)
        if (connection->stage != STAGE_NONE && broker.now >= connection->deadline)
            connection_expire(&broker, connection);
}

static bool is_answered(int fd)
{
    struct pollfd ready = { .fd = fd, .events = POLLIN };

    return poll(&ready, 1, 0) == 1;
}

/* All that the caller is told, to the end. */
static const char *hear(int fd)
{
    size_t length = 0;
    ssize_t got;

    while ((got = read(fd, answer + length, sizeof answer - 1 - length)) > 0)
        length += (size_t)got;
    answer[length] = '\0';
    close(fd);
    return answer;
}

static void ends_with(int fd, const char *status)
{
    char line[64];

    ck_assert(is_answered(fd));
    snprintf(line, sizeof line, "status=%s\n", status);
    ck_assert_msg(strstr(hear(fd), line) != NULL, "\"%s\" isn't %s", answer, status);
    ck_assert_int_eq(broker.connection[0].stage, STAGE_NONE);
}

START_TEST(half_a_request_is_waited_for_five_seconds)
{
    int fd = call("version=1\nproto");

    pass(REQUEST - 1);
    ck_assert(!is_answered(fd));
    pass(1);
    ends_with(fd, "timeout");
}
END_TEST

START_TEST(so_is_silence)
{
    int fd = call("");

    pass(REQUEST - 1);
    ck_assert(!is_answered(fd));
    pass(1);
    ends_with(fd, "timeout");
}
END_TEST

START_TEST(a_byte_at_a_time_gains_no_time)
{
    int fd = call("v"), i;

    for (i = 0; i < 9; i++) {
        pass(REQUEST / 10);
        ck_assert_int_eq(write(fd, "v", 1), 1);
        connection_read(&broker, &broker.connection[0]);
        ck_assert_int_eq(broker.connection[0].stage, STAGE_READING);
    }
    pass(REQUEST / 10);
    ends_with(fd, "timeout");
}
END_TEST

START_TEST(a_helper_that_says_nothing_has_fifteen_seconds)
{
    int fd = call(whole), how;
    pid_t child;

    connections_serve(&broker);
    child = broker.connection[0].child;
    ck_assert_int_gt(child, 0);
    pass(ALL - 1);
    ck_assert(!is_answered(fd));
    pass(1);
    ends_with(fd, "timeout");
    ck_assert_int_eq(waitpid(child, &how, 0), child);
    ck_assert(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
    ck_assert_int_eq(broker.limits.item[0].open, 0);
    ck_assert_int_eq(broker.limits.item[0].helpers, 0);
}
END_TEST

START_TEST(what_a_slow_request_took_is_missing_then)
{
    int fd = call("version=1\n");

    pass(REQUEST - 1);
    ck_assert_int_eq(write(fd, "\n", 1), 1);
    connection_read(&broker, &broker.connection[0]);
    connections_serve(&broker);
    ck_assert_int_eq(broker.connection[0].stage, STAGE_SERVING);
    pass(ALL - REQUEST);
    ck_assert(!is_answered(fd));
    pass(1);
    ends_with(fd, "timeout");
}
END_TEST

START_TEST(who_waits_for_a_helper_is_told_when_to_come_again)
{
    int fd = call(whole);

    broker.connection[0].limit->helpers = LIMIT_HELPERS;
    connections_serve(&broker);
    ck_assert_int_eq(broker.connection[0].stage, STAGE_WAITING);
    pass(ALL - 1);
    ck_assert(!is_answered(fd));
    pass(1);
    ends_with(fd, "busy");
    ck_assert_ptr_nonnull(strstr(answer, "retry_after=1\n"));
}
END_TEST

/* Two steps of ten seconds each. */
START_TEST(account_steps_have_no_more_than_all)
{
    char text[1024];
    int fd;

    snprintf(text, sizeof text,
             "account optional exec path=%s timeout=10\naccount optional exec path=%s "
             "timeout=10\nallow any socket=ci profile=default\n",
             silent, silent);
    given_policy(text);
    fd = call(whole);
    ck_assert_int_eq(broker.connection[0].stage, STAGE_ACCOUNT);
    pass(10000);
    ck_assert_int_eq(broker.connection[0].stage, STAGE_ACCOUNT);
    pass(4999);
    ck_assert(!is_answered(fd));
    pass(1);
    ends_with(fd, "timeout");
}
END_TEST

START_TEST(an_answer_that_nobody_reads_ends_too)
{
    struct connection *connection = &broker.connection[0];
    int fd = call(whole);

    connections_serve(&broker);
    connection->stage = STAGE_WRITING;
    connection->limit->helpers--;
    connection->deadline = broker.now + REQUEST;
    pass(REQUEST);
    ck_assert_int_eq(connection->stage, STAGE_NONE);
    ck_assert_str_eq(hear(fd), "");
}
END_TEST

START_TEST(others_are_served_meanwhile)
{
    int slow[CALLERS - 1], fd, i;

    for (i = 0; i < CALLERS - 1; i++)
        slow[i] = call("version=1\npro");
    fd = call("version=2\n\n");
    ck_assert(is_answered(fd));
    ck_assert_ptr_nonnull(strstr(hear(fd), "status=malformed\n"));
    pass(REQUEST);
    for (i = 0; i < CALLERS - 1; i++)
        ends_with(slow[i], "timeout");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("broker_connection");

    suite_add_tests(suite, "broker_connection", setup, teardown,
                    SUITE(half_a_request_is_waited_for_five_seconds, so_is_silence,
                          a_byte_at_a_time_gains_no_time,
                          a_helper_that_says_nothing_has_fifteen_seconds,
                          what_a_slow_request_took_is_missing_then,
                          who_waits_for_a_helper_is_told_when_to_come_again,
                          account_steps_have_no_more_than_all,
                          an_answer_that_nobody_reads_ends_too, others_are_served_meanwhile));
    return suite_run_all(suite, NULL);
}
