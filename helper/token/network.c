/* network.c: ask the network program. */
#include "helper/token/network.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "helper/paths.h"
#include "helper/say/say.h"
#include "helper/say/waiting.h"
#include "protocol/clock.h"
#include "protocol/redact.h"
#include "protocol/spawn.h"

enum { GRACE = 2000 /* milliseconds that are left for starting, answering and ending */ };

/* What the network program may state; everything else is unexpected. */
static const enum status statable[] = {
    STATUS_OK,        STATUS_REFUSED,    STATUS_UNREACHABLE, STATUS_THROTTLED,
    STATUS_ACCOUNT,   STATUS_UNEXPECTED, STATUS_MALFORMED,   STATUS_TOO_LONG,
    STATUS_NOT_FOUND, STATUS_UNSUITABLE, STATUS_NO_MEMORY,
};

static bool is_jail_required;

void network_setup(bool jail_required)
{
    is_jail_required = jail_required;
}

bool network_jail_is_required(void)
{
    return is_jail_required;
}

bool network_needs_folder(void)
{
    static const char *const names[] = { "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR" };
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *path = getenv(names[i]);

        for (; path != NULL && *path != '\0'; path += strcspn(path, ":"), path += *path == ':')
            if (*path != '/')
                return true;
    }
    return false;
}

void network_reply_clear(struct network_reply *reply)
{
    buffer_clear(&reply->text);
    reply->answer = (struct adobe_answer){ 0 };
}

/* Calls that are worked on in the parser's jail, which has no network. */
static bool is_parsing(const struct adobe_call *call)
{
    return strcmp(call->call, "import") == 0 || strcmp(call->call, "parser") == 0;
}

static enum status program_run(const struct adobe_call *call, const struct buffer *input,
                               struct buffer *output, struct fault *fault)
{
    char path[PATH_MAX], name[] = ADOBE_PROGRAM;
    char verbose[] = "-v", jail[] = "--jail-required", parse[] = "--parse", timing[40];
    char *arguments[6] = { name };
    size_t count = 1;
    char *environment[ADOBE_ENVIRONMENT];
    struct spawn program = { .path = path,
                             .arguments = arguments,
                             .environment = environment,
                             .deadline = call->deadline,
                             .is_jailed = true,
                             .tick = waiting_tick };
    enum status status;

    status = paths_program(path, ADOBE_PROGRAM, fault);
    if (status != STATUS_OK)
        return status;
    if (is_parsing(call))
        arguments[count++] = parse;
    if (is_jail_required)
        arguments[count++] = jail;
    if (say_is_verbose())
        arguments[count++] = verbose;
    environ_pick(environment, adobe_environment);
    say_trace("asking %s", path);
    timing_lap("what is stored, and whether Adobe must be asked");
    if (timing_is_on()) {
        snprintf(timing, sizeof timing, "--timing=%" PRId64, clock_microseconds());
        arguments[count++] = timing;
    }
    waiting_begin(call->host != NULL ? call->host : "Adobe", call->deadline);
    status = spawn_run(&program, input, output, fault);
    waiting_end();
    timing_lap("the network program");
    return status == STATUS_TIMEOUT
               ? fault_because(fault, STATUS_UNREACHABLE, CAUSE_TIMEOUT, path, NULL)
               : status;
}

static enum status stated_status(const struct adobe_answer *answer)
{
    enum status status =
        answer->status != NULL ? status_from_name(answer->status) : STATUS_COUNT;
    size_t i;

    for (i = 0; i < sizeof statable / sizeof statable[0]; i++)
        if (statable[i] == status)
            return status;
    return STATUS_UNEXPECTED;
}

/* "invalid_client: invalid client_secret parameter (HTTP 400, x-debug-id 1-2-3)" */
static void describe_answer(char *out, size_t size, const struct adobe_answer *answer)
{
    const char *error = answer->error != NULL ? answer->error : "";
    const char *description =
        answer->error_description != NULL ? answer->error_description : "";
    char from[300] = "", debug[300] = "";

    if (answer->http_status != 0)
        snprintf(from, sizeof from, " (HTTP %d", (int)answer->http_status);
    if (answer->http_status != 0 && answer->debug_id != NULL)
        snprintf(debug, sizeof debug, ", x-debug-id %s", answer->debug_id);
    snprintf(out, size, "%s%s%s%s%s%s", error,
             *error != '\0' && *description != '\0' ? ": " : "", description, from, debug,
             *from != '\0' ? ")" : "");
}

/* A server that answers has been reached, whatever its error is called. */
static enum cause cause_of(enum status status, const struct adobe_answer *answer)
{
    enum cause cause = cause_from_name(status, answer->error);

    return cause == CAUSE_NONE && status == STATUS_UNREACHABLE && answer->http_status >= 500
               ? CAUSE_HTTP
               : cause;
}

/* What it says in words of its own is foreign, and may repeat what it was given. */
static void redact_words(struct adobe_answer *answer)
{
    const char *const words[] = { answer->error,         answer->error_description,
                                  answer->debug_id,      answer->name,
                                  answer->user_name,     answer->user_email,
                                  answer->user_username, answer->access_level,
                                  answer->license_type };
    size_t i;

    redact_know(answer->access_token);
    redact_know_list(&answer->client_secret);
    for (i = 0; i < sizeof words / sizeof words[0]; i++)
        if (words[i] != NULL)
            redact_text((char *)words[i]);
    for (i = 0; i < answer->choice.count; i++)
        redact_text((char *)answer->choice.item[i]);
}

static enum status reply_check(const struct adobe_call *call, struct network_reply *reply,
                               struct fault *fault)
{
    struct record_reader reader = record_reader(&reply->text);
    const char *subject = call->host != NULL ? call->host : call->endpoint;
    enum status status = adobe_answer_read(&reply->answer, &reader, NULL);
    char detail[700];

    if (subject == NULL)
        subject = call->call;
    if (status != STATUS_OK) {
        network_reply_clear(reply);
        return fault_set(fault, STATUS_UNEXPECTED, 0, subject,
                         "the network program's answer can't be read");
    }
    redact_words(&reply->answer);
    status = stated_status(&reply->answer);
    if (status == STATUS_OK)
        return STATUS_OK;
    describe_answer(detail, sizeof detail, &reply->answer);
    return fault_because(fault, status, cause_of(status, &reply->answer), subject, detail);
}

/* The call as it is sent: the program gives up before we do, and can say why. */
static void write_call(struct buffer *out, const struct adobe_call *call)
{
    struct adobe_call sent = *call;

    sent.deadline -= sent.deadline / 5 < GRACE ? sent.deadline / 5 : GRACE;
    adobe_call_write(out, &sent);
}

enum status network_ask(const struct adobe_call *call, const struct buffer *payload,
                        struct network_reply *reply, struct fault *fault)
{
    struct buffer input = BUFFER(ADOBE_CALL_MAX);
    enum status status;

    redact_know(call->client_secret);
    redact_know(call->access_token);
    network_reply_clear(reply);
    write_call(&input, call);
    if (payload != NULL)
        buffer_append(&input, payload->data, payload->length);
    status = buffer_status(&input);
    if (status != STATUS_OK)
        fault_set(fault, status, 0, call->call, NULL);
    else
        status = program_run(call, &input, &reply->text, fault);
    buffer_clear(&input);
    if (status == STATUS_TOO_LONG)
        status =
            fault_set(fault, STATUS_UNEXPECTED, 0, "the network program", "too long an answer");
    return status == STATUS_OK ? reply_check(call, reply, fault) : status;
}

enum { DEADLINE = 5000 /* milliseconds */ };

/* The part that a word is about, without "no-" or "failed-". */
static size_t prefix_length(const char *word)
{
    return strncmp(word, "no-", 3) == 0 ? 3 : strncmp(word, "failed-", 7) == 0 ? 7 : 0;
}

/* Whether one of the words is about the part that `word` is about. */
static bool tells_of(const char *words, const char *word, size_t length)
{
    while (*words != '\0') {
        size_t skip = prefix_length(words), end = strcspn(words, " ");

        if (end - skip == length && strncmp(words + skip, word, length) == 0)
            return true;
        words += end + (words[end] == ' ');
    }
    return false;
}

/* Appends the words of parts that weren't told of yet. */
static void words_add(struct buffer *out, const char *words)
{
    while (*words != '\0') {
        size_t skip = prefix_length(words), end = strcspn(words, " ");

        if (!tells_of(buffer_string(out), words + skip, end - skip)) {
            buffer_text(out, out->length > 0 ? " " : "");
            buffer_append(out, words, end);
        }
        words += end + (words[end] == ' ');
    }
}

void jail_status_ask(char out[JAILED_SIZE])
{
    static const char *const calls[] = { "jail", "parser" };
    struct buffer words = BUFFER(2 * JAILED_SIZE);
    size_t i;

    for (i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        const struct adobe_call call = { .call = calls[i], .deadline = DEADLINE };
        struct network_reply reply = NETWORK_REPLY;
        struct fault fault = { 0 };

        if (network_ask(&call, NULL, &reply, &fault) == STATUS_OK && reply.answer.jail != NULL)
            words_add(&words, reply.answer.jail);
        network_reply_clear(&reply);
    }
    fault_sanitise(out, JAILED_SIZE, buffer_string(&words));
    buffer_clear(&words);
}

void jail_status_parts(struct buffer *out, const char *parts, bool lacking)
{
    while (*parts != '\0') {
        size_t length = strcspn(parts, " "), skip = prefix_length(parts);

        if ((skip > 0) == lacking) {
            buffer_text(out, out->length > 0 ? ", " : "");
            buffer_append(out, parts + skip, length - skip);
        }
        parts += length + (parts[length] == ' ');
    }
}
