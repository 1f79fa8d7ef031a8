/* get.c: `get`, the fast path: a git-credential request on stdin, a token on stdout. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "helper/answer.h"
#include "helper/commands.h"

enum status request_take(struct request *request, struct buffer *text, char host[HOST_SIZE],
                         struct fault *fault)
{
    enum status status = buffer_read(text, STDIN_FILENO);

    if (status != STATUS_OK)
        return fault_set(fault, status, status == STATUS_IO ? errno : 0, "the request", NULL);
    status = request_read(request, text, fault);
    if (status != STATUS_OK)
        return status;
    if (request->protocol == NULL || strcmp(request->protocol, "https") != 0 ||
        request->host == NULL || !host_canonical(host, request->host))
        return fault_set(fault, STATUS_NOT_FOUND, 0, "the request", "it names no https host");
    return STATUS_OK;
}

static enum status answer(struct context *context, const char *host,
                          const struct request *request)
{
    enum status status = answer_token(context, host, request->username, request);

    if (status == STATUS_NOT_FOUND && context->any_host)
        status = answer_kept(context, host, request);
    return status;
}

enum status command_get(struct context *context)
{
    struct buffer text = BUFFER(RECORD_MAX);
    struct request request = { 0 };
    char host[HOST_SIZE];
    enum status status = request_take(&request, &text, host, &context->fault);

    if (status == STATUS_OK)
        status = context_open(context, false);
    if (status == STATUS_OK)
        status = answer(context, host, &request);
    buffer_clear(&text);
    return status;
}
