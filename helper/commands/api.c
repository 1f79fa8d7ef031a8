/* api.c: `api`: call Workfront through curl(1), which gets the token in a configuration that is
 * a file in memory, and in no argument. Standard input stays what it was, for --data -. The
 * headers of the answers go to another such file: after a 401 the token is suspect. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper/child.h"
#include "helper/commands.h"
#include "helper/say/say.h"
#include "helper/token/answer.h"
#include "helper/token/token.h"
#include "protocol/dialects/quote.h"

enum { NOT_FOUND = 127 };

static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD" };

struct call {
    const char *method;
    char **path; /* ends with NULL */
    char host[HOST_SIZE];
    struct token token; /* what it's called with */
    int headers;        /* of the answers: a file in memory, which curl inherits */
};

static const char *method_find(const char *word)
{
    size_t i;

    for (i = 0; word != NULL && i < sizeof methods / sizeof methods[0]; i++)
        if (strcmp(methods[i], word) == 0)
            return methods[i];
    return NULL;
}

static enum status refuse(struct context *context, const char *why)
{
    return fault_set(&context->fault, STATUS_USAGE, 0, "api", why);
}

/* Takes what follows the host; a whole URL names the host too, and all of them the same one. */
static enum status path_take(struct context *context, struct call *call, char **path)
{
    char host[HOST_SIZE];
    const char *at;
    size_t end;

    for (at = *path; *at != '\0'; at++)
        if (*at <= ' ' || *at > '~' || strchr("\"\\#{}", *at) != NULL)
            return refuse(context, "takes a path of printable ASCII; encode the rest with %");
    if (strstr(*path, "://") == NULL || strcspn(*path, "/?") < strcspn(*path, ":"))
        return STATUS_OK;
    if (!host_of_url(host, *path, &end))
        return refuse(context, "takes https URLs of Workfront hosts only");
    if (call->host[0] != '\0' && strcmp(call->host, host) != 0)
        return refuse(context, "takes paths of one host at a time");
    snprintf(call->host, sizeof call->host, "%s", host);
    *path += end;
    if (**path != '/')
        return refuse(context, "takes a URL with a path");
    return STATUS_OK;
}

static enum status call_take(struct context *context, struct call *call)
{
    char **words = context->options.arguments;
    enum status status = answer_host_option(context, call->host);
    char **path;

    if (status != STATUS_OK)
        return status;
    call->method = method_find(words[0]);
    call->path = call->method != NULL ? words + 1 : words;
    if (call->path[0] == NULL)
        return refuse(context, "needs a path such as /attask/api/v22.0/session");
    for (path = call->path; status == STATUS_OK && *path != NULL; path++)
        status = path_take(context, call, path);
    return status;
}

static void setting_put(struct buffer *out, const char *name, const char *value)
{
    buffer_format(out, "%s = ", name);
    quote(out, &quoting_curl, value);
    buffer_text(out, "\n");
}

static void put_url(struct buffer *out, const struct profile *profile, const char *host,
                    const char *path)
{
    buffer_format(out, "url = \"https://%s", host);
    if (path[0] != '/')
        buffer_format(out, "/attask/api/v%lld.0/", (long long)profile->api_version);
    quote_piece(out, &quoting_curl, path);
    buffer_text(out, "\"\n");
}

static void put_body(struct buffer *out, const char *file)
{
    buffer_text(out, "data-binary = \"@");
    quote_piece(out, &quoting_curl, file);
    buffer_text(out, "\"\n");
    setting_put(out, "header", "Content-Type: application/json");
}

/* Adds what to call to the lines of the token. */
static enum status configure(struct context *context, const struct call *call)
{
    const struct profile *profile = &context->profile;
    const char *host = call->host[0] != '\0' ? call->host : profile->host.item[0];
    struct buffer *out = &context->out;
    char **path;

    buffer_text(out, "silent\nshow-error\nfail-with-body\nfail-early\ngloboff\n"
                     "proto = \"=https\"\nconnect-timeout = 30\nsuppress-connect-headers\n");
    buffer_format(out, "dump-header = \"/dev/fd/%d\"\n", call->headers);
    if (context->options.data != NULL)
        put_body(out, context->options.data);
    if (call->method != NULL && strcmp(call->method, "HEAD") == 0)
        buffer_text(out, "head\n");
    else if (call->method != NULL)
        setting_put(out, "request", call->method);
    for (path = call->path; *path != NULL; path++)
        put_url(out, profile, host, *path);
    if (buffer_status(out) == STATUS_OK)
        return STATUS_OK;
    return fault_set(&context->fault, buffer_status(out), 0, "api", "too much to ask at once");
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
    bool has_changed = false;
    enum status status =
        token_suspect(context->store, context->profile.name, token->access_token,
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

/* Runs curl with the configuration that context->out holds, which is wiped. */
static enum status curl_run(struct context *context, struct child *curl)
{
    char path[PATH_MAX], no_file[] = "-q", option[] = "-K", file[32];
    char *const arguments[] = { path, no_file, option, file, NULL };
    int configuration = memory_file(&context->out);
    enum status status = STATUS_OK;

    if (configuration < 0)
        status = fault_set(&context->fault, STATUS_IO, errno, "api", NULL);
    buffer_clear(&context->out);
    environment_clean();
    if (!paths_search(path, "curl")) {
        context->exit_status = NOT_FOUND;
        status = fault_set(&context->fault, STATUS_IO, ENOENT, "curl", NULL);
    }
    snprintf(file, sizeof file, "/dev/fd/%d", configuration);
    curl->dies_with_us = true;
    if (status == STATUS_OK)
        status = child_start(curl, arguments, environ, &context->fault);
    close(configuration);
    if (status != STATUS_OK)
        return status;
    while (!curl->has_ended)
        child_wait(curl, -1);
    child_clear(curl);
    return STATUS_OK;
}

static enum status call_curl(struct context *context, struct call *call)
{
    static const struct buffer nothing = BUFFER(1);
    struct child curl = CHILD;
    enum status status;

    answer_renew_first(context);
    call->headers = memory_file(&nothing);
    if (call->headers < 0)
        return fault_set(&context->fault, STATUS_IO, errno, "api", NULL);
    status = configure(context, call);
    if (status == STATUS_OK)
        status = curl_run(context, &curl);
    if (status != STATUS_OK)
        return status;
    if (was_refused(call->headers))
        status = suspect(context, &call->token);
    context->exit_status = child_end_as(&curl);
    return status;
}

/* curl would send nothing in place of what it can't read. */
static enum status check_body(struct context *context)
{
    const char *name = context->options.data;
    struct stat body;
    bool is_input;
    int error = 0;

    if (name == NULL)
        return STATUS_OK;
    is_input = strcmp(name, "-") == 0;
    if (is_input ? fstat(STDIN_FILENO, &body) != 0
                 : stat(name, &body) != 0 || access(name, R_OK) != 0)
        error = errno;
    else if (S_ISDIR(body.st_mode))
        error = EISDIR;
    if (error == 0)
        return STATUS_OK;
    return fault_set(&context->fault, STATUS_IO, error, is_input ? "standard input" : name,
                     NULL);
}

enum status command_api(struct context *context)
{
    struct call call = { .token = TOKEN };
    struct credential credential = { .token = NULL };
    enum status status = call_take(context, &call);

    if (status == STATUS_OK)
        status = check_body(context);
    if (status == STATUS_OK)
        status = context_open(context, false);
    if (status == STATUS_OK)
        status = answer_obtain(context, call.host[0] != '\0' ? call.host : NULL, NULL,
                               &call.token, &credential);
    if (status == STATUS_OK) {
        dialect_curl.answer(&context->out,
                            &(struct answer){ NULL, &context->format, &credential });
        status = call_curl(context, &call);
    }
    token_clear(&call.token);
    return status;
}
