/* authorization.c: the whole value of an Authorization header, as pnpm's tokenHelper
 * and others take it. */
#include "protocol/dialects/dialect.h"

static void write_answer(struct buffer *out, const struct answer *answer)
{
    buffer_text(out, "Bearer ");
    buffer_text(out, answer->credential->token);
    buffer_text(out, "\n");
}

const struct dialect dialect_authorization = { .name = "authorization",
                                               .answer = write_answer };
