/* main.c: workfront-credential-broker: one loop for all callers. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/broker/job.h"
#include "helper/broker/tell.h"
#include "helper/broker_file.h"
#include "helper/harden.h"
#include "helper/paths.h"
#include "protocol/clock.h"
#include "protocol/record.h"

enum {
    FILES = 4096,     /* descriptors that may be open */
    ACCEPTS = 64,     /* callers that are let in a turn */
    PAUSE_MS = 100,   /* when no more descriptors can be had */
    LEAVE_MS = 65000, /* for what is still being done at the end */
    USAGE = 2,
};

struct broker_settings {
    const char *policy;
    int64_t idle, rate;
};

static volatile sig_atomic_t must_end, must_reload;

void tell(const char *format, ...)
{
    va_list arguments;
    char line[1024];
    size_t at = (size_t)snprintf(line, sizeof line, "workfront-credential-broker: ");
    int length;

    va_start(arguments, format);
    length = vsnprintf(line + at, sizeof line - at - 1, format, arguments);
    va_end(arguments);
    at += length < 0 ? 0 : (size_t)length;
    at = at < sizeof line - 1 ? at : sizeof line - 2;
    line[at++] = '\n';
    write_all(STDERR_FILENO, line, at);
}

/* The words are doctor's, which reads the same file. */
static bool policy_read(struct broker *broker, const char *path)
{
    struct policy *policy = calloc(1, sizeof *policy);
    struct fault fault = { .subject = "" };
    enum status status;

    if (policy == NULL)
        return false;
    policy->users = 1;
    policy->rules.text = (struct buffer)BUFFER(BROKER_RULES_MAX);
    status = broker_file_read(&policy->rules, path, &fault);
    if (status != STATUS_OK) {
        const char *why = fault.system_error != 0 ? strerror(fault.system_error) : fault.detail;

        tell("error: %s can't be used (%s%s%s); %sworkfront-credential explain broker says why",
             fault.subject[0] != '\0' ? fault.subject : path, status_name(status),
             *why != '\0' ? ": " : "", why,
             broker->policy != NULL ? "the policy of before stays; " : "");
        policy_release(policy);
        return false;
    }
    policy_release(broker->policy);
    broker->policy = policy;
    return true;
}

static void on_signal(int number)
{
    must_end |= number == SIGTERM || number == SIGINT;
    must_reload |= number == SIGHUP;
}

/* They arrive while we wait, and at no other time. */
static void take_signals(sigset_t *while_waiting)
{
    static const int numbers[] = { SIGTERM, SIGINT, SIGHUP, SIGCHLD };
    const struct sigaction action = { .sa_handler = on_signal };
    sigset_t taken;
    size_t i;

    sigemptyset(&taken);
    for (i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        sigaction(numbers[i], &action, NULL);
        sigaddset(&taken, numbers[i]);
    }
    sigprocmask(SIG_BLOCK, &taken, while_waiting);
}

/* Whether a child of ours is left: of a helper, what renews after its answer comes to us. */
static bool reap_children(struct broker *broker)
{
    struct connection *connection, *end = broker->connection + CONNECTIONS;
    pid_t pid;
    int how;

    while ((pid = waitpid(-1, &how, WNOHANG)) > 0) {
        if (pid == broker->spare.child)
            job_drop_spare(broker);
        for (connection = broker->connection; connection < end; connection++)
            if (connection->stage != STAGE_NONE && connection->child == pid)
                connection_child_ended(broker, connection, how);
    }
    return pid == 0;
}

/* What is waited for: listeners, then up to two descriptors a connection. */
struct watched {
    struct pollfd fd[LISTENERS + 2 * CONNECTIONS];
    struct connection *connection[LISTENERS + 2 * CONNECTIONS];
    size_t count;
    int64_t until;
};

static void watch_fd(struct watched *watched, struct connection *connection, int fd,
                     short events)
{
    watched->fd[watched->count] = (struct pollfd){ fd, events, 0 };
    watched->connection[watched->count++] = connection;
}

static void watch_connection(struct watched *watched, struct connection *connection)
{
    switch (connection->stage) {
    case STAGE_READING:
        watch_fd(watched, connection, connection->fd, POLLIN);
        break;
    case STAGE_WRITING:
        watch_fd(watched, connection, connection->fd, POLLOUT);
        break;
    case STAGE_ACCOUNT:
    case STAGE_SERVING:
        watch_fd(watched, connection, connection->from, POLLIN);
        if (connection->to >= 0)
            watch_fd(watched, connection, connection->to, POLLOUT);
        break;
    case STAGE_WAITING:
        break;
    case STAGE_NONE:
        return;
    }
    if (connection->deadline < watched->until)
        watched->until = connection->deadline;
}

static void watch_all(struct broker *broker, struct watched *watched, bool may_accept)
{
    size_t i;

    watched->count = 0;
    for (i = 0; i < broker->listeners.count; i++)
        watch_fd(watched, NULL, may_accept ? broker->listeners.item[i].fd : -1, POLLIN);
    for (i = 0; i < CONNECTIONS; i++)
        watch_connection(watched, &broker->connection[i]);
}

/* A connection may have ended, and its place been taken, before its second descriptor's turn:
 * then that isn't the one it has now. */
static void turn_connection(struct broker *broker, struct connection *connection, int fd)
{
    if (connection->stage == STAGE_READING && connection->fd == fd)
        connection_read(broker, connection);
    else if (connection->stage == STAGE_WRITING && connection->fd == fd)
        connection_write(connection);
    else if (connection->stage == STAGE_ACCOUNT || connection->stage == STAGE_SERVING) {
        if (connection->from == fd)
            connection_receive(broker, connection);
        else if (connection->to == fd)
            connection_send_input(connection);
    }
}

static void expire_connections(struct broker *broker)
{
    struct connection *connection, *end = broker->connection + CONNECTIONS;

    for (connection = broker->connection; connection < end; connection++)
        if (connection->stage != STAGE_NONE && broker->now >= connection->deadline)
            connection_expire(broker, connection);
}

/* False when no descriptor was left for a caller. */
static bool let_in(struct broker *broker, const struct watched *watched)
{
    bool has_room = true;
    size_t i;
    int accepts;

    for (i = 0; i < broker->listeners.count; i++) {
        if (watched->fd[i].revents == 0)
            continue;
        for (accepts = ACCEPTS; accepts > 0; accepts--)
            if (!connection_accept(broker, &broker->listeners.item[i]))
                break;
        has_room = has_room && (accepts == 0 || errno == EAGAIN || errno == ECONNABORTED);
    }
    return has_room;
}

static bool is_idle(const struct broker *broker)
{
    size_t i = 0;

    while (i < CONNECTIONS && broker->connection[i].stage == STAGE_NONE)
        i++;
    return i == CONNECTIONS;
}

/* Not while somebody waits for a helper: its start would take that one's time. */
static void ready_spare(struct broker *broker)
{
    size_t i = 0;

    while (i < CONNECTIONS && broker->connection[i].stage != STAGE_SERVING)
        i++;
    if (i == CONNECTIONS)
        job_ready_spare(broker);
}

static void wait_for(struct watched *watched, int64_t now, const sigset_t *while_waiting)
{
    int64_t left = watched->until > now ? watched->until - now : 0;
    struct timespec patience = { left / 1000, left % 1000 * 1000000 };

    if (ppoll(watched->fd, watched->count, watched->until < INT64_MAX ? &patience : NULL,
              while_waiting) < 0)
        watched->count = 0;
}

static void serve_watched(struct broker *broker, struct watched *watched, int64_t *paused)
{
    size_t i, listeners = broker->listeners.count;

    if (watched->count > 0 && !let_in(broker, watched))
        *paused = broker->now + PAUSE_MS;
    for (i = listeners; i < watched->count; i++)
        if (watched->fd[i].revents != 0)
            turn_connection(broker, watched->connection[i], watched->fd[i].fd);
    expire_connections(broker);
}

/* Until a signal, or until nobody came for as long as `idle` says. What was begun is done. */
static void serve_until_end(struct broker *broker, const struct broker_settings *settings,
                            const sigset_t *while_waiting)
{
    static struct watched watched;
    int64_t paused = 0, busy = clock_milliseconds(), leave = INT64_MAX;
    bool has_children = false;

    for (;;) {
        broker->now = clock_milliseconds();
        has_children = reap_children(broker);
        connections_serve(broker);
        if (has_children || !is_idle(broker))
            busy = broker->now;
        if (must_reload && policy_read(broker, settings->policy))
            tell("the policy was read again");
        must_reload = 0;
        if ((must_end || (settings->idle > 0 && broker->now - busy >= settings->idle)) &&
            leave == INT64_MAX) {
            leave = broker->now + LEAVE_MS;
            listeners_close(&broker->listeners);
            broker->listeners.count = 0;
            job_drop_spare(broker);
        }
        if (leave != INT64_MAX && ((!has_children && is_idle(broker)) || broker->now >= leave))
            return;
        if (leave == INT64_MAX)
            ready_spare(broker);
        watched.until =
            settings->idle > 0 && leave == INT64_MAX ? busy + settings->idle : leave;
        if (broker->spare.child > 0 && broker->spare.until < watched.until)
            watched.until = broker->spare.until;
        if (paused > broker->now && paused < watched.until)
            watched.until = paused;
        watch_all(broker, &watched, paused <= broker->now);
        wait_for(&watched, broker->now, while_waiting);
        broker->now = clock_milliseconds();
        serve_watched(broker, &watched, &paused);
    }
}

static const char usage[] =
    "usage: workfront-credential-broker [--listen NAME=PATH[,mode=0666][,group=G]]...\n"
    "           [--policy FILE] [--idle SECONDS] [--rate N]\n";

static bool number_take(int64_t *number, int64_t most)
{
    return record_number(optarg, number) && *number >= 0 && *number <= most;
}

static bool settings_take(struct broker_settings *settings, struct broker *broker, int argc,
                          char **argv)
{
    static const struct option options[] = {
        { "listen", required_argument, NULL, 'l' },
        { "policy", required_argument, NULL, 'p' },
        { "idle", required_argument, NULL, 'i' },
        { "rate", required_argument, NULL, 'r' },
        { "help", no_argument, NULL, 'h' },
        { "version", no_argument, NULL, 'V' },
        { NULL, 0, NULL, 0 },
    };
    bool is_good = true, seen['r' + 1] = { false };
    int code;

    while (is_good && (code = getopt_long(argc, argv, "hV", options, NULL)) != -1) {
        if (code == 'h' || code == 'V') {
            fputs(code == 'h' ? usage : "workfront-credential-broker " PACKAGE_VERSION "\n",
                  stdout);
            exit(0);
        }
        is_good = code == 'l'   ? listeners_add(&broker->listeners, optarg)
                  : code == 'i' ? number_take(&settings->idle, INT32_MAX / 1000)
                  : code == 'r' ? number_take(&settings->rate, 1000000) && settings->rate > 0
                                : code == 'p';
        if (code == 'p')
            settings->policy = optarg;
        is_good = is_good && (code == 'l' || !seen[code]);
        seen[code] = true;
    }
    return is_good && optind == argc;
}

/* Its helpers need what they always need: what it gives up itself, the unit takes from all. */
static void prepare_process(void)
{
    struct rlimit files;

    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max < FILES ? files.rlim_max : FILES;
    setrlimit(RLIMIT_NOFILE, &files);
}

int main(int argc, char **argv)
{
    static struct broker broker;
    struct broker_settings settings = { .policy = broker_file_path, .rate = LIMIT_RATE };
    const char *flaw = harden();
    char helper[PATH_MAX];
    sigset_t while_waiting;

    if (flaw == NULL && paths_helper(helper, NULL) != STATUS_OK)
        flaw = "it lies at too long a path";
    if (flaw != NULL) {
        tell("error: %s", flaw);
        return 1;
    }
    broker.helper = helper;
    if (!listeners_inherit(&broker.listeners))
        return 1;
    if (!settings_take(&settings, &broker, argc, argv)) {
        listeners_close(&broker.listeners);
        fputs(usage, stderr);
        return USAGE;
    }
    settings.idle *= 1000;
    broker.limits.rate = settings.rate;
    if (broker.listeners.count == 0)
        tell("error: there is no socket: --listen NAME=PATH, or a systemd socket unit");
    prepare_process();
    take_signals(&while_waiting);
    if (broker.listeners.count > 0 && policy_read(&broker, settings.policy))
        serve_until_end(&broker, &settings, &while_waiting);
    listeners_close(&broker.listeners);
    policy_release(broker.policy);
    return must_end || broker.policy != NULL ? 0 : 1;
}
