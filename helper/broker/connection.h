/* connection.h: one caller, from its connection to its answer.
 *
 *   reading   until the blank line, 5 s at most
 *   account   the policy allows it, and the account lines are asked, one after the other
 *   waiting   while the caller has as many helpers as it may
 *   serving   a helper has the request, made anew, and its answer is read
 *   writing   an answer, whoever made it
 *
 * 15 s in all, but for what is left to write. Whatever a caller does hurts that one alone.
 */
#pragma once

#include <sys/types.h>

#include "helper/broker/limits.h"
#include "helper/broker/listener.h"
#include "protocol/broker.h"
#include "protocol/broker_rules.h"
#include "protocol/host.h"

#define CONNECTIONS 256

/* A policy, for as long as somebody was decided about by it. */
struct policy {
    unsigned users;
    struct broker_rules rules;
};

/* Gives a use back; NULL is a no-op. */
void policy_release(struct policy *policy);

enum stage {
    STAGE_NONE,
    STAGE_READING,
    STAGE_ACCOUNT,
    STAGE_WAITING,
    STAGE_SERVING,
    STAGE_WRITING
};

struct connection {
    enum stage stage;
    int fd;
    const struct listener *listener;
    struct limit *limit;
    pid_t pid; /* the caller's, for the log alone */
    uint32_t uid, gid;
    uint64_t number;       /* in the order of arrival */
    int64_t deadline, end; /* clock_milliseconds(): of the stage, of all */
    struct buffer text;    /* what was read; then what is answered */
    size_t written;
    struct broker_request request; /* points into `text` */
    char host[HOST_SIZE];          /* canonical; "" = any */
    struct policy *policy;
    const struct broker_rule *rule;
    struct broker_walk walk;
    pid_t child; /* −1 = none that runs */
    int to, from;
    struct buffer input; /* for the child */
    size_t sent;
};

/* A helper that waits for a request; zeroed = none. */
struct spare {
    pid_t child;
    int to, from;
    int64_t until; /* clock_milliseconds(): when it isn't used any more */
};

struct broker {
    const char *helper; /* the path of workfront-credential */
    struct spare spare;
    bool wants_spare; /* somebody was served since it was started */
    struct listeners listeners;
    struct limits limits;
    struct policy *policy;
    struct connection connection[CONNECTIONS];
    uint64_t accepted;
    int64_t now; /* clock_milliseconds(), once a turn */
};

/* Takes a caller from the queue of `listener`; false when there is none, or no more can be had
 * now. */
bool connection_accept(struct broker *broker, struct listener *listener);

/* Goes on with what its descriptors have. */
void connection_read(struct broker *broker, struct connection *connection);
void connection_send_input(struct connection *connection);
void connection_receive(struct broker *broker, struct connection *connection);
void connection_write(struct connection *connection);

/* Its child has ended, as waitpid(2) says. */
void connection_child_ended(struct broker *broker, struct connection *connection, int how);

/* Ends what takes too long. */
void connection_expire(struct broker *broker, struct connection *connection);

/* Starts the helpers that there is room for. */
void connections_serve(struct broker *broker);
