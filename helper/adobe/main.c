/* main.c: the network program. One call record in, one answer record out.
 *
 * It is a program of its own because libcurl and its TLS library are large, slow to load and
 * speak to strangers: here they run without the store, its key or a way to either. The helper
 * starts it, sends what the call needs and believes nothing of the answer (protocol/adobe.h).
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper/adobe/console.h"
#include "helper/adobe/document.h"
#include "helper/adobe/families.h"
#include "helper/adobe/http.h"
#include "helper/adobe/import.h"
#include "helper/adobe/ims.h"
#include "helper/adobe/reply.h"
#include "helper/adobe/secrets.h"
#include "helper/adobe/url.h"
#include "helper/adobe/workfront.h"
#include "helper/network/program.h"
#include "helper/network/wiped.h"
#include "protocol/clock.h"
#include "protocol/proxy.h"
#include "protocol/redact.h"

enum { DEADLINE_MAX = 600000, TRACE_MAX = 65536, URL_MAX = 4096, GATEWAY_PORT = 443 };

static const char name[] = "workfront-credential-adobe";

static bool is_parser;

static void token_url(struct buffer *out, const struct adobe_call *call)
{
    buffer_text(out, call->endpoint != NULL ? call->endpoint : "");
}

/* The Console is asked after IMS. */
static void console_url(struct buffer *out, const struct adobe_call *call)
{
    token_url(out, call);
}

static void account_url(struct buffer *out, const struct adobe_call *call)
{
    buffer_format(out, "https://%s", call->host != NULL ? call->host : "");
}

/* The calls "jail" and "parser": what is told of the jail is the answer. */
static void jail_ask(struct job *job)
{
    reply_end(&job->reply, STATUS_OK, NULL, NULL);
}

static const struct row {
    const char *call;
    void (*url)(struct buffer *out, const struct adobe_call *call); /* NULL: no network */
    void (*run)(struct job *job);
    bool in_parser; /* in the parser's jail, else in the client's */
} rows[] = {
    { "token", token_url, ims_token, false },
    { "revoke", token_url, ims_revoke, false },
    { "account", account_url, workfront_account, false },
    { "families", account_url, families_ask, false },
    { "probe", token_url, probe_ask, false },
    { "jail", NULL, jail_ask, false },
    { "import", NULL, import_file, true },
    { "parser", NULL, jail_ask, true },
    { "console-find", console_url, console_find, false },
    { "secrets", console_url, secrets_list, false },
    { "secret-add", console_url, secrets_add, false },
    { "secret-delete", console_url, secrets_delete, false },
};

static const struct row *row_find(const char *call)
{
    size_t i;

    for (i = 0; call != NULL && i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].call, call) == 0)
            return &rows[i];
    return NULL;
}

static void tell_jail(struct reply *reply, const struct jail_report *report)
{
    struct buffer text = BUFFER(1024);

    jail_tell(&text, report);
    reply->answer.jail = reply_keep(reply, buffer_string(&text));
    buffer_clear(&text);
}

/* Leaves only the way to the call's server open; false when libcurl doesn't start. */
static bool narrow_jail(const struct row *row, const struct job *job,
                        struct jail_report *report)
{
    struct buffer url = BUFFER(URL_MAX);
    uint16_t ports[URL_PORTS_MAX];
    size_t count = 0;
    bool ready = true;

    if (row->url != NULL) {
        ready = http_init();
        row->url(&url, &job->call);
        count = url_ports(buffer_string(&url), ports);
        buffer_clear(&url);
    }
    if ((row->run == families_ask || row->url == console_url) && count > 0 &&
        count < URL_PORTS_MAX)
        ports[count++] = GATEWAY_PORT;
    if (!is_parser)
        jail_network(report, ports, count);
    return ready;
}

static void tell_timing(void)
{
    struct buffer text = BUFFER(TRACE_MAX);

    timing_tell(&text, name);
    fputs(buffer_string(&text), stderr);
    buffer_clear(&text);
}

static int job_answer(const struct job *job)
{
    struct buffer out = BUFFER(ADOBE_ANSWER_MAX);

    return program_answer(&out, reply_write(&out, &job->reply));
}

/* Ends the reply when a part of the jail failed, or it must be whole and isn't. */
static bool refuse_unjailed(struct reply *reply, const struct jail_report *report)
{
    enum jail_part gap = program_gap(report);
    char text[128];

    if (gap == JAIL_PARTS)
        return false;
    snprintf(text, sizeof text,
             report->state[gap] == JAIL_FAILED
                 ? "%s couldn't be entered, though this system has it"
                 : "%s doesn't hold on this system, and jail = required",
             jail_part_name(gap));
    reply->answer.error_description = reply_quote(reply, text);
    return !reply_end(reply, STATUS_UNSUITABLE, "jail", NULL);
}

static int refuse_unread(struct job *job)
{
    int exit_status = job_answer(job);

    reply_clear(&job->reply);
    return exit_status;
}

static int serve_call(const struct row *row, struct job *job, struct jail_report *report)
{
    bool ready;
    int exit_status;

    job->deadline = clock_milliseconds() + job->call.deadline;
    redact_know(job->call.client_secret);
    redact_know(job->call.access_token);
    ready = narrow_jail(row, job, report);
    timing_lap("starting libcurl, and the jail around it");
    if (!ready)
        reply_end(&job->reply, STATUS_NO_MEMORY, NULL, NULL);
    else if (!refuse_unjailed(&job->reply, report))
        row->run(job);
    if (row->run == probe_ask || row->run == jail_ask)
        tell_jail(&job->reply, report);
    if (wiped_ran_out() && reply_status(&job->reply) != STATUS_OK)
        job->reply.out_of_memory = true;
    if (job->trace != NULL) {
        program_tell_jail(report);
        fputs(buffer_string(job->trace), stderr);
    }
    timing_lap("reading the answer");
    tell_timing();
    exit_status = job_answer(job);
    reply_clear(&job->reply);
    return exit_status;
}

/* Reads and checks what is on stdin: EXIT_FINE with the row to run, or the exit status. */
static int receive_call(struct buffer *text, struct job *job, const struct row **row)
{
    struct fault fault = { 0 };
    struct record_reader reader;
    char *rest;
    int exit_status = program_read(text);

    if (exit_status != EXIT_FINE)
        return exit_status;
    reader = record_reader(text);
    if (adobe_call_read(&job->call, &reader, &fault) != STATUS_OK)
        return program_complain(EXIT_CALL, "the call is malformed", fault.subject);
    job->payload_length = record_rest(&reader, &rest);
    job->payload = rest;
    *row = row_find(job->call.call);
    if (*row == NULL || (*row)->in_parser != is_parser)
        return program_complain(EXIT_CALL, "the call is malformed", "call");
    if (job->call.deadline < 1 || job->call.deadline > DEADLINE_MAX)
        return program_complain(EXIT_CALL, "the call is malformed", "deadline");
    if ((*row)->run != import_file && job->payload_length > 0)
        return program_complain(EXIT_CALL, "the call is malformed", "bytes after the record");
    return EXIT_FINE;
}

static int call_run(void)
{
    struct buffer text = BUFFER(ADOBE_CALL_MAX), trace = BUFFER(TRACE_MAX);
    struct job job = { .trace = program_is_verbose() ? &trace : NULL };
    struct jail_report report = { 0 };
    const struct row *row = NULL;
    int exit_status;

    timing_lap("starting the program");
    exit_status = program_jail(&report, is_parser ? JAIL_PARSER : JAIL_CLIENT);
    if (exit_status != EXIT_FINE)
        return exit_status;
    timing_lap("entering the jail");
    document_init();
    proxy_redact();
    if (refuse_unjailed(&job.reply, &report))
        return refuse_unread(&job);
    exit_status = receive_call(&text, &job, &row);
    timing_lap("reading the call");
    if (exit_status == EXIT_FINE && row != NULL)
        exit_status = serve_call(row, &job, &report);
    buffer_clear(&text);
    buffer_clear(&trace);
    return exit_status;
}

static bool option_take(const char *option)
{
    if (strcmp(option, "--parse") == 0)
        is_parser = true;
    else if (strncmp(option, "--timing=", 9) == 0)
        timing_start(strtoll(option + 9, NULL, 10));
    else
        return false;
    return true;
}

int main(int argc, char **argv)
{
    static const struct program program = { name, "[--parse] [--timing=START]", option_take,
                                            call_run };

    return program_main(&program, argc, argv);
}
