/* registers.h: changing a system call of a process that is stopped at its entry or exit. A
 * machine that isn't here changes none, and has registers_known false. */
#pragma once

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/user.h>

#if defined __x86_64__

enum { registers_known = true };

/* At the entry: the call isn't made. */
static inline void registers_skip(pid_t pid)
{
    ptrace(PTRACE_POKEUSER, pid, (void *)offsetof(struct user_regs_struct, orig_rax),
           (void *)-1L);
}

/* At the entry: gives it another third argument. */
static inline void registers_set_size(pid_t pid, size_t size)
{
    ptrace(PTRACE_POKEUSER, pid, (void *)offsetof(struct user_regs_struct, rdx), (void *)size);
}

/* At the exit: what the call returns. */
static inline void registers_return(pid_t pid, long value)
{
    ptrace(PTRACE_POKEUSER, pid, (void *)offsetof(struct user_regs_struct, rax), (void *)value);
}

#elif defined __aarch64__

enum { registers_known = true };

static inline void registers_put(pid_t pid, size_t which, unsigned long long value)
{
    struct user_regs_struct all;
    struct iovec part = { &all, sizeof all };

    if (ptrace(PTRACE_GETREGSET, pid, (void *)NT_PRSTATUS, &part) != 0)
        return;
    all.regs[which] = value;
    ptrace(PTRACE_SETREGSET, pid, (void *)NT_PRSTATUS, &part);
}

static inline void registers_skip(pid_t pid)
{
    int none = -1;
    struct iovec part = { &none, sizeof none };

    ptrace(PTRACE_SETREGSET, pid, (void *)NT_ARM_SYSTEM_CALL, &part);
}

static inline void registers_set_size(pid_t pid, size_t size)
{
    registers_put(pid, 2, size);
}

static inline void registers_return(pid_t pid, long value)
{
    registers_put(pid, 0, (unsigned long long)value);
}

#else

enum { registers_known = false };

static inline void registers_skip(pid_t pid)
{
    (void)pid;
}

static inline void registers_set_size(pid_t pid, size_t size)
{
    (void)pid;
    (void)size;
}

static inline void registers_return(pid_t pid, long value)
{
    (void)pid;
    (void)value;
}

#endif
