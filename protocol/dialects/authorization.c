/* authorization.c: the whole value of an Authorization header, as pnpm's tokenHelper
 * and others take it. */
#include "protocol/dialects/dialect.h"

static void answer(struct buffer *out, const struct request *request,
                   const struct format_options *manner, const struct credential *credential)
{
    (void)request;
    (void)manner;
    buffer_text(out, "Bearer ");
    buffer_text(out, credential->token);
    buffer_text(out, "\n");
}

const struct dialect dialect_authorization = { .name = "authorization", .answer = answer };
