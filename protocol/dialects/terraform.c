/* terraform.c: Terraform's and OpenTofu's credentials helper. Source: Terraform
 * documentation, "Credentials Helpers". The host is a word of the command line. */
#include "protocol/dialects/dialect.h"
#include "protocol/dialects/quote.h"

static void write_answer(struct buffer *out, const struct answer *answer)
{
    buffer_text(out, "{\"token\":");
    quote(out, &quoting_json, answer->credential->token);
    buffer_text(out, "}\n");
}

const struct dialect dialect_terraform = {
    .name = "terraform", .answer = write_answer, .miss = "{}\n", .is_unattended = true
};
