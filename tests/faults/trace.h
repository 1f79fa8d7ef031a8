/* trace.h: run a command, and all processes that come from it, under ptrace(2).
 *
 * The programs are the very ones that are installed, with nothing preloaded: that they can't be
 * attached to later doesn't matter to who has started them. Each process stops at the entry of
 * every system call, and once more before its memory goes: at its end, however it came, and
 * before it becomes another program, unless it was only forked for that.
 *
 * Calls can be changed on machines that registers.h knows.
 *
 * Without being root, the memory of a process that was forked by a hardened one and never
 * became a program of its own can't be opened; `memory` is −1 then.
 */
#pragma once

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
    bool hardened;    /* its program has called prctl(2), which ours do before all else */
    int fails;        /* the errno that the call it is in will return; 0 = what it returns */
};

/* A system call that a process is about to make. */
struct call {
    long number;
    unsigned long argument[6];
    bool skipped; /* to be set: it isn't made */
    bool killed;  /* to be set: its process is killed before it is made, and no other */
    int fails;    /* to be set: the errno it returns */
    size_t size;  /* to be set: its third argument, if not 0 */
};

struct trace {
    /* Before the memory of a whole process goes. */
    void (*end)(struct process *process);
    /* At the entry of each system call, if not NULL; may change it as far as `call` says. When
     * it returns false, all processes of the trace are killed before the call is made. */
    bool (*call)(struct process *process, struct call *call);
};

/* Runs the command to its end and that of all its descendants, with the standard descriptors as
 * they are. Returns its status as waitpid(2) gives it, or −1 when it could not be traced. */
int trace_run(char *const command[], const struct trace *trace);
