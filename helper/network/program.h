/* program.h: how a program that speaks TLS begins and ends. One call record on stdin, one
 * answer record on stdout.
 *
 * Such a program runs without the store, its key or a way to either. Whoever starts it reads
 * its exit status: PROTOCOL.md, "Our programs".
 */
#pragma once

#include <stdbool.h>

#include "helper/network/jail.h"
#include "protocol/buffer.h"
#include "protocol/status.h"

/* Exit statuses: an answer was written; the system failed; the call isn't one. */
enum { EXIT_FINE = 0, EXIT_FAILED = 1, EXIT_CALL = 2 };

struct program {
    const char *name;
    const char *options;                /* its own, for people: "[--parse]" */
    bool (*option)(const char *option); /* takes one of its own; false: unknown */
    int (*run)(void);                   /* works on the call; returns the exit status */
};

/* The whole of main(): answers --help and --version, takes the options that all have, runs, and
 * wipes memory. An instrumented build returns; others end here, without the exit handlers of
 * the TLS library: they only give memory back, and a caller waits for the end. */
int program_main(const struct program *program, int argc, char **argv);

/* Whether -v or --verbose was given. */
bool program_is_verbose(void);

/* Enters the jail but for JAIL_NETWORK, with guarded memory ready. What it doesn't let in is
 * got before: certificates, and for a JAIL_CLIENT who looks up names. EXIT_FINE, or the exit
 * status, which was told. */
int program_jail(struct jail_report *report, enum jail_kind kind);

/* The first part of the jail that failed, or with --jail-required isn't there; JAIL_PARTS when
 * there is none. */
enum jail_part program_gap(const struct jail_report *report);

/* Tells people what holds of the jail. */
void program_tell_jail(const struct jail_report *report);

/* Reads the call's bytes: EXIT_FINE, or the exit status, which was told. */
int program_read(struct buffer *text);

/* Writes an answer, unless making it failed; clears it. Returns the exit status. */
int program_answer(struct buffer *out, enum status status);

/* Tells people on stderr; `subject` may be "". Returns `exit_status`. */
int program_complain(int exit_status, const char *what, const char *subject);
