/* main.c: the program of a fleet's cache. One call record in, one answer record out.
 *
 * It sees sealed values, hashed names and the engine's password, and runs without the store,
 * its key or a way to either: protocol/fleet.h.
 */
#include <malloc.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "helper/fleet/connection.h"
#include "helper/fleet/redis.h"
#include "helper/network/authorities.h"
#include "helper/network/jail.h"
#include "helper/network/resolver.h"
#include "protocol/clock.h"
#include "protocol/redact.h"
#include "protocol/secret.h"

enum { EXIT_FINE = 0, EXIT_FAILED = 1, EXIT_CALL = 2 };
enum { STACK_USED = 256 * 1024 };

static const char name[] = FLEET_PROGRAM;

static bool jail_required, is_verbose;
static enum jail_kind kind = JAIL_CLIENT;

static int complain(int exit_status, const char *what, const char *subject)
{
    fprintf(stderr, "%s: error: %s%s%s\n", name, what, subject[0] != '\0' ? ": " : "", subject);
    return exit_status;
}

static void show_jail(const struct jail_report *report)
{
    struct buffer text = BUFFER(1024);

    jail_tell(&text, report);
    fprintf(stderr, "%s: jail: %s (landlock %d)\n", name, buffer_string(&text),
            report->landlock);
    buffer_clear(&text);
}

/* Ends the job when a part of the jail failed, or it must be whole and isn't. */
static bool refuse(struct job *job, const struct jail_report *report)
{
    enum jail_part gap = jail_gap(report, jail_required);
    char text[128];

    if (gap == JAIL_PARTS)
        return false;
    snprintf(text, sizeof text, "%s of the jail %s", jail_part_name(gap),
             report->state[gap] == JAIL_FAILED ? "couldn't be entered" : "doesn't hold here");
    return !job_end(job, STATUS_UNSUITABLE, "jail", text);
}

/* Reads and checks what is on stdin: EXIT_FINE, or the exit status. */
static int receive(struct buffer *text, struct job *job)
{
    struct fault fault = { 0 };

    switch (buffer_read(text, STDIN_FILENO)) {
    case STATUS_OK:
        break;
    case STATUS_TOO_LONG:
        return complain(EXIT_CALL, "the call is too long", "");
    default:
        return complain(EXIT_FAILED, "the call couldn't be read", "");
    }
    if (fleet_call_read(&job->call, text, &fault) != STATUS_OK)
        return complain(EXIT_CALL, "the call is malformed", fault.subject);
    if (job->call.engine == NULL || strcmp(job->call.engine, "redis") != 0)
        return complain(EXIT_CALL, "the call is malformed", "engine");
    if (job->call.endpoint.count == 0)
        return complain(EXIT_CALL, "the call is malformed", "endpoint");
    job->deadline = clock_milliseconds() + job->call.deadline;
    redact_know(job->call.password);
    return EXIT_FINE;
}

/* Leaves only the way to the call's engines open, and asks them. */
static void work(struct job *job, struct jail_report *report)
{
    uint16_t ports[RECORD_LIST_MAX];
    bool ready = connection_init();

    if (kind == JAIL_CLIENT)
        jail_network(report, ports, redis_ports(&job->call, ports, RECORD_LIST_MAX));
    if (!ready)
        job_end(job, STATUS_NO_MEMORY, NULL, NULL);
    else if (!refuse(job, report))
        redis_run(job);
}

static int answer(const struct job *job)
{
    struct buffer out = BUFFER(FLEET_ANSWER_MAX);
    enum status status = job_write(&out, job);

    if (status == STATUS_OK)
        status = buffer_write(&out, STDOUT_FILENO);
    buffer_clear(&out);
    return status == STATUS_OK ? EXIT_FINE
                               : complain(EXIT_FAILED, "the answer couldn't be written", "");
}

/* What a jail doesn't let us have is got before: certificates, and who looks up names. */
static bool enter(struct jail_report *report)
{
    bool ready;

    jail_begin(report);
    ready = kind != JAIL_CLIENT || resolver_start();
    authorities_load();
    jail_enter(report, kind);
#ifdef M_PERTURB
    mallopt(M_PERTURB, 0xff); /* the TLS library's memory is overwritten when it is freed */
#endif
    return ready && secret_init();
}

static int call_run(void)
{
    struct buffer text = BUFFER(FLEET_CALL_MAX);
    struct jail_report report = { 0 };
    struct job job = JOB;
    int exit_status = EXIT_FINE;

    signal(SIGPIPE, SIG_IGN);
    if (!enter(&report))
        return complain(EXIT_FAILED, "the system gives no randomness, memory or process", "");
    if (!refuse(&job, &report)) {
        exit_status = receive(&text, &job);
        if (exit_status == EXIT_FINE)
            work(&job, &report);
    }
    if (is_verbose)
        show_jail(&report);
    if (exit_status == EXIT_FINE)
        exit_status = answer(&job);
    job_clear(&job);
    buffer_clear(&text);
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
    static const char usage[] = "usage: workfront-credential-fleet [--socket] "
                                "[--jail-required] [-v] <call >answer\n"
                                "Started by workfront-credential; see PROTOCOL.md.\n";
    int i;

    if (argc == 2 && strcmp(argv[1], "--version") == 0)
        return text_show(FLEET_PROGRAM " " PACKAGE_VERSION "\n");
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        return text_show(usage);
    for (i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--socket") == 0) {
            kind = JAIL_BUS;
        } else if (strcmp(argv[i], "--jail-required") == 0) {
            jail_required = true;
        } else if (strcmp(argv[i], "-v") == 0 || strcmp(argv[i], "--verbose") == 0) {
            is_verbose = true;
        } else {
            fputs(usage, stderr);
            return EXIT_CALL;
        }
    }
    return leave(call_run());
}
