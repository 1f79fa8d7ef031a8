/* token.c: the bare token, for callers that read one line. */
#include "protocol/dialects/dialect.h"

static void answer(struct buffer *out, const struct request *request,
                   const struct format_options *manner, const struct credential *credential)
{
    (void)request;
    (void)manner;
    buffer_text(out, credential->token);
    buffer_text(out, "\n");
}

const struct dialect dialect_token = { .name = "token", .answer = answer };
