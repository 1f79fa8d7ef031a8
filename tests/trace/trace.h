/* trace.h: run a command, and all processes that come from it, under ptrace(2).
 *
 * The programs are the very ones that are installed, with nothing preloaded: that they can't be
 * attached to later doesn't matter to who has started them. Each process stops at the entry of
 * every system call, and once more before its memory goes: at its end, however it came, and
 * before it becomes another program, unless it was only forked for that.
 *
 * Without being root, the memory of a process that was forked by a hardened one and never
 * became a program of its own can't be opened; `memory` is −1 then.
 */
#ifndef TESTS_TRACE_TRACE_H
#define TESTS_TRACE_TRACE_H

#include <stdbool.h>
#include <sys/types.h>

struct process {
    pid_t pid;        /* of one thread */
    pid_t group;      /* of the process it belongs to */
    int memory, maps; /* descriptors of its files in /proc; −1 when they can't be had */
    char program[64]; /* the last component of its executable's path; "" before the first */
    unsigned depth;   /* 0 for the command itself, 1 for its children … */
    bool known;       /* its parent has told of it */
    bool waits;       /* has stopped, and waits for that */
    bool borrows;     /* its memory is still its parent's, as between vfork(2) and exec */
    bool forked;      /* it has a copy of its parent's, which another program would end */
};

struct trace {
    /* Before the memory of a whole process goes. */
    void (*end)(struct process *process);
};

/* Runs the command to its end and that of all its descendants, with the standard descriptors as
 * they are. Returns its status as waitpid(2) gives it, or −1 when it could not be traced. */
int trace_run(char *const command[], const struct trace *trace);

#endif
