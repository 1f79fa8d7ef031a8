/* lacks.c: runs a program as on a kernel that lacks a part of what the jail is made of. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/seccomp.h>

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#endif

#define NUMBER   (offsetof(struct seccomp_data, nr))
#define ARGUMENT (offsetof(struct seccomp_data, args[0]))

/* One system call, or with an argument that isn't 0 only the call with that first argument. */
static const struct {
    const char *part;
    unsigned call, argument;
} parts[] = {
    { "landlock", SYS_landlock_create_ruleset, 0 },
    { "seccomp", SYS_seccomp, 0 },
    { "seccomp", SYS_prctl, PR_SET_SECCOMP },
    { "keyring", SYS_keyctl, 0 },
};

static int take_away(unsigned call, unsigned argument)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, NUMBER),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4),
        BPF_JUMP(BPF_JMP | BPF_JA, argument == 0 ? 2 : 0, 0, 0),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ARGUMENT),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, argument, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { sizeof code / sizeof code[0], code };

    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int main(int argc, char **argv)
{
    int taken = 0;
    size_t i;

    if (argc < 3 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        fputs("usage: lacks landlock|seccomp|keyring COMMAND…\n", stderr);
        return 99;
    }
    for (i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (strcmp(parts[i].part, argv[1]) == 0) {
            if (take_away(parts[i].call, parts[i].argument) != 0)
                return 99;
            taken++;
        }
    if (taken > 0)
        execvp(argv[2], argv + 2);
    return 98;
}
