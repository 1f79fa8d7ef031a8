/* ask.c: `engflow`, `kubernetes` and `terraform-external`: a request of the dialect's own. */
#include <string.h>

#include "helper/commands.h"
#include "helper/token/answer.h"
#include "helper/token/broker_client.h"
#include "protocol/json.h"

/* A request that leaves the host open takes the option's. */
static enum status request_answer(struct context *context, const struct request *request,
                                  char host[HOST_SIZE])
{
    enum status status = STATUS_OK;

    if (host[0] == '\0')
        status = answer_host_option(context, host);
    else if (request->path != NULL)
        status = target_of_url(context, host, request->path);
    if (status == STATUS_OK)
        status = broker_or_store(context);
    if (status == STATUS_OK)
        status = answer_token(context, text_or_null(host), request);
    return status;
}

enum status command_ask(struct context *context)
{
    struct buffer text = BUFFER(RECORD_MAX);
    struct request request = { 0 };
    char host[HOST_SIZE];
    enum status status;

    json_guard();
    status = request_take(context, &request, &text, host);
    if (status == STATUS_OK)
        status = request_answer(context, &request, host);
    buffer_clear(&text);
    return status;
}

enum status command_engflow(struct context *context)
{
    const struct options *options = &context->options;

    if (options->arguments_count != 1 || strcmp(options->arguments[0], "get") != 0)
        return context_refuse_words(context);
    return command_ask(context);
}
