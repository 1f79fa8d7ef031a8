/* engine.c: ask the program of the fleet's cache. */
#include "helper/token/engine.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "helper/paths.h"
#include "helper/say/say.h"
#include "helper/token/network.h"
#include "protocol/redact.h"
#include "protocol/spawn.h"
#include "store/folder.h"
#include "store/path_walk.h"

enum { GRACE = 2000 /* milliseconds that are left for starting, answering and ending */ };

static const char *const trust_environment[] = { "CURL_CA_BUNDLE", "SSL_CERT_FILE",
                                                 "SSL_CERT_DIR", NULL };
enum { TRUST_ENVIRONMENT = sizeof trust_environment / sizeof trust_environment[0] };

/* What is executed, and with what: the strings are the engine's, the environment's and ours. */
struct execution {
    char path[PATH_MAX];
    char *arguments[RECORD_LIST_MAX + 2];
    char *environment[RECORD_LIST_MAX + 1];
    char trust[PATH_MAX + sizeof "SSL_CERT_FILE="];
};

void engine_reply_clear(struct engine_reply *reply)
{
    buffer_clear(&reply->text);
    reply->answer = (struct fleet_answer){ 0 };
}

static enum status execution_of_exec(struct execution *execution, const struct engine *engine,
                                     struct fault *fault)
{
    const char *names[RECORD_LIST_MAX + 1] = { NULL };
    enum status status = program_check(engine->exec, fault);
    size_t i;

    if (strlen(engine->exec) >= sizeof execution->path)
        return fault_set(fault, STATUS_USAGE, 0, engine->exec, NULL);
    snprintf(execution->path, sizeof execution->path, "%s", engine->exec);
    for (i = 0; i < engine->argument.count; i++)
        execution->arguments[i + 1] = (char *)engine->argument.item[i];
    for (i = 0; i < engine->variable.count; i++)
        names[i] = engine->variable.item[i];
    environ_pick(execution->environment, names);
    return status != STATUS_NOT_FOUND ? status
                                      : fault_set(fault, STATUS_IO, ENOENT, engine->exec, NULL);
}

/* Whether nobody else can say who is believed. A file that isn't there is the program's to
 * tell.
 */
static enum status ca_check(const char *path, struct fault *fault)
{
    enum status status = path_walk(path, fault);
    struct stat found;
    enum cause flaw;

    if (status != STATUS_OK || stat(path, &found) != 0)
        return status;
    flaw = flaw_of(&found, S_IFREG, true, FLAW_OTHERS_WRITE);
    return flaw == CAUSE_NONE ? STATUS_OK
                              : fault_because(fault, STATUS_UNSAFE, flaw, path, NULL);
}

/* A file of certificates that is named counts alone. */
static enum status execution_of_ours(struct execution *execution, const struct engine *engine,
                                     struct fault *fault)
{
    static char jail[] = "--jail-required", verbose[] = "-v";
    static char socket[] = "--socket";
    size_t count = 1;

    if (engine->endpoint.count > 0 && strncmp(engine->endpoint.item[0], "unix:", 5) == 0)
        execution->arguments[count++] = socket;
    if (network_jail_is_required())
        execution->arguments[count++] = jail;
    if (say_is_verbose())
        execution->arguments[count++] = verbose;
    environ_pick(execution->environment, trust_environment);
    if (engine->ca != NULL) {
        enum status status = ca_check(engine->ca, fault);

        if (status != STATUS_OK)
            return status;
        snprintf(execution->trust, sizeof execution->trust, "SSL_CERT_FILE=%s", engine->ca);
        execution->environment[0] = execution->trust;
        execution->environment[1] = NULL;
    }
    return paths_program(execution->path, FLEET_PROGRAM, fault);
}

/* The engine's part of the call; the program gives up before we do, and can say why. */
static void write_call(struct buffer *out, const struct engine *engine,
                       const struct fleet_call *call)
{
    int64_t grace = engine->deadline / 5 < GRACE ? engine->deadline / 5 : GRACE;
    struct fleet_call sent = *call;

    sent.deadline = engine->deadline - grace;
    if (engine->exec == NULL) {
        sent.engine = "redis";
        sent.endpoint = engine->endpoint;
        sent.user = engine->user;
        sent.password = engine->password;
    }
    fleet_call_write(out, &sent);
}

/* What the program states becomes what its caller is told; a row without a word takes any. */
static const struct row {
    enum status stated;
    const char *error;
    enum status status;
    enum cause cause;
} rows[] = {
    { STATUS_UNREACHABLE, "tls-certificate", STATUS_UNEXPECTED, CAUSE_ENGINE_TLS },
    { STATUS_UNREACHABLE, "tls-ca", STATUS_UNEXPECTED, CAUSE_ENGINE_TLS },
    { STATUS_UNREACHABLE, NULL, STATUS_UNREACHABLE, CAUSE_ENGINE_GONE },
    { STATUS_REFUSED, "login", STATUS_UNEXPECTED, CAUSE_ENGINE_LOGIN },
    { STATUS_REFUSED, "permission", STATUS_UNEXPECTED, CAUSE_ENGINE_PERMISSION },
    { STATUS_NO_MEMORY, NULL, STATUS_NO_MEMORY, CAUSE_NONE },
    { STATUS_NOT_FOUND, NULL, STATUS_NOT_FOUND, CAUSE_NONE },
    { STATUS_OK, NULL, STATUS_OK, CAUSE_NONE },
    { STATUS_COUNT, NULL, STATUS_UNEXPECTED, CAUSE_ENGINE_ANSWER },
};

static const struct row *row_find(enum status stated, const char *error)
{
    const struct row *row = rows;

    while (row->stated != STATUS_COUNT &&
           (row->stated != stated ||
            (row->error != NULL && (error == NULL || strcmp(error, row->error) != 0))))
        row++;
    return row;
}

/* Whether the answer can be one to the call. */
static bool answer_fits(const struct fleet_answer *answer, const struct fleet_call *call,
                        enum status status)
{
    if (status == STATUS_NOT_FOUND || strcmp(call->call, FLEET_READ) == 0)
        return strcmp(call->call, FLEET_READ) == 0 &&
               (status == STATUS_OK) == (answer->value != NULL);
    if (strcmp(call->call, FLEET_ACQUIRE) == 0)
        return answer->lock != NULL || answer->generation > call->seen;
    return answer->lock == NULL;
}

static enum status reply_check(struct engine_reply *reply, const struct fleet_call *call,
                               const char *subject, struct fault *fault)
{
    enum status status = fleet_answer_read(&reply->answer, &reply->text, NULL);
    const struct fleet_answer *answer = &reply->answer;
    const char *detail = answer->error_description;
    const struct row *row;

    if (status != STATUS_OK)
        return fault_because(fault, STATUS_UNEXPECTED, CAUSE_ENGINE_ANSWER, subject,
                             "the program's answer can't be read");
    row = row_find(status_from_name(answer->status), answer->error);
    if ((row->status == STATUS_OK || row->status == STATUS_NOT_FOUND) &&
        !answer_fits(answer, call, row->status))
        return fault_because(fault, STATUS_UNEXPECTED, CAUSE_ENGINE_ANSWER, subject,
                             "the program answered something else");
    if (row->status == STATUS_OK)
        return STATUS_OK;
    if (detail == NULL)
        detail = answer->error != NULL ? answer->error : answer->status;
    return fault_because(fault, row->status, row->cause, subject, detail);
}

static enum status program_run(const struct engine *engine, const struct buffer *input,
                               struct buffer *output, const char *subject, struct fault *fault)
{
    struct execution execution = { .arguments = { execution.path } };
    struct spawn program = { .path = execution.path,
                             .arguments = execution.arguments,
                             .environment = execution.environment,
                             .deadline = engine->deadline,
                             .is_group = engine->exec != NULL,
                             .is_jailed = engine->exec == NULL };
    enum status status = engine->exec != NULL ? execution_of_exec(&execution, engine, fault)
                                              : execution_of_ours(&execution, engine, fault);

    if (status != STATUS_OK)
        return status;
    say_trace("asking %s", execution.path);
    status = spawn_run(&program, input, output, fault);
    if (status == STATUS_TIMEOUT)
        return fault_because(fault, STATUS_UNREACHABLE, CAUSE_ENGINE_GONE, subject,
                             "no answer in time");
    if (status == STATUS_TOO_LONG)
        return fault_because(fault, STATUS_UNEXPECTED, CAUSE_ENGINE_ANSWER, subject,
                             "the program answered too much");
    return status;
}

enum status engine_ask(const struct engine *engine, const struct fleet_call *call,
                       struct engine_reply *reply, struct fault *fault)
{
    const char *subject = engine->exec != NULL         ? engine->exec
                          : engine->endpoint.count > 0 ? engine->endpoint.item[0]
                                                       : FLEET_PROGRAM;
    struct buffer input = BUFFER(FLEET_CALL_MAX);
    enum status status;

    redact_know(engine->password);
    engine_reply_clear(reply);
    write_call(&input, engine, call);
    status = buffer_status(&input);
    if (status != STATUS_OK)
        fault_set(fault, status, 0, subject, NULL);
    else
        status = program_run(engine, &input, &reply->text, subject, fault);
    buffer_clear(&input);
    if (status == STATUS_OK)
        status = reply_check(reply, call, subject, fault);
    if (status != STATUS_OK)
        engine_reply_clear(reply);
    return status;
}
