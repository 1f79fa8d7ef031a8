/* api.c: `api`: call a family of Workfront's API through curl(1). */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper/commands.h"
#include "helper/commands/api.h"
#include "helper/token/answer.h"
#include "helper/token/broker.h"

static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD" };

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

/* Takes the host out of a URL, and leaves what follows it. */
static enum status url_take(struct context *context, struct call *call, char **path,
                            const struct family **family)
{
    char host[HOST_SIZE];
    size_t end;

    if (!host_of_url(host, *path, &end))
        return refuse(context, "takes https URLs of Workfront hosts only");
    *path += end;
    if (**path != '/')
        return refuse(context, "takes a URL with a path");
    *family = family_of_url(host, *path);
    if (family_is_gateway(host))
        return *family != NULL ? STATUS_OK
                               : fault_because(&context->fault, STATUS_NOT_FOUND, CAUSE_GATEWAY,
                                               host, NULL);
    if (call->host[0] != '\0' && strcmp(call->host, host) != 0)
        return refuse(context, "takes paths of one host at a time");
    snprintf(call->host, sizeof call->host, "%s", host);
    return STATUS_OK;
}

/* Takes the name of a family in front, which is Workflow without one. */
static void name_take(char **path, const struct family **family)
{
    size_t length = strcspn(*path, "/?");

    *family = family_find(*path, length);
    if (*family == NULL)
        *family = families;
    else
        *path += length + ((*path)[length] == '/');
}

static enum status path_take(struct context *context, struct call *call, char **path)
{
    const struct family *family = NULL;
    enum status status = STATUS_OK;
    bool is_first = path == call->path;
    const char *at;

    for (at = *path; *at != '\0'; at++)
        if (*at <= ' ' || *at > '~' || strchr("\"\\#{}", *at) != NULL)
            return refuse(context, "takes a path of printable ASCII; encode the rest with %");
    if (strstr(*path, "://") != NULL && strcspn(*path, "/?") > strcspn(*path, ":"))
        status = url_take(context, call, path, &family);
    else if (**path == '/')
        family = family_of_url("", *path);
    else
        name_take(path, &family);
    if (status == STATUS_OK && !is_first && family != context->target.family)
        status = refuse(context, "takes paths of one family at a time");
    context->target.family = family;
    return status;
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
        return refuse(context,
                      "needs a path such as proj/search?fields=name or planning/v2/workspaces");
    for (path = call->path; status == STATUS_OK && *path != NULL; path++)
        status = path_take(context, call, path);
    return status;
}

void api_url(struct buffer *out, const struct context *context, const struct call *call,
             const char *path)
{
    const struct family *family = context->target.family;
    struct family_caller caller = credential_caller(&call->credential);
    size_t start = out->length, host;

    caller.api_version = context->profile.api_version;
    if (path[0] == '/') {
        buffer_format(out, "https://%s",
                      family != NULL && family->host != NULL ? family->host : caller.host);
        buffer_text(out, path);
    } else {
        family_url(out, family, &caller, path[0] != '\0' && path[0] != '?' ? "/" : "");
        buffer_text(out, path);
    }
    if (buffer_status(out) != STATUS_OK || family == NULL || family->host == NULL)
        return;
    host = start + strlen("https://") + strlen(family->host);
    if (family_of_url(family->host, buffer_string(out) + host) != family)
        buffer_fail(out, STATUS_MALFORMED);
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

static enum status call_all(struct context *context, struct call *call)
{
    struct buffer urls = BUFFER(RECORD_MAX);
    enum status status;
    char **path;

    for (path = call->path; *path != NULL; path++) {
        api_url(&urls, context, call, *path);
        buffer_text(&urls, " ");
    }
    status = buffer_status(&urls);
    if (status == STATUS_MALFORMED)
        status = refuse(context, "takes a path that stays within its family");
    else if (status != STATUS_OK)
        fault_set(&context->fault, status, 0, "api", "too much to ask at once");
    else
        status = api_curl(context, call, &urls, -1);
    buffer_clear(&urls);
    return status;
}

enum status command_api(struct context *context)
{
    struct call call = { .token = TOKEN };
    enum status status = call_take(context, &call);

    if (status == STATUS_OK && context->options.lines && !context->options.all)
        status = fault_set(&context->fault, STATUS_USAGE, 0, "--lines",
                           "has no meaning without --all");
    if (status == STATUS_OK)
        status = check_body(context);
    if (status == STATUS_OK)
        status = broker_or_store(context);
    if (status == STATUS_OK)
        status = answer_obtain(context, call.host[0] != '\0' ? call.host : NULL, NULL,
                               &call.token, &call.credential);
    if (status == STATUS_OK)
        answer_renew_first(context);
    if (status == STATUS_OK)
        status = context->options.all ? api_pages(context, &call) : call_all(context, &call);
    token_clear(&call.token);
    return status;
}
