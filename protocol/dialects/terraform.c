/* terraform.c: Terraform's and OpenTofu's credentials helper. Source: Terraform
 * documentation, "Credentials Helpers". The host is a word of the command line. */
#include "protocol/dialects/dialect.h"
#include "protocol/dialects/quote.h"

static void answer(struct buffer *out, const struct request *request,
                   const struct format_options *manner, const struct credential *credential)
{
    (void)request;
    (void)manner;
    buffer_text(out, "{\"token\":");
    quote(out, &quoting_json, credential->token);
    buffer_text(out, "}\n");
}

const struct dialect dialect_terraform = {
    .name = "terraform", .answer = answer, .miss = "{}\n", .is_unattended = true
};
