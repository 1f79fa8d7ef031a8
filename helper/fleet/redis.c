/* redis.c: five calls to an engine. */
#include "helper/fleet/redis.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper/fleet/connection.h"
#include "helper/fleet/endpoint.h"
#include "protocol/clock.h"

enum { NUMBER_SIZE = 24, ERROR_SIZE = 256 };

/* The generation of a string that is a value, "0" of any other: value_read() says the same. */
#define GENERATION                                                                             \
    "local function gen(v) if v then "                                                         \
    "local g,b=string.match(v,'^([1-9]%d*) ([%w+/]+=?=?)$') "                                  \
    "if g and #g<16 and #b%4==0 and #b<=49152 then return g end end return '0' end "

/* KEYS: value, lock; ARGV: seen, holder, time */
static const char script_acquire[] =
    GENERATION "local v=redis.call('get',KEYS[1]) "
               "if tonumber(gen(v))>tonumber(ARGV[1]) then return {0,v} end "
               "if redis.call('set',KEYS[2],ARGV[2],'NX','PX',ARGV[3]) "
               "or redis.call('get',KEYS[2])==ARGV[2] then return {1,v} end "
               "return {2,v}";

/* KEYS: value, and perhaps lock; ARGV: seen, what is to be there, time, holder */
static const char script_publish[] =
    GENERATION "local v=redis.call('get',KEYS[1]) "
               "local ok=ARGV[1]=='-1' or ARGV[1]==gen(v) or v==ARGV[2] "
               "if ok then if ARGV[2]=='' then redis.call('del',KEYS[1]) "
               "else redis.call('set',KEYS[1],ARGV[2],'PX',ARGV[3]) end end "
               "if KEYS[2] and redis.call('get',KEYS[2])==ARGV[4] "
               "then redis.call('del',KEYS[2]) end "
               "if ok then return {1} end return {0,v}";

/* KEYS: lock; ARGV: holder */
static const char script_release[] = "if redis.call('get',KEYS[1])==ARGV[1] "
                                     "then redis.call('del',KEYS[1]) end return {1}";

/* ## Commands */

static void command_hello(struct buffer *out, const struct fleet_call *call)
{
    const char *user = call->user != NULL ? call->user : "default";
    const char *const words[] = { "HELLO", "2", "AUTH", user, call->password };

    resp_command(out, words, call->password != NULL ? 5 : 2);
}

static void command_read(struct buffer *out, const struct fleet_call *call)
{
    resp_command(out, (const char *const[]){ "GET", call->name }, 2);
}

static void command_acquire(struct buffer *out, const struct fleet_call *call)
{
    char seen[NUMBER_SIZE], ttl[NUMBER_SIZE];
    const char *const words[] = { "EVAL",     script_acquire, "2",          call->name,
                                  call->lock, seen,           call->holder, ttl };

    snprintf(seen, sizeof seen, "%" PRId64, call->seen);
    snprintf(ttl, sizeof ttl, "%" PRId64, call->ttl);
    resp_command(out, words, sizeof words / sizeof words[0]);
}

static void command_publish(struct buffer *out, const struct fleet_call *call)
{
    struct buffer value = BUFFER(FLEET_VALUE_MAX + NUMBER_SIZE);
    bool has_lock = call->lock != NULL;
    char seen[NUMBER_SIZE], ttl[NUMBER_SIZE];
    const char *words[9] = { "EVAL", script_publish, has_lock ? "2" : "1", call->name };
    size_t count = 4;

    snprintf(seen, sizeof seen, "%" PRId64, call->seen);
    snprintf(ttl, sizeof ttl, "%" PRId64, call->ttl);
    if (call->value != NULL) {
        buffer_format(&value, "%" PRId64 " ", call->generation);
        buffer_text(&value, call->value);
    }
    if (has_lock)
        words[count++] = call->lock;
    words[count++] = seen;
    words[count++] = buffer_string(&value);
    words[count++] = ttl;
    words[count++] = has_lock ? call->holder : "";
    resp_command(out, words, count);
    buffer_fail(out, buffer_status(&value));
    buffer_clear(&value);
}

static void command_release(struct buffer *out, const struct fleet_call *call)
{
    const char *const words[] = { "EVAL", script_release, "1", call->lock, call->holder };

    resp_command(out, words, sizeof words / sizeof words[0]);
}

/* ## Answers */

/* Takes "GENERATION VALUE" into the answer; anything else isn't there. */
static void value_take(struct job *job, const struct resp *node)
{
    char text[FLEET_VALUE_MAX + NUMBER_SIZE];
    size_t digits;

    job_value(job, 0, NULL, 0);
    if (node->kind != RESP_BULK || node->length >= sizeof text)
        return;
    memcpy(text, node->text, node->length);
    text[node->length] = '\0';
    digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 15 || text[0] == '0' || text[digits] != ' ' ||
        strlen(text) != node->length || !fleet_value_is_valid(text + digits + 1))
        return;
    job_value(job, strtoll(text, NULL, 10), text + digits + 1, node->length - digits - 1);
}

static bool understand_read(struct job *job, const struct resp_reply *reply)
{
    if (reply->node[0].kind != RESP_BULK && reply->node[0].kind != RESP_NOTHING)
        return false;
    value_take(job, &reply->node[0]);
    job_end(job, job->answer.value != NULL ? STATUS_OK : STATUS_NOT_FOUND, NULL, NULL);
    return true;
}

/* A script's {number} or {number, value}. */
static bool understand_script(struct job *job, const struct resp_reply *reply, int64_t most)
{
    const struct resp *node = reply->node;

    if (node[0].kind != RESP_ARRAY || reply->count < 2 || reply->count > 3 ||
        node[1].kind != RESP_NUMBER || node[1].number < 0 || node[1].number > most)
        return false;
    if (reply->count == 3)
        value_take(job, &node[2]);
    return job_end(job, STATUS_OK, NULL, NULL);
}

static bool understand_acquire(struct job *job, const struct resp_reply *reply)
{
    static const char *const locks[] = { NULL, "taken", "held" };

    if (!understand_script(job, reply, 2))
        return false;
    job->answer.lock = locks[reply->node[1].number];
    return job->answer.lock != NULL || job->answer.generation > job->call.seen;
}

static bool understand_publish(struct job *job, const struct resp_reply *reply)
{
    if (!understand_script(job, reply, 1))
        return false;
    job->answer.late = reply->node[1].number == 0;
    return true;
}

static bool understand_release(struct job *job, const struct resp_reply *reply)
{
    return understand_script(job, reply, 1);
}

static const struct {
    const char *call;
    void (*command)(struct buffer *out, const struct fleet_call *call);
    bool (*understand)(struct job *job, const struct resp_reply *reply);
} calls[] = {
    { FLEET_READ, command_read, understand_read },
    { FLEET_ACQUIRE, command_acquire, understand_acquire },
    { FLEET_PUBLISH, command_publish, understand_publish },
    { FLEET_WRITE, command_publish, understand_publish },
    { FLEET_RELEASE, command_release, understand_release },
};

static size_t call_find(const struct fleet_call *call)
{
    size_t i = 0;

    while (strcmp(calls[i].call, call->call) != 0)
        i++;
    return i;
}

void redis_commands(struct buffer *out, const struct fleet_call *call)
{
    command_hello(out, call);
    calls[call_find(call)].command(out, call);
}

/* Words in an engine's error: in its first, or, of one in a script, in any. */
static const struct {
    const char *word;
    enum status status;
    const char *error;
} errors[] = {
    { "WRONGPASS", STATUS_REFUSED, "login" },
    { "NOAUTH", STATUS_REFUSED, "login" },
    { "NOPERM", STATUS_REFUSED, "permission" },
    { "LOADING", STATUS_UNREACHABLE, "loading" },
    { "READONLY", STATUS_UNREACHABLE, "not-primary" },
    { "MASTERDOWN", STATUS_UNREACHABLE, "not-primary" },
    { "CLUSTERDOWN", STATUS_UNREACHABLE, "not-primary" },
    { "NOREPLICAS", STATUS_UNREACHABLE, "not-primary" },
    { "MOVED", STATUS_UNREACHABLE, "not-primary" },
};

static bool error_end(struct job *job, const struct resp *node)
{
    char text[ERROR_SIZE];
    size_t i;

    snprintf(text, sizeof text, "%.*s", (int)node->length, node->text);
    for (i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (strstr(text, errors[i].word) != NULL)
            return job_end(job, errors[i].status, errors[i].error, text);
    return job_end(job, STATUS_UNEXPECTED, "engine", text);
}

void redis_understand(struct job *job, const struct resp_reply *reply)
{
    if (reply->node[0].kind == RESP_ERROR)
        error_end(job, &reply->node[0]);
    else if (!calls[call_find(&job->call)].understand(job, reply))
        job_end(job, STATUS_UNEXPECTED, "not-resp", "another answer than to this call");
}

/* ## Endpoints */

/* Whether HELLO's pairs say that this one takes changes. */
static bool is_primary(const struct resp_reply *reply)
{
    size_t i;

    for (i = 1; i + 1 < reply->count; i += 2)
        if (resp_is(&reply->node[i], "role"))
            return resp_is(&reply->node[i + 1], "master");
    return false;
}

/* Where an error says that the value is, if it says so. */
static bool moved_to(const struct resp *node, struct endpoint *at)
{
    char text[ERROR_SIZE], *address;

    snprintf(text, sizeof text, "%.*s", (int)node->length, node->text);
    address = strrchr(text, ' ');
    return node->kind == RESP_ERROR && strncmp(text, "MOVED ", 6) == 0 && address != NULL &&
           endpoint_moved(at, address + 1);
}

/* Asks one engine. False when another may do better; the job has an end in any case. */
static bool ask_at(struct connection *connection, struct job *job, const struct endpoint *named,
                   struct endpoint *at, int64_t deadline, const struct buffer *commands,
                   bool *has_moved)
{
    static struct resp_reply reply;
    bool primary;

    if (!connection_open(connection, job, named, at, deadline) ||
        !connection_send(connection, job, commands) ||
        !connection_hear(connection, job, &reply))
        return false;
    if (reply.node[0].kind == RESP_ERROR) {
        error_end(job, &reply.node[0]);
        return strcmp(job->answer.status, status_name(STATUS_REFUSED)) == 0;
    }
    primary = is_primary(&reply);
    connection_drop(connection, &reply);
    if (!connection_hear(connection, job, &reply))
        return false;
    *has_moved = moved_to(&reply.node[0], at);
    redis_understand(job, &reply);
    if (primary)
        return strcmp(job->answer.status, status_name(STATUS_UNREACHABLE)) != 0;
    if (job->answer.value == NULL || strcmp(job->call.call, FLEET_READ) != 0)
        job_end(job, STATUS_UNREACHABLE, "not-primary", "it takes no changes");
    return false;
}

/* One endpoint and, once, where it says that the value is. */
static bool ask_endpoint(struct connection *connection, struct job *job, const char *text,
                         int64_t deadline, const struct buffer *commands)
{
    bool has_moved = false, ignored;
    struct endpoint named, at;

    if (!endpoint_read(&named, text)) {
        job->answer.field = "endpoint";
        job_end(job, STATUS_MALFORMED, NULL, NULL);
        return true;
    }
    at = named;
    if (ask_at(connection, job, &named, &at, deadline, commands, &has_moved))
        return true;
    return has_moved && ask_at(connection, job, &named, &at, deadline, commands, &ignored);
}

/* What is kept in case that no primary answers: a replica's value. */
struct second {
    int64_t generation;
    struct buffer value;
};

static void second_keep(struct second *second, struct job *job)
{
    if (job->answer.value == NULL || job->answer.generation <= second->generation)
        return;
    second->generation = job->answer.generation;
    buffer_clear(&second->value);
    buffer_text(&second->value, job->answer.value);
    job_value(job, 0, NULL, 0);
}

void redis_run(struct job *job)
{
    const struct string_list *endpoints = &job->call.endpoint;
    struct buffer commands = BUFFER(FLEET_CALL_MAX);
    struct second second = { .value = BUFFER(FLEET_VALUE_MAX) };
    struct connection connection = CONNECTION;
    bool done = false;
    size_t i;

    redis_commands(&commands, &job->call);
    if (buffer_status(&commands) != STATUS_OK)
        done = !job_end(job, buffer_status(&commands), NULL, NULL);
    for (i = 0; !done && i < endpoints->count; i++) {
        int64_t now = clock_milliseconds();
        int64_t share = (job->deadline - now) / (int64_t)(endpoints->count - i);

        done = ask_endpoint(&connection, job, endpoints->item[i], now + share, &commands);
        if (!done)
            second_keep(&second, job);
    }
    if (!done && second.generation > 0) {
        job_value(job, second.generation, second.value.data, second.value.length);
        job_end(job, STATUS_OK, NULL, NULL);
    }
    connection_close(&connection);
    buffer_clear(&second.value);
    buffer_clear(&commands);
}

size_t redis_ports(const struct fleet_call *call, uint16_t *ports, size_t most)
{
    struct endpoint endpoint;
    size_t count = 0, i;

    for (i = 0; i < call->endpoint.count && count < most; i++)
        if (endpoint_read(&endpoint, call->endpoint.item[i]) &&
            endpoint.kind != ENDPOINT_SOCKET)
            ports[count++] = endpoint.port;
    return count;
}
