/* main.c: the network program. One call record in, one answer record out.
 *
 * It is a program of its own because libcurl and its TLS library are large, slow to load and
 * speak to strangers: here they run without the store, its key or a way to either. The helper
 * starts it, sends what the call needs and believes nothing of the answer (protocol/adobe.h).
 */
#include <inttypes.h>
#include <malloc.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

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
#include "helper/network/authorities.h"
#include "helper/network/jail.h"
#include "helper/network/resolver.h"
#include "helper/network/wiped.h"
#include "protocol/clock.h"
#include "protocol/proxy.h"
#include "protocol/redact.h"
#include "protocol/secret.h"

enum { EXIT_FINE = 0, EXIT_FAILED = 1, EXIT_CALL = 2 };
enum { DEADLINE_MAX = 600000, TRACE_MAX = 65536, URL_MAX = 4096, GATEWAY_PORT = 443 };
enum { STACK_USED = 128 * 1024 };

static const char name[] = "workfront-credential-adobe";

static bool jail_required, is_parser;

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

static int complain(int exit_status, const char *what, const char *subject)
{
    fprintf(stderr, "%s: error: %s%s%s\n", name, what, subject[0] != '\0' ? ": " : "", subject);
    return exit_status;
}

static void tell_jail(struct reply *reply, const struct jail_report *report)
{
    struct buffer text = BUFFER(1024);

    jail_tell(&text, report);
    reply->answer.jail = reply_keep(reply, buffer_string(&text));
    buffer_clear(&text);
}

static void show_jail(const struct jail_report *report)
{
    struct buffer text = BUFFER(1024);

    jail_tell(&text, report);
    fprintf(stderr, "%s: jail: %s (landlock %d)\n", name, buffer_string(&text),
            report->landlock);
    buffer_clear(&text);
}

/* Leaves only the way to the call's server open; false when libcurl doesn't start. */
static bool narrow(const struct row *row, const struct job *job, struct jail_report *report)
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
    enum status status = reply_write(&out, &job->reply);

    if (status == STATUS_OK)
        status = buffer_write(&out, STDOUT_FILENO);
    buffer_clear(&out);
    if (status != STATUS_OK)
        return complain(EXIT_FAILED, "the answer couldn't be written", "");
    return EXIT_FINE;
}

/* Ends the reply when a part of the jail failed, or it must be whole and isn't. */
static bool refuse(struct reply *reply, const struct jail_report *report)
{
    enum jail_part gap = jail_gap(report, jail_required);
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

static int serve(const struct row *row, struct job *job, struct jail_report *report)
{
    bool ready;
    int exit_status;

    job->deadline = clock_milliseconds() + job->call.deadline;
    redact_know(job->call.client_secret);
    redact_know(job->call.access_token);
    ready = narrow(row, job, report);
    timing_lap("starting libcurl, and the jail around it");
    if (!ready)
        reply_end(&job->reply, STATUS_NO_MEMORY, NULL, NULL);
    else if (!refuse(&job->reply, report))
        row->run(job);
    if (row->run == probe_ask || row->run == jail_ask)
        tell_jail(&job->reply, report);
    if (wiped_ran_out() && reply_status(&job->reply) != STATUS_OK)
        job->reply.out_of_memory = true;
    if (job->trace != NULL) {
        show_jail(report);
        fputs(buffer_string(job->trace), stderr);
    }
    timing_lap("reading the answer");
    tell_timing();
    exit_status = job_answer(job);
    reply_clear(&job->reply);
    return exit_status;
}

/* Reads and checks what is on stdin: EXIT_FINE with the row to run, or the exit status. */
static int receive(struct buffer *text, struct job *job, const struct row **row)
{
    struct fault fault = { 0 };
    struct record_reader reader;
    char *rest;

    switch (buffer_read(text, STDIN_FILENO)) {
    case STATUS_OK:
        break;
    case STATUS_TOO_LONG:
        return complain(EXIT_CALL, "the call is too long", "");
    default:
        return complain(EXIT_FAILED, "the call couldn't be read", "");
    }
    reader = record_reader(text);
    if (adobe_call_read(&job->call, &reader, &fault) != STATUS_OK)
        return complain(EXIT_CALL, "the call is malformed", fault.subject);
    job->payload_length = record_rest(&reader, &rest);
    job->payload = rest;
    *row = row_find(job->call.call);
    if (*row == NULL || (*row)->in_parser != is_parser)
        return complain(EXIT_CALL, "the call is malformed", "call");
    if (job->call.deadline < 1 || job->call.deadline > DEADLINE_MAX)
        return complain(EXIT_CALL, "the call is malformed", "deadline");
    if ((*row)->run != import_file && job->payload_length > 0)
        return complain(EXIT_CALL, "the call is malformed", "bytes after the record");
    return EXIT_FINE;
}

/* libcurl's and jansson's memory is wiped when it is freed (wiped.h). That of the TLS library
 * has held what they got in the clear too: the C library is told to overwrite it. */
static void overwrite_what_is_freed(void)
{
#ifdef M_PERTURB
    mallopt(M_PERTURB, 0xff);
#endif
}

/* What a jail doesn't let us have is got before: certificates, and who looks up names. */
static bool enter(struct jail_report *report)
{
    bool ready;

    jail_begin(report);
    ready = is_parser || resolver_start();
    if (!is_parser)
        authorities_load();
    jail_enter(report, is_parser ? JAIL_PARSER : JAIL_CLIENT);
    return ready;
}

static int call_run(bool verbose)
{
    struct buffer text = BUFFER(ADOBE_CALL_MAX), trace = BUFFER(TRACE_MAX);
    struct job job = { .trace = verbose ? &trace : NULL };
    struct jail_report report = { 0 };
    const struct row *row = NULL;
    int exit_status;

    timing_lap("starting the program");
    signal(SIGPIPE, SIG_IGN);
    if (!enter(&report) || !secret_init())
        return complain(EXIT_FAILED, "the system gives no randomness, memory or process", "");
    timing_lap("entering the jail");
    document_init();
    proxy_redact();
    overwrite_what_is_freed();
    if (refuse(&job.reply, &report))
        return refuse_unread(&job);
    exit_status = receive(&text, &job, &row);
    timing_lap("reading the call");
    if (exit_status == EXIT_FINE)
        exit_status = serve(row, &job, &report);
    buffer_clear(&text);
    buffer_clear(&trace);
    return exit_status;
}

/* Without the exit handlers of the TLS library, which only give memory back: our caller waits
 * for the end of this process. Instrumented builds report at a normal exit. */
static int leave(int exit_status)
{
    resolver_stop();
    secret_wipe_all();
    sodium_stackzero(STACK_USED);
#ifndef INSTRUMENTED
    _exit(exit_status);
#endif
    return exit_status;
}

static int text_show(const char *text)
{
    return fputs(text, stdout) == EOF || fflush(stdout) == EOF ? EXIT_FAILED : EXIT_FINE;
}

int main(int argc, char **argv)
{
    static const char usage[] = "usage: workfront-credential-adobe [--parse] "
                                "[--jail-required] [--timing=START] [-v] <call >answer\n"
                                "Started by workfront-credential; see PROTOCOL.md.\n";
    bool verbose = false;
    int i;

    if (argc == 2 && strcmp(argv[1], "--version") == 0)
        return text_show("workfront-credential-adobe " PACKAGE_VERSION "\n");
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        return text_show(usage);
    for (i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--parse") == 0) {
            is_parser = true;
        } else if (strcmp(argv[i], "--jail-required") == 0) {
            jail_required = true;
        } else if (strncmp(argv[i], "--timing=", 9) == 0) {
            timing_start(strtoll(argv[i] + 9, NULL, 10));
        } else if (strcmp(argv[i], "-v") == 0 || strcmp(argv[i], "--verbose") == 0) {
            verbose = true;
        } else {
            fputs(usage, stderr);
            return EXIT_CALL;
        }
    }
    return leave(call_run(verbose));
}
