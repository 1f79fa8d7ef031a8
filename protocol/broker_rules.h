/* broker_rules.h: to whom the broker gives what: the lines of its policy, and what they decide.
 *
 *     # who                    socket=    gives                           up to
 *     account required exec path=/usr/local/bin/is-employed timeout=2
 *     allow group=marketing               profile=reports                 min-validity=1h
 *     allow any   socket=ci               profile=ci host=acme.preview.workfront.com
 *     deny  uid=1205
 *
 * The first line that matches decides; where none does, nothing is given. What a line gives is
 * its profile, never one that was asked for. A line without socket= is for the socket `main`
 * alone, and there neither uid 0 nor uid 65534 is ever given anything: both may be anybody in a
 * container. Who may connect to another socket is its identity, so that `any` is everybody
 * there. A line without host= matches every host, and a request that names no host matches
 * every line and gets the line's.
 *
 * `account` lines stand before all others and go for whoever is allowed: each runs a program,
 * whose exit status 0 means yes, and their control flags are PAM's (pam.conf(5)).
 *
 * Nothing here reads a file or asks a name service: the caller of broker_rules_parse() does.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/buffer.h"
#include "protocol/status.h"

#define BROKER_RULES_MAX    65536u /* bytes of the file */
#define BROKER_RULES        256u   /* lines that allow or deny */
#define BROKER_ACCOUNTS     8u     /* account lines */
#define BROKER_MAIN         "main" /* the socket that lines without socket= are for */
#define BROKER_SOCKET_MAX   32u    /* characters of a socket's name: a-z, 0-9 and "-" */
#define BROKER_MIN_VALIDITY 3600   /* seconds that may be asked for where a line doesn't say */

/* Who calls, as the kernel tells. */
struct broker_caller {
    uint32_t uid, gid;
    const uint32_t *group; /* supplementary ones */
    size_t groups;
    const char *socket; /* the name of the one it connected to */
};

enum broker_who { BROKER_WHO_ANY, BROKER_WHO_UID, BROKER_WHO_GID };

/* A line; texts lie in the rules' buffer. */
struct broker_rule {
    unsigned line;
    bool is_allowed;
    enum broker_who who;
    uint32_t id;
    const char *socket, *profile, *host; /* host canonical; NULL = any */
    int64_t min_validity;                /* the longest that may be asked for, in seconds */
};

enum broker_control {
    BROKER_REQUIRED,   /* no: denied in the end; yes is needed */
    BROKER_REQUISITE,  /* no: denied at once */
    BROKER_SUFFICIENT, /* yes: allowed at once, unless a required line said no */
    BROKER_OPTIONAL,   /* never decides */
};

struct broker_account {
    unsigned line;
    enum broker_control control;
    const char *path;
    int64_t timeout; /* seconds; no answer until then is a no */
};

struct broker_rules {
    struct buffer text; /* the file, cut into strings in place */
    struct broker_rule rule[BROKER_RULES];
    struct broker_account account[BROKER_ACCOUNTS];
    size_t rules, accounts;
};

/* Finds a user's or a group's number; false when there is none of that name. */
typedef bool broker_find_id(const char *name, bool is_group, uint32_t *id);

/* Parses rules->text, which is changed; the other members must be zeroed. STATUS_MALFORMED with
 * "line N" as the subject, a cause CAUSE_RULE_… and the word as the detail: then nothing of it
 * may be used. */
enum status broker_rules_parse(struct broker_rules *rules, broker_find_id *find,
                               struct fault *fault);

void broker_rules_clear(struct broker_rules *rules);

/* What a caller gets that asks for `host` (canonical; NULL: any) and a token of that many
 * seconds (negative: it doesn't say). */
struct broker_decision {
    enum status status;             /* STATUS_OK, STATUS_DENIED or STATUS_VALIDITY */
    const struct broker_rule *rule; /* the line that decided; NULL = none matches */
};

struct broker_decision broker_rules_decide(const struct broker_rules *rules,
                                           const struct broker_caller *caller, const char *host,
                                           int64_t min_validity);

/* How far the account lines have come. Zeroed = not begun. */
struct broker_walk {
    size_t next; /* line */
    bool has_failed, has_passed, is_over;
};

/* Takes the answer of the line `walk->next` and moves on. */
void broker_walk_step(struct broker_walk *walk, const struct broker_rules *rules, bool is_yes);

/* Whether no line is left to ask; and then, whether the caller is allowed. */
bool broker_walk_is_over(const struct broker_walk *walk, const struct broker_rules *rules);
bool broker_walk_allows(const struct broker_walk *walk, const struct broker_rules *rules);

/* Whether `name` may name a socket. */
bool broker_socket_is_valid(const char *name);
