/* trace.c: following processes from stop to stop. */
#include "tests/faults/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/faults/registers.h"

enum { MOST_PROCESSES = 256 };

static const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT |
                            PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
                            PTRACE_O_EXITKILL;

static struct process processes[MOST_PROCESSES];

static struct process *process_find(pid_t pid)
{
    size_t i;

    for (i = 0; i < MOST_PROCESSES; i++)
        if (processes[i].pid == pid)
            return &processes[i];
    return NULL;
}

/* The entry of a process, made when it is new; stops with an error when there are too many. */
static struct process *process_of(pid_t pid)
{
    struct process *process = process_find(pid);

    if (process != NULL)
        return process;
    process = process_find(0);
    if (process == NULL) {
        fputs("trace: too many processes\n", stderr);
        exit(99);
    }
    *process = (struct process){ .pid = pid, .group = pid, .memory = -1, .maps = -1 };
    return process;
}

static int open_proc(pid_t pid, const char *name)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
    return open(path, O_RDONLY | O_CLOEXEC);
}

static void memory_close(struct process *process)
{
    if (process->memory >= 0)
        close(process->memory);
    if (process->maps >= 0)
        close(process->maps);
    process->memory = process->maps = -1;
}

static void memory_open(struct process *process)
{
    memory_close(process);
    process->memory = open_proc(process->pid, "mem");
    process->maps = open_proc(process->pid, "maps");
}

static pid_t group_of(pid_t pid)
{
    char text[1024] = "";
    const char *line;
    int fd = open_proc(pid, "status");

    if (fd < 0)
        return pid;
    if (read(fd, text, sizeof text - 1) < 0)
        text[0] = '\0';
    close(fd);
    line = strstr(text, "\nTgid:");
    return line != NULL ? (pid_t)strtol(line + 6, NULL, 10) : pid;
}

static void resume(const struct process *process, int signal)
{
    ptrace(PTRACE_SYSCALL, process->pid, NULL, (void *)(long)signal);
}

/* Who was forked begins with what its parent was. */
static void process_begin(const struct process *parent, pid_t pid, bool borrows)
{
    struct process *child = process_of(pid);

    child->borrows = borrows;
    child->forked = true;
    child->hardened = parent->hardened;
    child->group = group_of(pid);
    child->depth = parent->depth + (child->group == pid ? 1 : 0);
    memcpy(child->program, parent->program, sizeof child->program);
    if (child->group == pid)
        memory_open(child);
    child->known = true;
    if (child->waits)
        resume(child, 0);
    child->waits = false;
}

static void program_begin(struct process *process)
{
    char path[64], target[4096];
    const char *slash;
    ssize_t length;

    snprintf(path, sizeof path, "/proc/%d/exe", (int)process->pid);
    length = readlink(path, target, sizeof target - 1);
    target[length > 0 ? length : 0] = '\0';
    slash = strrchr(target, '/');
    snprintf(process->program, sizeof process->program, "%s", slash != NULL ? slash + 1 : "");
    process->group = process->pid;
    process->borrows = process->forked = process->hardened = false;
    memory_open(process);
}

static void process_end(struct process *process, const struct trace *trace)
{
    bool whole = process->pid == process->group && !process->borrows;

    if (whole && process->program[0] != '\0' && trace->end != NULL)
        trace->end(process);
}

static void kill_all(void)
{
    size_t i;

    for (i = 0; i < MOST_PROCESSES; i++)
        if (processes[i].pid != 0)
            kill(processes[i].pid, SIGKILL);
}

static void call_begin(struct process *process, const struct __ptrace_syscall_info *info,
                       const struct trace *trace)
{
    struct call call = { .number = (long)info->entry.nr };
    size_t i;

    for (i = 0; i < 6; i++)
        call.argument[i] = info->entry.args[i];
    if ((call.number == SYS_execve || call.number == SYS_execveat) && !process->forked)
        process_end(process, trace);
    process->hardened |= call.number == SYS_prctl;
    if (trace->call == NULL)
        return;
    if (!trace->call(process, &call)) {
        kill_all();
        return;
    }
    if (call.size != 0)
        registers_set_size(process->pid, call.size);
    if (call.killed)
        kill(process->group, SIGKILL);
    if (call.skipped)
        registers_skip(process->pid);
    process->fails = call.fails;
}

static void call_stop(struct process *process, const struct trace *trace)
{
    struct __ptrace_syscall_info info = { 0 };

    if (ptrace(PTRACE_GET_SYSCALL_INFO, process->pid, (void *)sizeof info, &info) <= 0)
        return;
    if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
        call_begin(process, &info, trace);
    if (info.op == PTRACE_SYSCALL_INFO_EXIT && process->fails != 0)
        registers_return(process->pid, -(long)process->fails);
    if (info.op == PTRACE_SYSCALL_INFO_EXIT)
        process->fails = 0;
}

static void event_stop(struct process *process, int event, const struct trace *trace)
{
    unsigned long message = 0;

    ptrace(PTRACE_GETEVENTMSG, process->pid, NULL, &message);
    switch (event) {
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
    case PTRACE_EVENT_CLONE:
        process_begin(process, (pid_t)message, event == PTRACE_EVENT_VFORK);
        break;
    case PTRACE_EVENT_EXEC:
        program_begin(process);
        break;
    case PTRACE_EVENT_EXIT:
        process_end(process, trace);
        break;
    default:
        break;
    }
}

/* Returns the signal that the process is to get. */
static int stop(struct process *process, int how, const struct trace *trace)
{
    int signal = WSTOPSIG(how), event = how >> 16;

    if (signal == (SIGTRAP | 0x80))
        call_stop(process, trace);
    else if (event != 0)
        event_stop(process, event, trace);
    else
        return signal == SIGTRAP || signal == SIGSTOP ? 0 : signal;
    return 0;
}

static int follow(pid_t command, const struct trace *trace)
{
    int result = -1, how;
    pid_t pid;

    while ((pid = waitpid(-1, &how, __WALL)) > 0 || errno == EINTR) {
        struct process *process;

        if (pid < 0)
            continue;
        process = process_of(pid);
        if (WIFSTOPPED(how) && !process->known) {
            process->waits = true;
            continue;
        }
        if (WIFSTOPPED(how)) {
            resume(process, stop(process, how, trace));
            continue;
        }
        if (pid == command)
            result = how;
        memory_close(process);
        *process = (struct process){ 0 };
    }
    return result;
}

int trace_run(char *const command[], const struct trace *trace)
{
    pid_t pid = fork();
    int how;

    if (pid < 0)
        return -1;
    if (pid == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
            _exit(99);
        raise(SIGSTOP);
        execvp(command[0], command);
        _exit(127);
    }
    if (waitpid(pid, &how, __WALL) != pid || !WIFSTOPPED(how) ||
        ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)options) != 0)
        return -1;
    process_of(pid)->known = true;
    resume(process_of(pid), 0);
    return follow(pid, trace);
}
