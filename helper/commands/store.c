/* store.c: `store`, git's offer of a credential that worked. What we mint is never replaced by
 * what a caller brings back; for other hosts it is kept when --any-host says so. */
#include <stdio.h>
#include <string.h>

#include "helper/commands.h"
#include "helper/token/answer.h"
#include "helper/token/foreign.h"

static enum status credential_keep(struct context *context, const struct request *request,
                                   const char *host)
{
    struct foreign kept;
    bool is_free = false, changes = false;
    enum status status =
        foreign_from_request(&kept, request, context->options.lifetime, &context->fault);

    if (status == STATUS_OK)
        status = context_configure(context);
    if (status != STATUS_OK || !context->any_host)
        return status;
    snprintf(context->audited.host, sizeof context->audited.host, "%s", host);
    context->audited.is_foreign = true;
    status = context_open(context, true);
    if (status == STATUS_OK)
        status = profile_host_is_free(&is_free, context->store, host, &context->fault);
    if (is_free)
        status = foreign_put(&kept, context->store, host, &changes, &context->fault);
    context->audited.is_nothing = status == STATUS_OK && !changes;
    return status;
}

/* Nobody is told that a caller without --any-host asks for what isn't a host: it is a miss. */
static enum status refuse_host(struct context *context, enum status miss)
{
    enum status status = context_configure(context);

    if (status != STATUS_OK)
        return status;
    return context->any_host
               ? fault_set(&context->fault, STATUS_MALFORMED, 0, "the host",
                           "it is longer than 259 bytes, or has a blank, a control character, "
                           "/ or @ in it, so that nothing is kept for it")
               : miss;
}

static bool has_bad_host(const struct request *request, const char *host)
{
    return host[0] == '\0' && request->host != NULL && request->host[0] != '\0' &&
           request->protocol != NULL && strcmp(request->protocol, "https") == 0;
}

enum status command_store(struct context *context)
{
    struct buffer text = BUFFER(RECORD_MAX);
    struct request request = { 0 };
    char host[HOST_SIZE];
    enum status status = request_take(context, &request, &text, host);

    if (status == STATUS_NOT_FOUND && has_bad_host(&request, host))
        status = refuse_host(context, status);
    if (status == STATUS_OK)
        status = credential_keep(context, &request, host);
    buffer_clear(&text);
    return status;
}
