/* child.h: a command of the user's that runs while we wait for its end. Signals that others
 * send us (HUP, INT, QUIT, TERM, USR1, USR2, WINCH) are passed on to it; those of the terminal
 * reach it by themselves, as it stays in our process group. */
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "protocol/status.h"

struct child {
    bool dies_with_us; /* it is killed when we are killed */
    int signals;       /* signalfd(2) */
    pid_t pid;
    sigset_t mask_before;
    int how; /* what waitpid(2) said, once has_ended */
    bool has_ended;
};

#define CHILD                                                                                  \
    {                                                                                          \
        .signals = -1, .pid = -1                                                               \
    }

/* Runs arguments[0], found by PATH, with that environment. STATUS_IO with the program as the
 * subject when there can be no process for it. A program that can't be run is told by the child
 * itself, which ends with 126, or with 127 when there is none, as POSIX has it for env(1). */
enum status child_start(struct child *child, char *const *arguments, char *const *environment,
                        struct fault *fault);

/* Waits for its end or so many milliseconds, −1 = for ever, and passes signals on. Whatever
 * other children of ours end meanwhile are reaped. */
void child_wait(struct child *child, int milliseconds);

/* Gives back what child_start() took. */
void child_clear(struct child *child);

/* Its exit status, for ours. When a signal killed it, we end by the same: secrets are wiped,
 * and this doesn't return. */
int child_end_as(const struct child *child);
