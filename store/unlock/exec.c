/* exec.c: a secret that a program prints: age, pass, a client of a key service. It
 * protects as that program does. The program gets no input, no shell, and of the environment
 * what its line names. */
#include <limits.h>
#include <string.h>

#include "protocol/buffer.h"
#include "protocol/spawn.h"
#include "store/path_walk.h"
#include "store/unlock/stack.h"
#include "store/unlock/unlock.h"

enum {
    TIMEOUT = 10, /* seconds */
    TIMEOUT_MAX = 600,
    NOT_MINE = 69, /* the exit status that says so: EX_UNAVAILABLE of sysexits.h */
};

static const char *const arguments[] = { "path", "arg", "env", "timeout", NULL };

/* Seconds; −1 when the line's value isn't within bounds. */
static int64_t timeout_of(const struct unlock_line *line)
{
    return unlock_number(line, "timeout", 1, TIMEOUT_MAX, TIMEOUT);
}

static bool is_variable_name(const char *name)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";

    return *name != '\0' && strchr("0123456789", *name) == NULL &&
           name[strspn(name, letters)] == '\0';
}

static bool exec_accepts(const struct unlock_line *line)
{
    const char *path = unlock_argument(line, "path");
    size_t i;

    for (i = 0; i < line->arguments; i++) {
        const char *name = unlock_argument_at(line, i, "env");

        if (name != NULL && !is_variable_name(name))
            return false;
    }
    return path != NULL && path[0] == '/' && strlen(path) < PATH_MAX && timeout_of(line) > 0;
}

/* What execve(2) takes; the strings are the line's and the environment's. */
struct execution {
    char *arguments[UNLOCK_ARGUMENTS_MAX + 2];
    char *environment[UNLOCK_ARGUMENTS_MAX + 1];
};

static void execution_make(struct execution *execution, const struct unlock_line *line)
{
    const char *names[UNLOCK_ARGUMENTS_MAX + 1] = { NULL }, *value;
    size_t arguments_count = 0, names_count = 0, i;

    *execution = (struct execution){ 0 };
    execution->arguments[arguments_count++] = (char *)unlock_argument(line, "path");
    for (i = 0; i < line->arguments; i++) {
        value = unlock_argument_at(line, i, "arg");
        if (value != NULL)
            execution->arguments[arguments_count++] = (char *)value;
        value = unlock_argument_at(line, i, "env");
        if (value != NULL)
            names[names_count++] = value;
    }
    environ_pick(execution->environment, names);
}

/* Runs the program; what it printed is in `answer`. */
static enum unlock_verdict program_run(const struct unlock_line *line, struct buffer *answer,
                                       struct fault *fault)
{
    const struct buffer nothing = BUFFER(1);
    struct execution execution;
    int exited = -1;
    struct spawn program = { .path = unlock_argument(line, "path"),
                             .arguments = execution.arguments,
                             .environment = execution.environment,
                             .deadline = timeout_of(line) * 1000,
                             .is_group = true,
                             .exited = &exited };
    enum status status;

    execution_make(&execution, line);
    status = spawn_run(&program, &nothing, answer, fault);
    if (status == STATUS_OK)
        return UNLOCK_YES;
    if (status != STATUS_IO && status != STATUS_NO_MEMORY && fault != NULL)
        fault->status = STATUS_LOCKED;
    return exited == NOT_MINE ? UNLOCK_NOT_MINE : UNLOCK_NO;
}

static enum unlock_verdict secret_get(const struct unlock_line *line,
                                      unsigned char secret[UNLOCK_SECRET_SIZE],
                                      struct fault *fault)
{
    const char *path = unlock_argument(line, "path");
    struct buffer answer = BUFFER(HANDED_MAX);
    enum unlock_verdict verdict = program_run(line, &answer, fault);

    if (verdict == UNLOCK_YES && !decode_secret(&answer, secret)) {
        fault_because(fault, STATUS_LOCKED, CAUSE_PRINTED_NO_SECRET, path, NULL);
        verdict = UNLOCK_NO;
    }
    buffer_clear(&answer);
    return verdict;
}

/* Takes the secret of this round, or has the program make it: once for all slots. */
static enum unlock_verdict secret_once(const struct unlock_context *context,
                                       const struct unlock_line *line,
                                       unsigned char secret[UNLOCK_SECRET_SIZE],
                                       struct fault *fault)
{
    enum unlock_verdict verdict;

    if (context->answer != NULL && context->answer->length == UNLOCK_SECRET_SIZE) {
        memcpy(secret, context->answer->data, UNLOCK_SECRET_SIZE);
        return UNLOCK_YES;
    }
    verdict = secret_get(line, secret, fault);
    if (verdict == UNLOCK_YES && context->answer != NULL)
        buffer_append(context->answer, secret, UNLOCK_SECRET_SIZE);
    return verdict;
}

static const char *exec_source(const struct unlock_context *context,
                               const struct unlock_line *line)
{
    (void)context;
    return unlock_argument(line, "path");
}

static enum unlock_verdict exec_ready(const struct unlock_context *context,
                                      const struct unlock_line *line, struct fault *fault)
{
    (void)context;
    return unlock_verdict_of(program_check(unlock_argument(line, "path"), fault), fault);
}

static enum unlock_verdict exec_reveal(const struct unlock_context *context,
                                       const struct unlock_line *line, const char *parameters,
                                       unsigned char secret[UNLOCK_SECRET_SIZE],
                                       struct fault *fault)
{
    enum unlock_verdict verdict = exec_ready(context, line, fault);

    (void)parameters;
    return verdict == UNLOCK_YES ? secret_once(context, line, secret, fault) : verdict;
}

const struct unlock_module unlock_exec = {
    .name = "exec",
    .arguments = arguments,
    .accepts = exec_accepts,
    .source = exec_source,
    .ready = exec_ready,
    .is_given = true,
    .reveal = exec_reveal,
};
