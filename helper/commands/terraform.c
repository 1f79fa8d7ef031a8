/* terraform.c: `terraform`: get, store and forget HOST. */
#include <string.h>

#include "helper/commands.h"
#include "helper/token/answer.h"
#include "helper/token/broker_client.h"

static enum status token_get(struct context *context, const char *host)
{
    return answer_token(context, host, NULL);
}

static enum status token_store(struct context *context, const char *host)
{
    return fault_set(&context->fault, STATUS_UNSUITABLE, 0, host,
                     "tokens are fetched from Adobe and can't be stored; no login is needed");
}

/* As `terraform logout` expects; the credential stays, so that the next get asks Adobe. */
static enum status token_forget(struct context *context, const char *host)
{
    enum status status;

    if (context->broker != NULL)
        return fault_because(&context->fault, STATUS_DENIED, CAUSE_BROKER_OPERATION, host,
                             NULL);
    status = context_find_profile(context, host);
    context->audited.event = AUDIT_EVENT_ERASE;
    if (status == STATUS_OK)
        status =
            store_delete(context->store, STORE_TOKEN, context->profile.name, &context->fault);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static const struct {
    const char *name;
    enum status (*run)(struct context *context, const char *host);
} operations[] = { { "get", token_get }, { "store", token_store }, { "forget", token_forget } };

static enum status verb_run(struct context *context, const char *name, const char *host)
{
    size_t i;

    for (i = 0; i < sizeof operations / sizeof operations[0]; i++)
        if (strcmp(operations[i].name, name) == 0)
            return operations[i].run(context, host);
    return context_refuse_words(context);
}

enum status command_terraform(struct context *context)
{
    char **words = context->options.arguments;
    char host[HOST_SIZE];
    enum status status;

    if (context->options.arguments_count != 2)
        return context_refuse_words(context);
    if (!host_canonical(host, words[1]))
        return fault_set(&context->fault, STATUS_NOT_FOUND, 0, words[1], "it isn't a host");
    status = broker_or_store(context);
    if (status == STATUS_OK)
        status = verb_run(context, words[0], host);
    return status;
}
