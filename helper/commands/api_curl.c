/* api_curl.c: curl(1) as what calls Workfront. It gets the token in a configuration that is a
 * file in memory, and in no argument. Standard input stays what it was, for --data -. The
 * headers of the answers go to another such file, and what curl says to a third: after a 401
 * the token is suspect. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "helper/child.h"
#include "helper/commands.h"
#include "helper/commands/api.h"
#include "helper/say/say.h"
#include "helper/token/broker_client.h"
#include "protocol/dialects/quote.h"

enum { NOT_FOUND = 127 };

static void setting_put(struct buffer *out, const char *name, const char *value)
{
    buffer_format(out, "%s = ", name);
    quote(out, &quoting_curl, value);
    buffer_text(out, "\n");
}

/* Descriptors of files that take what curl gets, and says. */
struct curl_files {
    int headers, errors;
};

/* Appends what to call, for curl(1), --config. */
static void curl_configure(struct buffer *out, const struct context *context,
                           const struct call *call, const struct buffer *urls,
                           const struct curl_files *files, int output)
{
    const struct family *family = context->target.family;
    const struct answer answer = { NULL, &context->format, &call->credential };
    const char *url = buffer_string(urls);

    dialect_curl.answer(out, &answer);
    buffer_text(out, "silent\nshow-error\nfail-with-body\nfail-early\ngloboff\n"
                     "proto = \"=https\"\nconnect-timeout = 30\nsuppress-connect-headers\n");
    buffer_format(out, "dump-header = \"/dev/fd/%d\"\nstderr = \"/dev/fd/%d\"\n",
                  files->headers, files->errors);
    if (output >= 0)
        buffer_format(out, "retry = 2\noutput = \"/dev/fd/%d\"\n", output);
    if (family != NULL && family->body != NULL)
        setting_put(out, "header", "Accept: application/json, text/event-stream");
    if (call->body != NULL) {
        buffer_text(out, "data-binary = \"@");
        quote_piece(out, &quoting_curl, call->body);
        buffer_text(out, "\"\n");
        setting_put(out, "header", "Content-Type: application/json");
    }
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

/* The status of the last answer (RFC 9112 section 4), 0 where none came. */
static int http_status(int headers)
{
    FILE *file = lseek(headers, 0, SEEK_SET) == 0 ? fdopen(dup(headers), "r") : NULL;
    int status = 0;
    char line[64];

    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "HTTP/", 5) == 0)
            status = (int)strtol(line + strcspn(line, " "), NULL, 10);
    if (file != NULL)
        fclose(file);
    return status;
}

/* "curl: (6) Could not resolve host: …", without what is in front. */
static void error_read(char *out, size_t size, int errors)
{
    struct buffer text = BUFFER(65536);
    const char *line = "";

    if (lseek(errors, 0, SEEK_SET) == 0)
        buffer_read(&text, errors);
    line = buffer_string(&text);
    if (strncmp(line, "curl: (", 7) == 0 && strstr(line, ") ") != NULL)
        line = strstr(line, ") ") + 2;
    snprintf(out, size, "%.*s", (int)strcspn(line, "\n"), line);
    buffer_clear(&text);
}

static enum status suspect_token(struct context *context, const struct token *token)
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
    return status;
}

int api_memory_file(const struct buffer *text)
{
    int fd = memfd_create("api", 0);

    if (fd >= 0 && (buffer_write(text, fd) != STATUS_OK || lseek(fd, 0, SEEK_SET) != 0))
        fd_close(&fd);
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
static enum status run_curl(struct context *context, const struct buffer *configuration,
                            struct relay *relay, struct child *curl)
{
    char path[PATH_MAX], no_file[] = "-q", option[] = "-K", file[32];
    char *const arguments[] = { path, no_file, option, file, NULL };
    int fd = api_memory_file(configuration);
    enum status status = STATUS_OK;

    if (fd < 0)
        return fault_set(&context->fault, STATUS_IO, errno, "api", NULL);
    environment_clean();
    snprintf(file, sizeof file, "/dev/fd/%d", fd);
    if (!paths_search(path, "curl")) {
        context->exit_status = NOT_FOUND;
        status = fault_set(&context->fault, STATUS_IO, ENOENT, "curl", NULL);
    }
    if (status == STATUS_OK)
        status = relay_run(relay, curl, arguments, -1, &context->fault);
    close(fd);
    return status;
}

/* Nothing may come between a 401 and its token's being suspect. */
static enum status take_reply(struct context *context, struct call *call,
                              const struct child *curl, const struct curl_files *files,
                              struct api_reply *reply)
{
    enum status status = STATUS_OK;

    reply->http_status = http_status(files->headers);
    error_read(reply->error, sizeof reply->error, files->errors);
    if (reply->http_status == 401)
        status = suspect_token(context, &call->token);
    reply->curl_status = reply->relay.error == 0 ? child_end_as(curl) : 0;
    if (status == STATUS_OK && reply->file >= 0 && lseek(reply->file, 0, SEEK_SET) == 0)
        buffer_read(&reply->relay.kept, reply->file);
    return status;
}

enum status api_curl(struct context *context, struct call *call, const struct buffer *urls,
                     struct api_reply *reply)
{
    static const struct buffer nothing = BUFFER(1);
    struct buffer configuration = BUFFER(RECORD_MAX);
    struct child curl = CHILD;
    struct curl_files files = { api_memory_file(&nothing), api_memory_file(&nothing) };
    enum status status = STATUS_OK;

    if (files.headers < 0 || files.errors < 0)
        status = fault_set(&context->fault, STATUS_IO, errno, "api", NULL);
    curl_configure(&configuration, context, call, urls, &files, reply->file);
    if (status == STATUS_OK && buffer_status(&configuration) != STATUS_OK)
        status = fault_set(&context->fault, buffer_status(&configuration), 0, "api",
                           "too much to ask at once");
    if (status == STATUS_OK)
        status = run_curl(context, &configuration, &reply->relay, &curl);
    buffer_clear(&configuration);
    if (status == STATUS_OK)
        status = take_reply(context, call, &curl, &files, reply);
    fd_close(&files.headers);
    fd_close(&files.errors);
    return status;
}
