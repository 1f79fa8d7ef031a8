/* token.c: the bare token, for callers that read one line. */
#include "protocol/dialects/dialect.h"

static void write_answer(struct buffer *out, const struct answer *answer)
{
    buffer_text(out, answer->credential->token);
    buffer_text(out, "\n");
}

const struct dialect dialect_token = { .name = "token", .answer = write_answer };
