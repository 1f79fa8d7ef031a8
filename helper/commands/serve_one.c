/* serve_one.c: `serve-one`: what the broker starts for one request, which it has read, decided
 * and made anew. The answer is the broker's (protocol/broker.h), also when there is none. */
#include <stdio.h>
#include <string.h>

#include "helper/commands.h"
#include "helper/say/say.h"
#include "helper/token/answer.h"
#include "protocol/broker.h"

/* The very token that is recorded becomes suspect; nothing else comes of it. */
static enum status serve_erase(struct context *context, const char *host,
                               const struct request *request)
{
    const char *named = request->credential != NULL ? request->credential : request->password;
    struct audit_subject *audited = &context->audited;
    const struct broker_answer done = { .status = status_name(STATUS_OK) };
    bool has_changed = false;
    enum status status = STATUS_OK;

    audited->event = AUDIT_EVENT_ERASE;
    snprintf(audited->host, sizeof audited->host, "%s", host != NULL ? host : "");
    if (named != NULL)
        status = token_suspect(context->store, context->options.profile, named, audited->token,
                               &has_changed, &context->fault);
    audited->is_nothing = !has_changed;
    if (status == STATUS_OK || status == STATUS_NOT_FOUND)
        broker_answer_write(&context->out, &done);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* The broker has refused, and that is recorded. */
static enum status serve_refuse(struct context *context, const char *host,
                                const struct request *request)
{
    struct audit_subject *audited = &context->audited;

    (void)request;
    audited->event = AUDIT_EVENT_REFUSAL;
    snprintf(audited->host, sizeof audited->host, "%s", host != NULL ? host : "");
    return fault_set(&context->fault, STATUS_DENIED, 0,
                     host != NULL && *host != '\0' ? host : "a request without a host", NULL);
}

typedef enum status operation(struct context *context, const char *host,
                              const struct request *request);

static const struct {
    const char *name;
    operation *run;
} operations[] = { { "get", answer_token },
                   { "erase", serve_erase },
                   { "refuse", serve_refuse } };

/* As if the command line had them. */
static bool take_options(struct context *context, const struct broker_order *order)
{
    struct options *options = &context->options;
    char *profile = context->audited.profile;

    if (order->profile != NULL && strlen(order->profile) <= PROFILE_NAME_MAX) {
        memcpy(profile, order->profile, strlen(order->profile) + 1);
        options->profile = profile;
    }
    return (order->min_validity == NULL ||
            (record_number(order->min_validity, &options->min_validity) &&
             options->min_validity >= 0)) &&
           audit_log_stand_for(order->caller);
}

/* What the broker's order means; NULL with a fault when it isn't its. */
static operation *take_order(struct context *context, const struct broker_order *order)
{
    const char *name = order->operation != NULL ? order->operation : "";
    size_t i = 0, count = sizeof operations / sizeof operations[0];

    while (i < count && strcmp(operations[i].name, name) != 0)
        i++;
    if (i < count && take_options(context, order) &&
        (context->options.profile != NULL || operations[i].run == serve_refuse)) {
        if (order->refused > 1)
            snprintf(context->audited.detail, sizeof context->audited.detail, "and %lld more",
                     (long long)order->refused - 1);
        return operations[i].run;
    }
    fault_set(&context->fault, STATUS_USAGE, 0, "serve-one",
              "is what workfront-credential-broker starts, and nobody else");
    return NULL;
}

static void write_failure(struct context *context, enum status status)
{
    char sentence[1024];
    const struct broker_answer failed = { .status = status_name(status), .message = sentence };

    say_sentence(sentence, sizeof sentence, &context->fault);
    buffer_clear(&context->out);
    broker_answer_write(&context->out, &failed);
    context->prints_always = true;
}

static enum status serve_text(struct context *context, struct buffer *text)
{
    struct buffer copy = BUFFER(BROKER_REQUEST_MAX);
    struct broker_order order = { 0 };
    struct request request = { 0 };
    char host[HOST_SIZE];
    operation *run = NULL;
    enum status status;

    buffer_append(&copy, text->data, text->length);
    status = buffer_status(&copy);
    if (status == STATUS_OK)
        status = broker_order_read(&order, &copy);
    if (status == STATUS_OK && (run = take_order(context, &order)) == NULL)
        status = STATUS_USAGE;
    buffer_clear(&copy);
    if (status == STATUS_OK)
        status = request_parse(context, &request, text, host);
    if (status == STATUS_OK)
        status = context_open(context, false);
    return status == STATUS_OK ? run(context, text_or_null(host), &request) : status;
}

/* The broker starts it before there is a request, and ends its input when none came. */
enum status command_serve_one(struct context *context)
{
    struct buffer text = BUFFER(BROKER_REQUEST_MAX);
    enum status status = request_take_text(context->dialect, &text, &context->fault);

    if (status == STATUS_OK && text.length > 0)
        status = serve_text(context, &text);
    if (status != STATUS_OK)
        write_failure(context, status);
    buffer_clear(&text);
    return status;
}
