/* get.c: `get`, the fast path: a git-credential request on stdin, a token on stdout. */
#include "helper/commands.h"
#include "helper/token/answer.h"
#include "helper/token/broker_client.h"

static enum status credential_answer(struct context *context, const char *host,
                                     const struct request *request)
{
    enum status status = answer_token(context, host, request);

    if (status != STATUS_NOT_FOUND || !context->any_host)
        return status;
    status = context_open(context, false);
    return status == STATUS_OK ? answer_kept(context, host, request) : status;
}

enum status command_get(struct context *context)
{
    struct buffer text = BUFFER(RECORD_MAX);
    struct request request = { 0 };
    char host[HOST_SIZE];
    enum status status = request_take(context, &request, &text, host);

    if (status == STATUS_OK)
        status = broker_or_store(context);
    if (status == STATUS_OK)
        status = credential_answer(context, host, &request);
    buffer_clear(&text);
    return status;
}
