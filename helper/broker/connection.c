/* connection.c: what becomes of a caller. */
#include "helper/broker/connection.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "helper/broker/job.h"
#include "protocol/buffer.h"

enum {
    REQUEST_MS = 5000, /* until a request is whole */
    ALL_MS = 15000,
    WRITE_MS = 5000,
    GROUPS = 1024,
    PIECE = 4096,
    YEAR = 31536000,
};

void policy_release(struct policy *policy)
{
    if (policy == NULL || --policy->users > 0)
        return;
    broker_rules_clear(&policy->rules);
    free(policy);
}

static void child_forget(struct connection *connection)
{
    if (connection->child > 0)
        kill(-connection->child, SIGKILL);
    if (connection->stage == STAGE_SERVING)
        connection->limit->helpers--;
    connection->child = -1;
    fd_close(&connection->to);
    fd_close(&connection->from);
    buffer_clear(&connection->input);
}

/* What came and nobody read would take the answer with it. */
static void drain_socket(int fd)
{
    char rest[PIECE];
    int pieces = BROKER_REQUEST_MAX / PIECE;

    while (pieces-- > 0 && recv(fd, rest, sizeof rest, MSG_DONTWAIT) > 0)
        continue;
    explicit_bzero(rest, sizeof rest);
}

static void connection_end(struct connection *connection)
{
    child_forget(connection);
    drain_socket(connection->fd);
    shutdown(connection->fd, SHUT_RDWR);
    fd_close(&connection->fd);
    connection->limit->open--;
    buffer_clear(&connection->text);
    policy_release(connection->policy);
    *connection = (struct connection){ .stage = STAGE_NONE };
}

void connection_write(struct connection *connection)
{
    const struct buffer *text = &connection->text;
    ssize_t wrote = send(connection->fd, text->data + connection->written,
                         text->length - connection->written, MSG_NOSIGNAL | MSG_DONTWAIT);

    if (wrote > 0)
        connection->written += (size_t)wrote;
    if (connection->written == text->length || (wrote < 0 && errno != EAGAIN && errno != EINTR))
        connection_end(connection);
}

static void begin_writing(struct broker *broker, struct connection *connection)
{
    child_forget(connection);
    connection->stage = STAGE_WRITING;
    connection->deadline = broker->now + WRITE_MS;
    connection->written = 0;
    connection_write(connection);
}

/* An answer of the broker's own. */
static void answer_status(struct broker *broker, struct connection *connection,
                          enum status status, const char *message)
{
    const struct broker_answer made = { .status = status_name(status),
                                        .message = message,
                                        .retry_after = status == STATUS_BUSY };

    buffer_clear(&connection->text);
    broker_answer_write(&connection->text, &made);
    begin_writing(broker, connection);
}

/* The same to who isn't let in: without waiting for what it asks, or to be read. */
static void send_away(int fd)
{
    struct buffer text = BUFFER(PIECE);
    const struct broker_answer made = { .status = status_name(STATUS_BUSY),
                                        .message = "too many requests at once",
                                        .retry_after = 1 };

    broker_answer_write(&text, &made);
    drain_socket(fd);
    send(fd, text.data, text.length, MSG_NOSIGNAL | MSG_DONTWAIT);
    shutdown(fd, SHUT_WR);
    drain_socket(fd);
    buffer_clear(&text);
    close(fd);
}

static void refuse_request(struct broker *broker, struct connection *connection)
{
    unsigned count = limits_refuse(&broker->limits, connection->limit, broker->now);
    char who[96];

    snprintf(who, sizeof who, "uid %lu, socket %s", (unsigned long)connection->uid,
             connection->listener->name);
    if (count > 0)
        job_refuse(broker, connection, count);
    answer_status(broker, connection, STATUS_DENIED, who);
}

static void ask_account(struct broker *broker, struct connection *connection)
{
    const struct broker_rules *rules = &connection->policy->rules;
    struct broker_walk *walk = &connection->walk;

    for (; !broker_walk_is_over(walk, rules); broker_walk_step(walk, rules, false)) {
        connection->stage = STAGE_ACCOUNT;
        connection->deadline = broker->now + 1000 * rules->account[walk->next].timeout;
        if (connection->deadline > connection->end)
            connection->deadline = connection->end;
        if (job_account(connection))
            return;
    }
    if (!broker_walk_allows(walk, rules)) {
        refuse_request(broker, connection);
        return;
    }
    connection->stage = STAGE_WAITING;
    connection->deadline = connection->end;
}

static struct broker_decision
decide_request(struct broker *broker, struct connection *connection, int64_t min_validity)
{
    static uint32_t groups[GROUPS];
    socklen_t size = sizeof groups;
    struct broker_caller caller = {
        .uid = connection->uid,
        .gid = connection->gid,
        .group = groups,
        .socket = connection->listener->name,
    };

    if (getsockopt(connection->fd, SOL_SOCKET, SO_PEERGROUPS, groups, &size) == 0)
        caller.groups = size / sizeof groups[0];
    return broker_rules_decide(&broker->policy->rules, &caller, text_or_null(connection->host),
                               min_validity);
}

/* What is wrong with a request, and its validity. */
static enum status check_request(struct connection *connection, int64_t *min_validity)
{
    struct broker_request *request = &connection->request;
    enum status status = broker_request_read(request, &connection->text);

    *min_validity = -1;
    if (status != STATUS_OK)
        return status;
    if (request->operation == NULL)
        request->operation = "get";
    if (strcmp(request->operation, "get") != 0 && strcmp(request->operation, "erase") != 0)
        return STATUS_DENIED;
    if (request->min_validity != NULL && (!record_number(request->min_validity, min_validity) ||
                                          *min_validity < 0 || *min_validity > YEAR))
        return STATUS_MALFORMED;
    if ((request->protocol != NULL && strcmp(request->protocol, "https") != 0) ||
        (request->host != NULL && !host_canonical(connection->host, request->host)))
        return STATUS_NOT_FOUND;
    return STATUS_OK;
}

static void take_request(struct broker *broker, struct connection *connection)
{
    struct broker_decision decision = { STATUS_OK, NULL };
    int64_t min_validity;
    enum status status = check_request(connection, &min_validity);
    char most[64];

    if (status != STATUS_OK && status != STATUS_DENIED) {
        answer_status(broker, connection, status, "the request can't be answered");
        return;
    }
    if (status == STATUS_OK)
        decision = decide_request(broker, connection, min_validity);
    connection->rule = decision.rule;
    connection->policy = broker->policy;
    broker->policy->users++;
    if (status == STATUS_DENIED || decision.status == STATUS_DENIED) {
        refuse_request(broker, connection);
    } else if (decision.status == STATUS_VALIDITY) {
        snprintf(most, sizeof most, "%lld seconds may be asked for",
                 (long long)decision.rule->min_validity);
        answer_status(broker, connection, STATUS_VALIDITY, most);
    } else {
        ask_account(broker, connection);
    }
}

void connection_read(struct broker *broker, struct connection *connection)
{
    struct buffer *text = &connection->text;
    size_t left = text->maximum - text->length;
    char *room = buffer_room(text, left < PIECE ? left : PIECE);
    ssize_t got =
        room != NULL ? recv(connection->fd, room, left < PIECE ? left : PIECE, 0) : -1;

    if (got < 0 && room != NULL && (errno == EAGAIN || errno == EINTR))
        return;
    if (room == NULL || left == 0)
        answer_status(broker, connection, room == NULL ? STATUS_NO_MEMORY : STATUS_TOO_LONG,
                      "the request is too long");
    else if (got < 0 || (got == 0 && text->length == 0))
        connection_end(connection);
    else {
        text->length += (size_t)got;
        text->data[text->length] = '\0';
        if (got == 0 || record_is_whole(text))
            take_request(broker, connection);
    }
}

void connection_send_input(struct connection *connection)
{
    const struct buffer *input = &connection->input;
    ssize_t wrote =
        write(connection->to, input->data + connection->sent, input->length - connection->sent);

    if (wrote > 0)
        connection->sent += (size_t)wrote;
    if (connection->sent == input->length || (wrote < 0 && errno != EAGAIN && errno != EINTR)) {
        fd_close(&connection->to);
        buffer_clear(&connection->input);
    }
}

/* Of account lines only the exit status counts. */
static void drop_output(struct connection *connection)
{
    char dropped[PIECE];
    ssize_t got = read(connection->from, dropped, sizeof dropped);

    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
        fd_close(&connection->from);
}

void connection_receive(struct broker *broker, struct connection *connection)
{
    struct buffer *text = &connection->text;
    size_t left = text->maximum - text->length, piece = left < PIECE ? left : PIECE;
    char *room = connection->stage == STAGE_SERVING ? buffer_room(text, piece) : NULL;
    ssize_t got = room != NULL && piece > 0 ? read(connection->from, room, piece) : -1;

    if (connection->stage == STAGE_ACCOUNT) {
        drop_output(connection);
        return;
    }
    if (got < 0 && piece > 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got > 0) {
        text->length += (size_t)got;
        text->data[text->length] = '\0';
        if (!record_is_whole(text))
            return;
        connection->child = -1;
        begin_writing(broker, connection);
        return;
    }
    answer_status(broker, connection, STATUS_INTERNAL, "no answer could be made");
}

void connection_child_ended(struct broker *broker, struct connection *connection, int how)
{
    connection->child = -1;
    if (connection->stage != STAGE_ACCOUNT)
        return;
    child_forget(connection);
    broker_walk_step(&connection->walk, &connection->policy->rules,
                     WIFEXITED(how) && WEXITSTATUS(how) == 0);
    ask_account(broker, connection);
}

void connection_expire(struct broker *broker, struct connection *connection)
{
    bool is_over = broker->now >= connection->end;

    if (connection->stage == STAGE_ACCOUNT && !is_over) {
        child_forget(connection);
        broker_walk_step(&connection->walk, &connection->policy->rules, false);
        ask_account(broker, connection);
    } else if (connection->stage == STAGE_READING) {
        answer_status(broker, connection, STATUS_TIMEOUT, "the request didn't come");
    } else if (connection->stage == STAGE_WRITING) {
        connection_end(connection);
    } else {
        answer_status(broker, connection,
                      connection->stage == STAGE_WAITING ? STATUS_BUSY : STATUS_TIMEOUT,
                      "no answer was made in time");
    }
}

static bool may_start(const struct connection *connection)
{
    return connection->stage == STAGE_WAITING && connection->limit->helpers < LIMIT_HELPERS;
}

/* In the order of arrival. */
static struct connection *next_to_serve(struct broker *broker)
{
    struct connection *next = NULL, *connection;

    for (connection = broker->connection; connection < broker->connection + CONNECTIONS;
         connection++)
        if (may_start(connection) && (next == NULL || connection->number < next->number))
            next = connection;
    return next;
}

void connections_serve(struct broker *broker)
{
    struct connection *connection;

    while ((connection = next_to_serve(broker)) != NULL) {
        if (!job_serve(broker, connection)) {
            answer_status(broker, connection, STATUS_BUSY, "no helper can be started");
            continue;
        }
        connection->stage = STAGE_SERVING;
        connection->limit->helpers++;
        buffer_clear(&connection->text);
        connection->text.maximum = BROKER_ANSWER_MAX;
    }
}

/* A free place, or that of who has been silent for longest. */
static struct connection *take_place(struct broker *broker)
{
    struct connection *silent = NULL, *connection;

    for (connection = broker->connection; connection < broker->connection + CONNECTIONS;
         connection++) {
        if (connection->stage == STAGE_NONE)
            return connection;
        if (connection->stage == STAGE_READING &&
            (silent == NULL || connection->number < silent->number))
            silent = connection;
    }
    if (silent != NULL)
        answer_status(broker, silent, STATUS_BUSY, "too many requests at once");
    return silent != NULL && silent->stage == STAGE_NONE ? silent : NULL;
}

bool connection_accept(struct broker *broker, struct listener *listener)
{
    int fd = accept4(listener->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    struct connection *connection;
    struct ucred peer;
    socklen_t size = sizeof peer;
    struct limit *limit;

    if (fd < 0)
        return false;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
        close(fd);
        return true;
    }
    limit = limits_find(&broker->limits, listener, peer.uid, broker->now);
    connection = take_place(broker);
    if (connection == NULL || !limits_admit(limit)) {
        send_away(fd);
        return true;
    }
    *connection = (struct connection){
        .stage = STAGE_READING,
        .fd = fd,
        .listener = listener,
        .limit = limit,
        .pid = peer.pid,
        .uid = peer.uid,
        .gid = peer.gid,
        .number = broker->accepted++,
        .deadline = broker->now + REQUEST_MS,
        .end = broker->now + ALL_MS,
        .text = BUFFER(BROKER_REQUEST_MAX),
        .child = -1,
        .to = -1,
        .from = -1,
        .input = BUFFER(BROKER_REQUEST_MAX),
    };
    connection_read(broker, connection);
    return true;
}
