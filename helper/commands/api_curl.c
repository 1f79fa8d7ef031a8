/* api_curl.c: curl(1) as what calls Workfront. It gets the token in a configuration that is a
 * file in memory, and in no argument. Standard input stays what it was, for --data -. The
 * headers of the answers go to another such file: after a 401 the token is suspect. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "helper/child.h"
#include "helper/commands.h"
#include "helper/commands/api.h"
#include "helper/say/say.h"
#include "helper/token/broker.h"
#include "protocol/dialects/quote.h"

enum { NOT_FOUND = 127 };

static void setting_put(struct buffer *out, const char *name, const char *value)
{
    buffer_format(out, "%s = ", name);
    quote(out, &quoting_curl, value);
    buffer_text(out, "\n");
}

static void put_body(struct buffer *out, const char *file)
{
    buffer_text(out, "data-binary = \"@");
    quote_piece(out, &quoting_curl, file);
    buffer_text(out, "\"\n");
    setting_put(out, "header", "Content-Type: application/json");
}

/* Appends what to call, for curl(1), --config. `headers` and `output`, unless it is negative,
 * are files that take what curl gets. */
static void configure(struct buffer *out, const struct context *context,
                      const struct call *call, const struct buffer *urls, int headers,
                      int output)
{
    const struct family *family = context->target.family;
    const struct answer answer = { NULL, &context->format, &call->credential };
    const char *url = buffer_string(urls);

    dialect_curl.answer(out, &answer);
    buffer_text(out, "silent\nshow-error\nfail-with-body\nfail-early\ngloboff\n"
                     "proto = \"=https\"\nconnect-timeout = 30\nsuppress-connect-headers\n");
    buffer_format(out, "dump-header = \"/dev/fd/%d\"\n", headers);
    if (output >= 0)
        buffer_format(out, "retry = 2\noutput = \"/dev/fd/%d\"\n", output);
    if (family != NULL && family->body != NULL)
        setting_put(out, "header", "Accept: application/json, text/event-stream");
    if (context->options.data != NULL)
        put_body(out, context->options.data);
    if (call->method != NULL && strcmp(call->method, "HEAD") == 0)
        buffer_text(out, "head\n");
    else if (call->method != NULL)
        setting_put(out, "request", call->method);
    for (; *url != '\0'; url += strcspn(url, " ") + 1) {
        buffer_text(out, "url = \"");
        buffer_append(out, url, strcspn(url, " "));
        buffer_text(out, "\"\n");
    }
}

static bool is_refusal(const char *line)
{
    return strncmp(line, "HTTP/", 5) == 0 && strncmp(line + strcspn(line, " "), " 401", 4) == 0;
}

/* Whether one of the answers was 401 (RFC 9110 section 15.5.2). */
static bool was_refused(int headers)
{
    FILE *file = lseek(headers, 0, SEEK_SET) == 0 ? fdopen(headers, "r") : NULL;
    bool refused = false;
    char line[64];

    while (!refused && file != NULL && fgets(line, sizeof line, file) != NULL)
        refused = is_refusal(line);
    if (file != NULL)
        fclose(file);
    return refused;
}

static enum status suspect(struct context *context, const struct token *token)
{
    struct audit_subject *audited = &context->audited;
    const struct request bad = { .password = token->access_token };
    bool has_changed = false;
    enum status status =
        context->broker != NULL
            ? broker_erase(context, context->profile.host.item[0], &bad)
            : token_suspect(context->store, context->profile.name, token->access_token,
                            audited->token, &has_changed, &context->fault);

    if (has_changed)
        audited->event = AUDIT_EVENT_ERASE;
    snprintf(audited->profile, sizeof audited->profile, "%s", context->profile.name);
    if (status == STATUS_OK)
        say_hint("Workfront refused the token (401): the next call asks for a new one; where "
                 "that doesn't help: workfront-credential verify");
    return status;
}

/* A file in memory without a name, which children inherit. Returns −1 with errno. */
static int memory_file(const struct buffer *text)
{
    int fd = memfd_create("api", 0);

    if (fd < 0 || buffer_write(text, fd) != STATUS_OK || lseek(fd, 0, SEEK_SET) != 0)
        return -1;
    return fd;
}

/* What makes a TLS library write down keys or what it was sent. */
static void environment_clean(void)
{
    static const char *const names[] = { "SSLKEYLOGFILE", "GNUTLS_DEBUG_LEVEL", "SSLDEBUG",
                                         "SSLDEBUGFILE", "SSLTRACE" };
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++)
        unsetenv(names[i]);
}

/* Runs curl with the configuration. */
static enum status api_run_curl(struct context *context, const struct buffer *configuration,
                                struct child *curl)
{
    char path[PATH_MAX], no_file[] = "-q", option[] = "-K", file[32];
    char *const arguments[] = { path, no_file, option, file, NULL };
    int fd = memory_file(configuration);
    enum status status = STATUS_OK;

    if (fd < 0)
        return fault_set(&context->fault, STATUS_IO, errno, "api", NULL);
    environment_clean();
    if (!paths_search(path, "curl")) {
        context->exit_status = NOT_FOUND;
        status = fault_set(&context->fault, STATUS_IO, ENOENT, "curl", NULL);
    }
    snprintf(file, sizeof file, "/dev/fd/%d", fd);
    curl->dies_with_us = true;
    if (status == STATUS_OK)
        status = child_start(curl, arguments, environ, &context->fault);
    close(fd);
    if (status != STATUS_OK)
        return status;
    while (!curl->has_ended)
        child_wait(curl, -1);
    child_clear(curl);
    return STATUS_OK;
}

enum status api_curl(struct context *context, struct call *call, const struct buffer *urls,
                     int output)
{
    static const struct buffer nothing = BUFFER(1);
    struct buffer configuration = BUFFER(RECORD_MAX);
    struct child curl = CHILD;
    int headers = memory_file(&nothing);
    enum status status;

    if (headers < 0)
        return fault_set(&context->fault, STATUS_IO, errno, "api", NULL);
    configure(&configuration, context, call, urls, headers, output);
    status = buffer_status(&configuration);
    if (status != STATUS_OK)
        fault_set(&context->fault, status, 0, "api", "too much to ask at once");
    else
        status = api_run_curl(context, &configuration, &curl);
    buffer_clear(&configuration);
    if (status != STATUS_OK) {
        close(headers);
        return status;
    }
    if (was_refused(headers))
        status = suspect(context, &call->token);
    context->exit_status = child_end_as(&curl);
    return status;
}
