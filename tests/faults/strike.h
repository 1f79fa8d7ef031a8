/* strike.h: one system call of a command goes wrong, from outside, under ptrace(2): the
 * programs are those that are installed, however they are linked.
 *
 * The kinds:
 *
 *     kill     all processes of the command are killed at the entry of the call
 *     one      only the process that makes it is; the others go on
 *     network  the same of the network program
 *     broker   the same of the broker
 *     fleet    the same of the program that speaks to a fleet's engine
 *     EIO      a call on files fails with this
 *     ENOSPC   a call that may need room fails with this
 *     EDQUOT   the same
 *     short    a read or write moves one byte only
 *
 * Calls are counted from 1, those that the kind concerns, of the command's processes that are
 * called `workfront-credential`, from their first prctl(2) on: what the dynamic linker does
 * before isn't ours. The programs that write no file are counted by their own kinds only;
 * "kill" takes them along.
 */
#pragma once

#include <stdbool.h>

#include "tests/faults/inject.h"

/* Whether there is such a kind that works on this machine. */
bool strike_knows(const char *kind);

/* Runs the command with the standard descriptors as they are. The call with the number `call`
 * goes wrong; 0 only counts, and of the kinds "kill" and "fleet" marks those in report->changes
 * that change something. Returns its status as waitpid(2) gives it, or −1 when it can't be
 * traced. */
int strike_run(char *const command[], const char *kind, unsigned call,
               struct inject_report *report);
