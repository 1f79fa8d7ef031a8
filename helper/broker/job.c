/* job.c: command lines and what is written to them. */
#include "helper/broker/job.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "protocol/spawn.h"

enum { ARGUMENTS = 12, NUMBER = 24 };

/* argv of the helper; the strings that aren't constant lie beside it. */
struct job_line {
    char *argument[ARGUMENTS];
    size_t count;
    char caller[2 * NUMBER + BROKER_SOCKET_MAX + 24], number[NUMBER];
};

static void add_word(struct job_line *line, const char *word)
{
    line->argument[line->count++] = (char *)(uintptr_t)word;
}

static void begin_line(struct job_line *line, const struct connection *connection,
                       const char *operation)
{
    snprintf(line->caller, sizeof line->caller, "uid=%lu,pid=%ld,socket=%s",
             (unsigned long)connection->uid, (long)connection->pid, connection->listener->name);
    add_word(line, "workfront-credential");
    add_word(line, "serve-one");
    add_word(line, operation);
    add_word(line, "--non-interactive");
    add_word(line, "--quiet");
    add_word(line, "--caller");
    add_word(line, line->caller);
    if (connection->rule != NULL && connection->rule->profile != NULL) {
        add_word(line, "--profile");
        add_word(line, connection->rule->profile);
    }
}

static void add_number(struct job_line *line, const char *option, const char *number)
{
    snprintf(line->number, sizeof line->number, "%s", number);
    add_word(line, option);
    add_word(line, line->number);
}

static bool start_child(const char *path, char *const *arguments, char *const *environment,
                        struct connection *connection)
{
    const struct spawn spawn = {
        .path = path, .arguments = arguments, .environment = environment, .is_group = true
    };

    connection->sent = 0;
    connection->child = spawn_start(&spawn, &connection->to, &connection->from);
    if (connection->child < 0)
        buffer_clear(&connection->input);
    else
        connection_send_input(connection);
    return connection->child >= 0;
}

/* Where the rule has a host, the caller named that or none. */
static void write_request(struct connection *connection)
{
    const struct broker_request *asked = &connection->request;
    const char *host = connection->host[0] != '\0' ? connection->host : connection->rule->host;
    struct broker_request made = {
        .protocol = "https",
        .host = host,
        .username = asked->username,
        .password = asked->credential != NULL ? asked->credential : asked->password,
    };

    if (string_list_contain(&asked->capability, "authtype"))
        made.capability = (struct string_list){ { "authtype" }, 1 };
    broker_request_write(&connection->input, &made);
}

bool job_serve(struct broker *broker, struct connection *connection)
{
    const struct broker_request *asked = &connection->request;
    struct job_line line = { .count = 0 };

    begin_line(&line, connection, asked->operation);
    if (asked->min_validity != NULL)
        add_number(&line, "--min-validity", asked->min_validity);
    write_request(connection);
    return buffer_status(&connection->input) == STATUS_OK &&
           start_child(broker->helper, line.argument, environ, connection);
}

bool job_account(struct connection *connection)
{
    static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    static char *const environment[] = { path, NULL };
    const struct broker_account *account =
        &connection->policy->rules.account[connection->walk.next];
    char *const arguments[] = { (char *)(uintptr_t)account->path, NULL };
    struct buffer *input = &connection->input;

    record_put_number(input, "uid", connection->uid);
    record_put_number(input, "gid", connection->gid);
    record_put_number(input, "pid", connection->pid);
    record_put(input, "socket", connection->listener->name);
    record_put(input, "profile", connection->rule->profile);
    record_put(input, "host", connection->host);
    record_end(input);
    return start_child(account->path, arguments, environment, connection);
}

void job_refuse(struct broker *broker, const struct connection *connection, unsigned count)
{
    struct connection apart = *connection;
    struct job_line line = { .count = 0 };
    const struct broker_request made = { .protocol = "https",
                                         .host = text_or_null(connection->host) };
    char number[NUMBER];

    snprintf(number, sizeof number, "%u", count);
    begin_line(&line, connection, "refuse");
    add_number(&line, "--refused", number);
    apart.input = (struct buffer)BUFFER(BROKER_REQUEST_MAX);
    broker_request_write(&apart.input, &made);
    if (start_child(broker->helper, line.argument, environ, &apart)) {
        fd_close(&apart.to);
        fd_close(&apart.from);
    }
    buffer_clear(&apart.input);
}
