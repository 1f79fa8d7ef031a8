/* main.c: the program of a fleet's cache. One call record in, one answer record out.
 *
 * It sees sealed values, hashed names and the engine's password, and runs without the store,
 * its key or a way to either: protocol/fleet.h.
 */
#include <stdio.h>
#include <string.h>

#include "helper/fleet/connection.h"
#include "helper/fleet/redis.h"
#include "helper/network/program.h"
#include "protocol/clock.h"
#include "protocol/redact.h"

static enum jail_kind kind = JAIL_CLIENT;

/* Ends the job when a part of the jail failed, or it must be whole and isn't. */
static bool refuse_unjailed(struct job *job, const struct jail_report *report)
{
    enum jail_part gap = program_gap(report);
    char text[128];

    if (gap == JAIL_PARTS)
        return false;
    snprintf(text, sizeof text, "%s of the jail %s", jail_part_name(gap),
             report->state[gap] == JAIL_FAILED ? "couldn't be entered" : "doesn't hold here");
    return !job_end(job, STATUS_UNSUITABLE, "jail", text);
}

/* Reads and checks what is on stdin: EXIT_FINE, or the exit status. */
static int receive_call(struct buffer *text, struct job *job)
{
    struct fault fault = { 0 };
    int exit_status = program_read(text);

    if (exit_status != EXIT_FINE)
        return exit_status;
    if (fleet_call_read(&job->call, text, &fault) != STATUS_OK)
        return program_complain(EXIT_CALL, "the call is malformed", fault.subject);
    if (job->call.engine == NULL || strcmp(job->call.engine, "redis") != 0)
        return program_complain(EXIT_CALL, "the call is malformed", "engine");
    if (job->call.endpoint.count == 0)
        return program_complain(EXIT_CALL, "the call is malformed", "endpoint");
    job->deadline = clock_milliseconds() + job->call.deadline;
    redact_know(job->call.password);
    return EXIT_FINE;
}

/* Leaves only the way to the call's engines open, and asks them. */
static void serve_call(struct job *job, struct jail_report *report)
{
    uint16_t ports[RECORD_LIST_MAX];
    bool ready = connection_init();

    if (kind == JAIL_CLIENT)
        jail_network(report, ports, redis_ports(&job->call, ports, RECORD_LIST_MAX));
    if (!ready)
        job_end(job, STATUS_NO_MEMORY, NULL, NULL);
    else if (!refuse_unjailed(job, report))
        redis_run(job);
}

static int job_answer(const struct job *job)
{
    struct buffer out = BUFFER(FLEET_ANSWER_MAX);

    return program_answer(&out, job_write(&out, job));
}

static int call_run(void)
{
    struct buffer text = BUFFER(FLEET_CALL_MAX);
    struct jail_report report = { 0 };
    struct job job = JOB;
    int exit_status = program_jail(&report, kind);

    if (exit_status != EXIT_FINE)
        return exit_status;
    if (!refuse_unjailed(&job, &report)) {
        exit_status = receive_call(&text, &job);
        if (exit_status == EXIT_FINE)
            serve_call(&job, &report);
    }
    if (program_is_verbose())
        program_tell_jail(&report);
    if (exit_status == EXIT_FINE)
        exit_status = job_answer(&job);
    job_clear(&job);
    buffer_clear(&text);
    return exit_status;
}

static bool option_take(const char *option)
{
    if (strcmp(option, "--socket") != 0)
        return false;
    kind = JAIL_BUS;
    return true;
}

int main(int argc, char **argv)
{
    static const struct program program = { FLEET_PROGRAM, "[--socket]", option_take,
                                            call_run };

    return program_main(&program, argc, argv);
}
