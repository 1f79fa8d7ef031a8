/* request.c: what a caller asks, in its dialect. */
#include "helper/token/request.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Who calls us as a tool has its request ready; a person may type one. */
enum { REQUEST_TIMEOUT_MS = 10000 };

static enum status text_take(const struct dialect *dialect, struct buffer *text,
                             struct fault *fault)
{
    enum status status;

    if (dialect->variable != NULL) {
        const char *value = getenv(dialect->variable);

        buffer_text(text, value != NULL ? value : "");
        status = buffer_status(text);
    } else {
        status = buffer_read_until(text, STDIN_FILENO, dialect->is_whole,
                                   isatty(STDIN_FILENO) ? -1 : REQUEST_TIMEOUT_MS);
    }
    if (status == STATUS_OK)
        return status;
    if (status == STATUS_IO && errno == ETIMEDOUT)
        return fault_set(fault, STATUS_MALFORMED, 0, "the request",
                         "standard input is still open after 10 s, and what came isn't whole");
    return fault_set(fault, status, status == STATUS_IO ? errno : 0, "the request", NULL);
}

enum status request_take(struct context *context, struct request *request, struct buffer *text,
                         char host[HOST_SIZE])
{
    enum status status = text_take(context->dialect, text, &context->fault);

    host[0] = '\0';
    if (status == STATUS_OK)
        status = context->dialect->read(request, text, &context->fault);
    if (status != STATUS_OK || request->host == NULL)
        return status;
    if (request->protocol == NULL || strcmp(request->protocol, "https") != 0 ||
        !host_foreign(host, request->host))
        return fault_set(&context->fault, STATUS_NOT_FOUND, 0, "the request",
                         "it names no https host");
    return STATUS_OK;
}
