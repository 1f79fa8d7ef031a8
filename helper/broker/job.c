/* job.c: command lines and what is written to them. */
#include "helper/broker/job.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "protocol/spawn.h"

enum { NUMBER = 24, SPARE_MS = 5000 /* half of what it waits for a request */ };

static char program[] = "workfront-credential", command[] = "serve-one",
            alone[] = "--non-interactive", quiet[] = "--quiet";
static char *const helper_line[] = { program, command, alone, quiet, NULL };

static bool begin_child(struct connection *connection, pid_t child)
{
    connection->child = child;
    connection->sent = 0;
    if (child < 0)
        buffer_clear(&connection->input);
    else
        connection_send_input(connection);
    return child >= 0;
}

static bool start_child(const char *path, char *const *arguments, char *const *environment,
                        struct connection *connection)
{
    const struct spawn spawn = {
        .path = path, .arguments = arguments, .environment = environment, .is_group = true
    };

    return begin_child(connection, spawn_start(&spawn, &connection->to, &connection->from));
}

static void write_order(struct connection *connection, const char *operation, unsigned refused)
{
    const struct broker_rule *rule = connection->rule;
    char caller[2 * NUMBER + BROKER_SOCKET_MAX + 24];
    const struct broker_order order = {
        .operation = operation,
        .caller = caller,
        .profile = rule != NULL ? rule->profile : NULL,
        .min_validity = refused > 0 ? NULL : connection->request.min_validity,
        .refused = refused,
    };

    snprintf(caller, sizeof caller, "uid=%lu,pid=%ld,socket=%s", (unsigned long)connection->uid,
             (long)connection->pid, connection->listener->name);
    broker_order_write(&connection->input, &order);
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
    write_order(connection, asked->operation, 0);
    broker_request_write(&connection->input, &made);
}

bool job_serve(struct broker *broker, struct connection *connection)
{
    const struct spare spare = broker->spare;

    write_request(connection);
    if (buffer_status(&connection->input) != STATUS_OK)
        return false;
    broker->wants_spare = true;
    if (spare.child <= 0 || broker->now >= spare.until)
        return start_child(broker->helper, helper_line, environ, connection);
    broker->spare = (struct spare){ 0 };
    connection->to = spare.to;
    connection->from = spare.from;
    return begin_child(connection, spare.child);
}

void job_ready_spare(struct broker *broker)
{
    struct spare *spare = &broker->spare;
    const struct spawn spawn = { .path = broker->helper,
                                 .arguments = helper_line,
                                 .environment = environ,
                                 .is_group = true };

    if (spare->child > 0 && broker->now >= spare->until)
        job_drop_spare(broker);
    if (spare->child > 0 || !broker->wants_spare)
        return;
    broker->wants_spare = false;
    spare->until = broker->now + SPARE_MS;
    spare->child = spawn_start(&spawn, &spare->to, &spare->from);
}

void job_drop_spare(struct broker *broker)
{
    struct spare *spare = &broker->spare;

    if (spare->child > 0) {
        close(spare->to);
        close(spare->from);
    }
    *spare = (struct spare){ 0 };
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
    const struct broker_request made = { .protocol = "https",
                                         .host = text_or_null(connection->host) };

    apart.input = (struct buffer)BUFFER(BROKER_REQUEST_MAX);
    write_order(&apart, "refuse", count);
    broker_request_write(&apart.input, &made);
    if (start_child(broker->helper, helper_line, environ, &apart)) {
        fd_close(&apart.to);
        fd_close(&apart.from);
    }
    buffer_clear(&apart.input);
}
