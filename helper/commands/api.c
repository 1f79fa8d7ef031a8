/* api.c: `api`: call a family of Workfront's API through curl(1). */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper/commands.h"
#include "helper/commands/api.h"
#include "helper/token/answer.h"
#include "helper/token/broker_client.h"
#include "protocol/secret.h"

enum { SHOWN_MAX = SECRET_MAX / 4, SENTENCE_MAX = 65536 };

static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD" };

static const char *method_find(const char *word)
{
    size_t i;

    for (i = 0; word != NULL && i < sizeof methods / sizeof methods[0]; i++)
        if (strcasecmp(methods[i], word) == 0)
            return methods[i];
    return NULL;
}

static enum status refuse_words(struct context *context, const char *why)
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
        return refuse_words(context, "takes https URLs of Workfront hosts only");
    *path += end;
    if (**path != '/')
        return refuse_words(context, "takes a URL with a path");
    *family = family_of_url(host, *path);
    if (family_is_gateway(host))
        return *family != NULL ? STATUS_OK
                               : fault_because(&context->fault, STATUS_NOT_FOUND, CAUSE_GATEWAY,
                                               host, NULL);
    if (call->host[0] != '\0' && strcmp(call->host, host) != 0)
        return refuse_words(context, "takes paths of one host at a time");
    snprintf(call->host, sizeof call->host, "%s", host);
    return STATUS_OK;
}

/* Takes the name of a family in front, which is Workflow without one. A slash before it is what
 * the API's reference writes. */
static void name_take(char **path, const struct family **family)
{
    size_t length;

    *path += **path == '/';
    length = strcspn(*path, "/?");
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
    bool is_first = path == call->path, is_url;
    const char *at;

    for (at = *path; *at != '\0'; at++)
        if (*at <= ' ' || *at > '~' || strchr("\"\\#{}", *at) != NULL)
            return refuse_words(context,
                                "takes a path of printable ASCII; encode the rest with %");
    is_url = strstr(*path, "://") != NULL && strcspn(*path, "/?") > strcspn(*path, ":");
    if (is_url)
        status = url_take(context, call, path, &family);
    else if (**path == '/')
        family = family_of_url("", *path);
    if (status == STATUS_OK && family == NULL && !is_url)
        name_take(path, &family);
    if (status == STATUS_OK && !is_first && family != context->target.family)
        status = refuse_words(context, "takes paths of one family at a time");
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
    if (context->options.method != NULL && call->method != NULL)
        return refuse_words(context, "takes one method, as a word or by --method");
    if (context->options.method != NULL &&
        (call->method = method_find(context->options.method)) == NULL)
        return fault_set(&context->fault, STATUS_USAGE, 0, "--method",
                         "takes GET, POST, PUT, PATCH, DELETE or HEAD");
    if (call->path[0] == NULL)
        return refuse_words(
            context, "needs a path such as proj/search?fields=name or planning/v2/workspaces");
    for (path = call->path; status == STATUS_OK && *path != NULL; path++)
        status = path_take(context, call, path);
    return status;
}

void api_encode(struct buffer *out, const char *text)
{
    for (; *text != '\0'; text++)
        if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~", *text))
            buffer_append(out, text, 1);
        else
            buffer_format(out, "%%%02X", (unsigned)(unsigned char)*text);
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

/* To a terminal goes what people can read, elsewhere what comes. */
static enum status call_urls(struct context *context, struct call *call,
                             const struct buffer *urls)
{
    bool is_shown = isatty(STDOUT_FILENO) != 0;
    struct stat output = { .st_mode = 0 };
    struct api_reply reply = { .relay = { .to = is_shown ? -1 : STDOUT_FILENO,
                                          .kept = BUFFER(is_shown ? SHOWN_MAX : SENTENCE_MAX) },
                               .file = -1 };
    enum status status;

    reply.relay.tells =
        !context->options.quiet && isatty(STDERR_FILENO) != 0 &&
        (is_shown || (fstat(STDOUT_FILENO, &output) == 0 && S_ISREG(output.st_mode)));
    status = api_curl(context, call, urls, &reply);
    if (status == STATUS_OK)
        status = api_judge(context, call, &reply);
    if (status == STATUS_OK && is_shown)
        status = api_show(context, &reply);
    buffer_clear(&reply.relay.kept);
    return status;
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
        status = refuse_words(context, "takes a path that stays within its family");
    else if (status != STATUS_OK)
        fault_set(&context->fault, status, 0, "api", "too much to ask at once");
    else
        status = call_urls(context, call, &urls);
    buffer_clear(&urls);
    return status;
}

static enum status call_made(struct context *context, struct call *call)
{
    struct jq jq = { .output = -1 };
    enum status status = api_jq_begin(context, &jq);

    if (status == STATUS_OK)
        status = broker_or_store(context);
    if (status == STATUS_OK)
        status = answer_obtain(context, call->host[0] != '\0' ? call->host : NULL, NULL,
                               &call->token, &call->credential);
    if (status == STATUS_OK)
        answer_renew_first(context);
    if (status == STATUS_OK)
        status = context->options.all ? api_pages(context, call) : call_all(context, call);
    return api_jq_end(context, &jq, status);
}

enum status command_api(struct context *context)
{
    struct call call = { .token = TOKEN, .query = BUFFER(RECORD_MAX), .body_file = -1 };
    enum status status = call_take(context, &call);

    if (status == STATUS_OK && context->options.lines && !context->options.all)
        status = fault_set(&context->fault, STATUS_USAGE, 0, "--lines",
                           "has no meaning without --all");
    if (status == STATUS_OK)
        status = api_body(context, &call);
    if (status == STATUS_OK)
        status = call_made(context, &call);
    token_clear(&call.token);
    api_body_clear(&call);
    return status;
}
