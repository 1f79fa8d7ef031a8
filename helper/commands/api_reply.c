/* api_reply.c: what Workfront answers `api`: for people, through jq(1), and what it means. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <jansson.h>

#include "helper/commands/api.h"
#include "helper/say/indent.h"
#include "helper/say/report.h"
#include "protocol/secret.h"

enum { USAGE_EXIT = 2, CURL_HTTP = 22 };

static const struct {
    int from, to; /* HTTP statuses, RFC 9110 section 15 */
    enum status status;
    enum cause cause;
} meanings[] = {
    { 401, 401, STATUS_ACCOUNT, CAUSE_API_TOKEN },
    { 403, 403, STATUS_ACCOUNT, CAUSE_API_ACCESS },
    { 404, 404, STATUS_NOT_FOUND, CAUSE_API_PATH },
    { 408, 408, STATUS_UNREACHABLE, CAUSE_HTTP },
    { 429, 429, STATUS_THROTTLED, CAUSE_API_LATER },
    { 400, 499, STATUS_MALFORMED, CAUSE_API_REQUEST },
    { 500, 599, STATUS_UNREACHABLE, CAUSE_HTTP },
};

/* Where the families have their sentence: a member, or a member of one. */
static const char *const places[][2] = {
    { "error", "message" }, { "message", NULL }, { "error_description", NULL },
    { "detail", NULL },     { "error", NULL },   { "title", NULL },
};

static const char *sentence_in(const json_t *root)
{
    const char *text = NULL;
    size_t i;

    for (i = 0; text == NULL && i < sizeof places / sizeof places[0]; i++) {
        const json_t *value = json_object_get(root, places[i][0]);

        text = json_string_value(places[i][1] != NULL ? json_object_get(value, places[i][1])
                                                      : value);
    }
    return text;
}

static void fault_answer(struct fault *fault, size_t meaning, const char *host,
                         const struct api_reply *reply)
{
    json_t *root = json_loads(buffer_string(&reply->relay.kept), 0, NULL);
    const json_t *first = json_array_get(json_object_get(root, "errors"), 0);
    const char *sentence = sentence_in(root) != NULL ? sentence_in(root) : sentence_in(first);
    char detail[sizeof fault->detail];

    snprintf(detail, sizeof detail, "HTTP status %d%s%s", reply->http_status,
             sentence != NULL ? ", " : "", sentence != NULL ? sentence : "");
    fault_because(fault, meanings[meaning].status, meanings[meaning].cause, host, detail);
    json_decref(root);
}

enum status api_judge(struct context *context, const struct call *call,
                      const struct api_reply *reply)
{
    const struct family *family = context->target.family;
    const char *host =
        family != NULL && family->host != NULL ? family->host : call->credential.host;
    /* of curl(1), EXIT CODES: what is the network's */
    static const char network[] = {
        5, 6, 7, 16, 18, 28, 35, 52, 55, 56, 58, 60, 77, 92, 95, 96
    };
    size_t i;

    if (reply->relay.error != 0)
        return fault_set(&context->fault, STATUS_IO, reply->relay.error, "standard output",
                         NULL);
    if (reply->curl_status == 0)
        return STATUS_OK;
    for (i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (reply->curl_status == CURL_HTTP && reply->http_status >= meanings[i].from &&
            reply->http_status <= meanings[i].to) {
            fault_answer(&context->fault, i, host, reply);
            return context->fault.status;
        }
    return fault_set(&context->fault,
                     memchr(network, reply->curl_status, sizeof network) != NULL
                         ? STATUS_UNREACHABLE
                         : STATUS_UNEXPECTED,
                     0, host, reply->error);
}

static enum status refuse_to_show(struct context *context, const char *why)
{
    return fault_set(&context->fault, STATUS_UNSUITABLE, 0, "a terminal", why);
}

/* Lines of another system's, whose other controls style_write() takes out. */
static void plain_put(struct buffer *out, const struct buffer *text)
{
    size_t i;

    for (i = 0; i < text->length; i++)
        if (text->data[i] != '\r')
            buffer_append(out, text->data[i] == '\t' ? " " : &text->data[i], 1);
    buffer_text(out, text->data[text->length - 1] == '\n' ? "" : "\n");
}

enum status api_show(struct context *context, const struct api_reply *reply)
{
    const struct buffer *body = &reply->relay.kept;
    struct buffer text = BUFFER(SECRET_MAX - 1);
    enum status status;

    if (buffer_status(body) != STATUS_OK)
        return refuse_to_show(context, "the answer is too long; send it to a file with >");
    if (body->length == 0)
        return STATUS_OK;
    if (memchr(body->data, '\0', body->length) != NULL)
        return refuse_to_show(context, "the answer isn't text; send it to a file with >");
    if (!json_indent(&text, body)) {
        buffer_clear(&text);
        plain_put(&text, body);
    }
    status = style_write(&text, STDOUT_FILENO);
    buffer_clear(&text);
    if (status != STATUS_OK)
        fault_set(&context->fault, status, errno, "standard output", NULL);
    return status;
}

enum status api_jq_begin(struct context *context, struct jq *jq)
{
    int memory;

    if (context->options.jq == NULL)
        return STATUS_OK;
    if (!paths_search(jq->path, "jq"))
        return fault_set(&context->fault, STATUS_USAGE, 0, "--jq",
                         "needs the program jq, which isn't here. Its package is called jq: "
                         "sudo apt install jq");
    memory = memfd_create("jq", MFD_CLOEXEC);
    jq->output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (memory < 0 || jq->output < 0 || dup2(memory, STDOUT_FILENO) != STDOUT_FILENO)
        fault_set(&context->fault, STATUS_IO, errno, "--jq", NULL);
    fd_close(&memory);
    return context->fault.status;
}

/* A filter that begins with a hyphen is none of its options. */
static enum status run_jq(struct context *context, struct jq *jq, int input,
                          struct relay *relay)
{
    struct buffer filter = BUFFER(RECORD_MAX);
    struct child child = CHILD;
    char raw[] = "-r";
    enum status status;

    buffer_format(&filter, " %s", context->options.jq);
    status = buffer_status(&filter);
    if (status == STATUS_OK) {
        char *const arguments[] = { jq->path, raw, filter.data, NULL };

        status = relay_run(relay, &child, arguments, input, &context->fault);
    } else {
        fault_set(&context->fault, status, 0, "--jq", NULL);
    }
    buffer_clear(&filter);
    if (status == STATUS_OK && child_end_as(&child) != 0)
        context->exit_status = USAGE_EXIT;
    return status;
}

static enum status copy_output(struct context *context, int input)
{
    char piece[65536];
    ssize_t length;

    while ((length = read(input, piece, sizeof piece)) > 0)
        if (write_all(STDOUT_FILENO, piece, (size_t)length) != STATUS_OK)
            return context->fault.status;
    return context->fault.status;
}

enum status api_jq_end(struct context *context, struct jq *jq, enum status status)
{
    struct api_reply reply = { .relay = { .to = isatty(jq->output) != 0 ? -1 : STDOUT_FILENO,
                                          .kept = BUFFER(SECRET_MAX / 4) } };
    int input;

    if (jq->output < 0)
        return status;
    buffer_write(&context->out, STDOUT_FILENO);
    buffer_clear(&context->out);
    input = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    dup2(jq->output, STDOUT_FILENO);
    fd_close(&jq->output);
    lseek(input, 0, SEEK_SET);
    if (status != STATUS_OK)
        status = reply.relay.to >= 0 ? copy_output(context, input) : status;
    else
        status = run_jq(context, jq, input, &reply.relay);
    if (status == STATUS_OK && reply.relay.to < 0)
        status = api_show(context, &reply);
    buffer_clear(&reply.relay.kept);
    fd_close(&input);
    return status;
}
