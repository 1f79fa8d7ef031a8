/* program.c: how a program that speaks TLS begins and ends. */
#include "helper/network/program.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "helper/network/authorities.h"
#include "helper/network/resolver.h"
#include "protocol/secret.h"

enum { STACK_USED = 256 * 1024, JAIL_TEXT_MAX = 1024 };

static const char *name;
static bool is_verbose, is_jail_required;

bool program_is_verbose(void)
{
    return is_verbose;
}

int program_complain(int exit_status, const char *what, const char *subject)
{
    fprintf(stderr, "%s: error: %s%s%s\n", name, what, subject[0] != '\0' ? ": " : "", subject);
    return exit_status;
}

void program_tell_jail(const struct jail_report *report)
{
    struct buffer text = BUFFER(JAIL_TEXT_MAX);

    jail_tell(&text, report);
    fprintf(stderr, "%s: jail: %s (landlock %d)\n", name, buffer_string(&text),
            report->landlock);
    buffer_clear(&text);
}

/* What libcurl and jansson free is wiped (wiped.h). The TLS library's memory has held the same
 * in the clear: the C library is told to overwrite it. */
int program_jail(struct jail_report *report, enum jail_kind kind)
{
    bool ready;

    jail_begin(report);
    ready = kind != JAIL_CLIENT || resolver_start();
    if (kind != JAIL_PARSER)
        authorities_load();
    jail_enter(report, kind);
#ifdef M_PERTURB
    mallopt(M_PERTURB, 0xff);
#endif
    if (ready && secret_init())
        return EXIT_FINE;
    return program_complain(EXIT_FAILED, "the system gives no randomness, memory or process",
                            "");
}

enum jail_part program_gap(const struct jail_report *report)
{
    return jail_gap(report, is_jail_required);
}

int program_read(struct buffer *text)
{
    switch (buffer_read(text, STDIN_FILENO)) {
    case STATUS_OK:
        return EXIT_FINE;
    case STATUS_TOO_LONG:
        return program_complain(EXIT_CALL, "the call is too long", "");
    default:
        return program_complain(EXIT_FAILED, "the call couldn't be read", "");
    }
}

int program_answer(struct buffer *out, enum status status)
{
    if (status == STATUS_OK)
        status = buffer_write(out, STDOUT_FILENO);
    buffer_clear(out);
    return status == STATUS_OK
               ? EXIT_FINE
               : program_complain(EXIT_FAILED, "the answer couldn't be written", "");
}

static void usage_show(FILE *stream, const struct program *program)
{
    fprintf(stream,
            "usage: %s %s [--jail-required] [-v] <call >answer\n"
            "Started by workfront-credential; see PROTOCOL.md.\n",
            program->name, program->options);
}

/* Answers a question about the program; false when there was none. */
static bool is_question(const struct program *program, int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--version") == 0)
        printf("%s " PACKAGE_VERSION "\n", program->name);
    else if (argc == 2 && strcmp(argv[1], "--help") == 0)
        usage_show(stdout, program);
    else
        return false;
    return true;
}

static bool option_take(const struct program *program, const char *option)
{
    if (strcmp(option, "--jail-required") == 0)
        is_jail_required = true;
    else if (strcmp(option, "-v") == 0 || strcmp(option, "--verbose") == 0)
        is_verbose = true;
    else
        return program->option(option);
    return true;
}

static int leave_program(int exit_status)
{
    resolver_stop();
    secret_wipe_all();
    sodium_stackzero(STACK_USED);
#ifndef INSTRUMENTED
    _exit(exit_status);
#endif
    return exit_status;
}

int program_main(const struct program *program, int argc, char **argv)
{
    int i;

    name = program->name;
    if (is_question(program, argc, argv))
        return fflush(stdout) == EOF || ferror(stdout) ? EXIT_FAILED : EXIT_FINE;
    for (i = 1; i < argc; i++)
        if (!option_take(program, argv[i])) {
            usage_show(stderr, program);
            return EXIT_CALL;
        }
    signal(SIGPIPE, SIG_IGN);
    return leave_program(program->run());
}
