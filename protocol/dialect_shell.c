/* dialect_shell.c: code for eval in POSIX shells. Each value stands in single quotes; a failure
 * is code too, because eval "$(false)" succeeds. */
#include <stdio.h>
#include <string.h>

#include "protocol/dialect.h"
#include "protocol/host.h"

static const char variables[] =
    "WORKFRONT_ACCESS_TOKEN WORKFRONT_TOKEN_EXPIRES_AT WORKFRONT_URL "
    "WORKFRONT_CLIENT_ID WORKFRONT_ORG_ID";

static void quote(struct buffer *out, const char *text)
{
    buffer_text(out, "'");
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            buffer_text(out, "'\\''");
        else
            buffer_append(out, text, 1);
    }
    buffer_text(out, "'");
}

static void export(struct buffer *out, const char *name, const char *value)
{
    if (value == NULL)
        return;
    buffer_text(out, "export ");
    buffer_text(out, name);
    buffer_text(out, "=");
    quote(out, value);
    buffer_text(out, ";\n");
}

static void answer(struct buffer *out, const struct request *request,
                   const struct credential *credential)
{
    char url[sizeof "https://" + HOST_SIZE], expiry[24];

    (void)request;
    snprintf(url, sizeof url, "https://%s", credential->host);
    snprintf(expiry, sizeof expiry, "%lld", (long long)credential->expires_at);
    export(out, "WORKFRONT_ACCESS_TOKEN", credential->token);
    export(out, "WORKFRONT_TOKEN_EXPIRES_AT", expiry);
    export(out, "WORKFRONT_URL", url);
    export(out, "WORKFRONT_CLIENT_ID", credential->client_id);
    export(out, "WORKFRONT_ORG_ID", credential->org_id);
    if (credential->org_id == NULL)
        buffer_text(out, "unset WORKFRONT_ORG_ID;\n");
}

static void failure(struct buffer *out, int exit)
{
    buffer_format(out, "unset %s;\n", variables);
    if (exit != 0)
        buffer_format(out, "(exit %d);\n", exit);
}

const struct dialect dialect_shell = { "shell", answer, failure };
