/* strike.c: which calls a strike meets, and how. */
#include "tests/faults/strike.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/faults/registers.h"
#include "tests/faults/trace.h"

enum concern {
    CHANGES = 1,    /* something that outlives the process */
    FILES = 2,      /* may meet a bad disk */
    ROOM = 4,       /* may need room on it */
    MOVES = 8,      /* bytes, as many as the third argument says */
    DESCRIPTOR = 16 /* the first argument is one */
};

static const struct {
    const char *name;
    long number;
    unsigned concern;
} calls[] = {
    { "read", SYS_read, FILES | MOVES | DESCRIPTOR },
    { "pread64", SYS_pread64, FILES | MOVES | DESCRIPTOR },
    { "write", SYS_write, CHANGES | FILES | ROOM | MOVES | DESCRIPTOR },
    { "pwrite64", SYS_pwrite64, CHANGES | FILES | ROOM | MOVES | DESCRIPTOR },
    { "fsync", SYS_fsync, CHANGES | FILES | ROOM | DESCRIPTOR },
    { "fdatasync", SYS_fdatasync, CHANGES | FILES | ROOM | DESCRIPTOR },
    { "ftruncate", SYS_ftruncate, CHANGES | FILES | ROOM | DESCRIPTOR },
    { "fallocate", SYS_fallocate, CHANGES | FILES | ROOM | DESCRIPTOR },
    { "fchmod", SYS_fchmod, CHANGES | FILES | DESCRIPTOR },
    { "fstat", SYS_fstat, FILES | DESCRIPTOR },
    { "getdents64", SYS_getdents64, FILES | DESCRIPTOR },
    { "close", SYS_close, FILES | ROOM | DESCRIPTOR },
    { "openat", SYS_openat, FILES },
#ifdef SYS_newfstatat
    { "newfstatat", SYS_newfstatat, FILES },
#else /* 32 bits */
    { "fstatat64", SYS_fstatat64, FILES },
#endif
    { "faccessat", SYS_faccessat, FILES },
#ifdef SYS_faccessat2
    { "faccessat2", SYS_faccessat2, FILES },
#endif
    { "mkdirat", SYS_mkdirat, CHANGES | FILES | ROOM },
    { "linkat", SYS_linkat, CHANGES | FILES | ROOM },
    { "symlinkat", SYS_symlinkat, CHANGES | FILES | ROOM },
    { "renameat", SYS_renameat, CHANGES | FILES | ROOM },
    { "renameat2", SYS_renameat2, CHANGES | FILES | ROOM },
    { "unlinkat", SYS_unlinkat, CHANGES | FILES },
#ifdef SYS_rename /* a kernel that has these too; glibc uses few of them, musl most */
    { "open", SYS_open, FILES },
    { "stat", SYS_stat, FILES },
    { "lstat", SYS_lstat, FILES },
    { "access", SYS_access, FILES },
    { "mkdir", SYS_mkdir, CHANGES | FILES | ROOM },
    { "rename", SYS_rename, CHANGES | FILES | ROOM },
    { "unlink", SYS_unlink, CHANGES | FILES },
    { "rmdir", SYS_rmdir, CHANGES | FILES },
#endif
    { "execve", SYS_execve, CHANGES },
    { "keyctl", SYS_keyctl, CHANGES },
    { "add_key", SYS_add_key, CHANGES },
    { "exit_group", SYS_exit_group, CHANGES },
#ifdef SYS_sendto /* where it isn't a socketcall(2) */
    { "sendto", SYS_sendto, CHANGES },
#endif
};

static const char ours[] = "workfront-credential", network[] = "workfront-credential-adobe",
                  broker[] = "workfront-credential-broker",
                  fleet[] = "workfront-credential-fleet";

static const struct kind {
    const char *name;
    const char *program; /* whose calls it meets */
    unsigned concern;    /* of these calls; 0 = all */
    int error;
    bool kills; /* the process */
} kinds[] = {
    { "kill", ours, 0, 0, false },           { "one", ours, 0, 0, true },
    { "network", network, 0, 0, true },      { "broker", broker, 0, 0, true },
    { "fleet", fleet, 0, 0, true },          { "EIO", ours, FILES, EIO, false },
    { "ENOSPC", ours, ROOM, ENOSPC, false }, { "EDQUOT", ours, ROOM, EDQUOT, false },
    { "short", ours, MOVES, 0, false },
};

static const struct kind *kind;
static unsigned chosen;
static struct inject_report *report;

static const struct kind *kind_find(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

static bool makes_file(const struct call *call)
{
#ifdef SYS_open
    if (call->number == SYS_open)
        return (call->argument[1] & O_CREAT) != 0;
#endif
    return call->number == SYS_openat && (call->argument[2] & O_CREAT) != 0;
}

/* What a call concerns, and what it is called. To make a file is to change something. */
static unsigned concern_of(const struct call *call, const char **name)
{
    size_t i;

    *name = "another";
    for (i = 0; i < sizeof calls / sizeof calls[0]; i++)
        if (calls[i].number == call->number)
            break;
    if (i == sizeof calls / sizeof calls[0])
        return 0;
    *name = calls[i].name;
    if (makes_file(call))
        return calls[i].concern | CHANGES | ROOM;
    return calls[i].concern;
}

static bool is_meant(const struct process *process)
{
    return process->hardened && strcmp(process->program, kind->program) == 0;
}

static bool is_met(const struct call *call, unsigned concern)
{
    if ((concern & kind->concern) != kind->concern)
        return false;
    return kind->concern != MOVES || call->argument[2] > 1;
}

/* Between two changes the disk, or a fleet's engine, is the same: who is killed at the entry of
 * each has met it in every state. */
static void mark(unsigned concern)
{
    if (kind->concern == 0 && (kind->program == ours || kind->program == fleet) &&
        (concern & CHANGES) != 0 && report->calls < sizeof report->changes)
        report->changes[report->calls] = 1;
}

/* Linux closes a descriptor even when close(2) fails. */
static void spoil(struct call *call)
{
    if (kind->concern == MOVES)
        call->size = 1;
    call->killed = kind->kills;
    call->fails = kind->error;
    call->skipped = kind->error != 0 && call->number != SYS_close;
}

static bool meet(struct process *process, struct call *call)
{
    const char *name;
    unsigned concern = concern_of(call, &name);

    if (!is_meant(process) || !is_met(call, concern))
        return true;
    report->calls++;
    mark(concern);
    if (report->calls != chosen)
        return true;
    report->injected++;
    report->error = kind->error;
    report->descriptor = (concern & DESCRIPTOR) != 0 ? (int)call->argument[0] : -1;
    snprintf(report->function, sizeof report->function, "%s", name);
    spoil(call);
    return kind->concern != 0 || kind->kills;
}

bool strike_knows(const char *name)
{
    const struct kind *found = kind_find(name);

    return found != NULL && (registers_known || found->concern == 0);
}

int strike_run(char *const command[], const char *name, unsigned call,
               struct inject_report *out)
{
    static const struct trace trace = { .call = meet };

    kind = kind_find(name);
    chosen = call;
    report = out;
    return trace_run(command, &trace);
}
