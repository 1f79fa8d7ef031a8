/* store.c: `store`, git's offer of a credential that worked. What we mint is never replaced by
 * what a caller brings back, so the request is read, checked and dropped. */
#include "helper/commands.h"

enum status command_store(struct context *context)
{
    struct buffer text = BUFFER(RECORD_MAX);
    struct request request = { 0 };
    char host[HOST_SIZE];
    enum status status = request_take(&request, &text, host, &context->fault);

    buffer_clear(&text);
    return status;
}
