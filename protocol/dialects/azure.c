/* azure.c: Azure Pipelines. Logging commands on stdout set variables for the later steps of a
 * job; the token's is a secret, which the log masks and a script gets only if its step maps it
 * ("Set variables in scripts", Azure Pipelines). */
#include "protocol/dialects/dialect.h"
#include "protocol/dialects/quote.h"

static void write_answer(struct buffer *out, const struct answer *answer)
{
    struct values values = { .value = { NULL } };
    int i;

    values_fill(&values, answer->credential);
    for (i = 0; i < VARIABLES; i++) {
        if (values.value[i] == NULL)
            continue; /* unreached: each value is set there */
        buffer_format(out, "##vso[task.setvariable variable=%s%s]",
                      variable_name(&answer->format->names, (enum variable)i),
                      i == VARIABLE_TOKEN ? ";issecret=true" : "");
        quote(out, &quoting_raw, values.value[i]);
        buffer_text(out, "\n");
    }
}

const struct dialect dialect_azure = { .name = "azure", .answer = write_answer };
