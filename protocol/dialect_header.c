/* dialect_header.c: the HTTP header line of RFC 6750 section 2.1. */
#include "protocol/dialect.h"

static void answer(struct buffer *out, const struct request *request,
                   const struct credential *credential)
{
    (void)request;
    buffer_text(out, "Authorization: Bearer ");
    buffer_text(out, credential->token);
    buffer_text(out, "\n");
}

const struct dialect dialect_header = { "header", answer, NULL };
