/* json_env.c: the variables as one JSON object of strings, for shells that read JSON
 * (nushell: from json | load-env; elvish: from-json). */
#include "protocol/dialects/dialect.h"
#include "protocol/dialects/quote.h"

static void write_answer(struct buffer *out, const struct answer *answer)
{
    struct values values = { .value = { NULL } };
    int i, count = 0;

    values_fill(&values, answer->credential);
    for (i = 0; i < VARIABLES; i++) {
        if (values.value[i] == NULL)
            continue;
        buffer_text(out, count++ == 0 ? "{" : ",");
        quote(out, &quoting_json, variable_name(&answer->format->names, (enum variable)i));
        buffer_text(out, ":");
        quote(out, &quoting_json, values.value[i]);
    }
    buffer_text(out, "}\n");
}

const struct dialect dialect_json_env = { .name = "json-env", .answer = write_answer };
