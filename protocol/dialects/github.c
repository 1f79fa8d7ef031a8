/* github.c: GitHub Actions. The token is masked in the job's log by a workflow command
 * on stdout, and the variables of later steps are appended to the file $GITHUB_ENV ("Workflow
 * commands for GitHub Actions": add-mask, environment files). The delimiter is random, as that
 * document asks. */
#include <sodium.h>

#include "protocol/dialects/dialect.h"
#include "protocol/dialects/quote.h"

enum { DELIMITER_BYTES = 16 };

static void write_answer(struct buffer *out, const struct answer *answer)
{
    buffer_text(out, "::add-mask::");
    quote(out, &quoting_raw, answer->credential->token);
    buffer_text(out, "\n");
}

static void append_answer(struct buffer *out, const struct answer *answer)
{
    unsigned char random[DELIMITER_BYTES];
    char delimiter[2 * DELIMITER_BYTES + 1];
    struct values values = { .value = { NULL } };
    int i;

    randombytes_buf(random, sizeof random);
    sodium_bin2hex(delimiter, sizeof delimiter, random, sizeof random);
    values_fill(&values, answer->credential);
    for (i = 0; i < VARIABLES; i++) {
        if (values.value[i] == NULL)
            continue; /* unreached: each value is set there */
        buffer_format(out, "%s<<%s\n", variable_name(&answer->format->names, (enum variable)i),
                      delimiter);
        quote(out, &quoting_raw, values.value[i]);
        buffer_format(out, "\n%s\n", delimiter);
    }
}

const struct dialect dialect_github = { .name = "github",
                                        .answer = write_answer,
                                        .file_variable = "GITHUB_ENV",
                                        .append = append_answer };
