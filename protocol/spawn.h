/* spawn.h: run a program, hand it bytes on stdin, take bytes from its stdout, within a
 * deadline.
 *
 * The child gets descriptors 0, 1 and 2 and nothing else, the environment that
 * the caller lists, default signal dispositions, and no shell.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "protocol/buffer.h"
#include "protocol/status.h"

struct spawn {
    const char *path;         /* absolute */
    char *const *arguments;   /* argv, ends with NULL */
    char *const *environment; /* ends with NULL */
    int64_t deadline;         /* milliseconds from the start until the child is killed */
    bool is_group;  /* it is a process group, which is killed as a whole: for programs that we
                       don't know. Without a terminal to read from */
    bool is_jailed; /* it is a session of its own, killed as a whole, and reaches no terminal:
                       what it says on stderr comes through a pipe and is written to ours,
                       cleaned (redact.h) and up to 256 KiB. Otherwise
                       its stderr is ours */
    void (*tick)(void); /* called about once a second while it is waited for; may be NULL */
    int *exited;        /* gets the exit status, −1 when there was none; may be NULL */
};

/* Starts the child and doesn't wait for it: `to` is what it reads from, `from` what it writes
 * to, both non-blocking and the caller's to close. It has its deadline from the caller, too,
 * who reaps it. Returns its pid, or −1 with errno and both as they were. */
pid_t spawn_start(const struct spawn *spawn, int *to, int *from);

/* Runs the child: `input` is written to it, what it prints is appended to `output` (whose
 * maximum is the limit). STATUS_OK when it exited 0; STATUS_TIMEOUT when the deadline
 * passed; STATUS_TOO_LONG when it printed more than `output` takes; STATUS_UNEXPECTED when it
 * exited otherwise or was killed; STATUS_IO when it can't
 * be started, with the path as the subject. On every path the child is dead and reaped. The
 * fault's cause says all but the last. */
enum status spawn_run(const struct spawn *spawn, const struct buffer *input,
                      struct buffer *output, struct fault *fault);

/* Picks the part of our environment that a program is meant to see: puts the entries of
 * environ(7) whose variables are named into `out`, in the order of the
 * names, and NULL after them: `out` has room for as many as there are names and one more.
 * `names` ends with NULL. The entries stay where they are. */
void environ_pick(char **out, const char *const *names);
