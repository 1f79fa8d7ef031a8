/* vault_client.c: asking a keeper's program. */
#include "store/unlock/vault_client.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "protocol/spawn.h"
#include "store/seal.h"

static bool is_jail_required;

void vault_setup(bool jail_required)
{
    is_jail_required = jail_required;
}

void vault_reply_clear(struct vault_reply *reply)
{
    buffer_clear(&reply->text);
    reply->answer = (struct vault_answer){ 0 };
}

static enum status program_run(const struct vault *vault, const struct unlock_context *context,
                               const struct buffer *input, struct buffer *output,
                               struct fault *fault)
{
    char path[PATH_MAX];
    char whole[] = "--jail-required";
    char *arguments[] = { (char *)vault->program, is_jail_required ? whole : NULL, NULL };
    char *environment[VAULT_ENVIRONMENT];
    struct spawn program = { .path = path,
                             .arguments = arguments,
                             .environment = environment,
                             .deadline = vault->deadline,
                             .is_jailed = true };
    enum status status;

    if (context->program == NULL)
        return fault_set(fault, STATUS_NOT_FOUND, 0, vault->module, NULL);
    status = context->program(path, vault->program, fault);
    if (status != STATUS_OK)
        return status;
    if (access(path, X_OK) != 0)
        return fault_set(fault, STATUS_IO, errno, path, NULL);
    environ_pick(environment, vault->environment);
    return spawn_run(&program, input, output, fault);
}

/* Keeps why the program failed, with the module as the subject. */
static enum unlock_verdict not_run(const struct vault *vault, enum status status,
                                   struct fault *fault)
{
    struct fault ran = *fault;
    bool missing =
        status == STATUS_NOT_FOUND || (status == STATUS_IO && ran.system_error == ENOENT);

    if (missing)
        fault_because(fault, STATUS_LOCKED, CAUSE_NOT_INSTALLED, vault->module, NULL);
    else if (status != STATUS_IO && status != STATUS_NO_MEMORY)
        fault_because(fault, STATUS_LOCKED, ran.cause, vault->module, ran.detail);
    return missing ? UNLOCK_NOT_MINE : UNLOCK_NO;
}

static enum unlock_verdict reply_judge(const struct vault *vault, struct vault_reply *reply,
                                       struct fault *fault)
{
    const char *verdict, *detail;

    if (vault_answer_read(&reply->answer, &reply->text) != STATUS_OK) {
        fault_because(fault, STATUS_LOCKED, CAUSE_ANSWER_UNREADABLE, vault->module, NULL);
        return UNLOCK_NO;
    }
    verdict = reply->answer.verdict;
    detail = reply->answer.detail;
    fault_because(fault, STATUS_LOCKED, detail != NULL ? CAUSE_NONE : CAUSE_NO_REASON,
                  vault->module, detail);
    if (strcmp(verdict, "yes") == 0)
        return UNLOCK_YES;
    return strcmp(verdict, "not-mine") == 0 ? UNLOCK_NOT_MINE : UNLOCK_NO;
}

enum unlock_verdict vault_ask(const struct vault *vault, const struct unlock_context *context,
                              const struct vault_call *call, struct vault_reply *reply,
                              struct fault *fault)
{
    struct buffer input = BUFFER(VAULT_TEXT_MAX);
    enum status status;

    vault_reply_clear(reply);
    vault_call_write(&input, call);
    status = buffer_status(&input);
    if (status != STATUS_OK)
        /* unreached: all that is asked fits */
        fault_set(fault, status, 0, vault->module, NULL);
    else
        status = program_run(vault, context, &input, &reply->text, fault);
    buffer_clear(&input);
    return status == STATUS_OK ? reply_judge(vault, reply, fault)
                               : not_run(vault, status, fault);
}

bool vault_secret(const struct vault *vault, const struct vault_reply *reply,
                  unsigned char secret[UNLOCK_SECRET_SIZE], struct fault *fault)
{
    const char *hex = reply->answer.secret;

    if (vault_is_hex(hex, UNLOCK_SECRET_SIZE, UNLOCK_SECRET_SIZE) &&
        hex_decode(hex, secret, UNLOCK_SECRET_SIZE))
        return true;
    fault_because(fault, STATUS_LOCKED, CAUSE_FOREIGN_SECRET, vault->module, NULL);
    return false;
}
