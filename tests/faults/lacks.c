/* lacks.c: runs a program as on a kernel, in a container or on a file system that lacks a part
 * of what the program uses. */
#include <errno.h>
#include <fcntl.h>
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
#define SYS_landlock_restrict_self  446
#endif

#define NUMBER      (offsetof(struct seccomp_data, nr))
#define ARGUMENT(n) (offsetof(struct seccomp_data, args) + 8 * (n))

/* One system call, or with a value that isn't 0 only the call with that argument. Youth is
 * what an old kernel lacks. */
static const struct {
    const char *part;
    unsigned call, argument, value, error;
} parts[] = {
    { "landlock", SYS_landlock_create_ruleset, 0, 0, ENOSYS },
    { "landlock-room", SYS_landlock_restrict_self, 0, 0, E2BIG },
    { "namespaces", SYS_unshare, 0, 0, EPERM },
    { "seccomp", SYS_seccomp, 0, 0, ENOSYS },
    { "seccomp", SYS_prctl, 0, PR_SET_SECCOMP, ENOSYS },
    { "keyring", SYS_keyctl, 0, 0, ENOSYS },
    { "keyring", SYS_add_key, 0, 0, ENOSYS },
    { "mlock", SYS_mlock, 0, 0, EPERM },
    { "locks", SYS_fcntl, 1, F_OFD_SETLK, ENOLCK },
    { "lock-kinds", SYS_fcntl, 1, F_OFD_SETLK, EINVAL },
    { "fsync", SYS_fsync, 0, 0, EINVAL },
    { "processes", SYS_clone, 0, 0, EAGAIN },
    { "processes", SYS_clone3, 0, 0, EAGAIN },
#ifdef SYS_vfork
    { "processes", SYS_fork, 0, 0, EAGAIN },
    { "processes", SYS_vfork, 0, 0, EAGAIN },
#endif
    { "randomness", SYS_getrandom, 0, 0, ENOSYS },
    { "youth", SYS_close_range, 0, 0, ENOSYS },
    { "youth", SYS_faccessat2, 0, 0, ENOSYS },
    { "youth", SYS_pidfd_open, 0, 0, ENOSYS },
    { "youth", SYS_clone3, 0, 0, ENOSYS },
};

static int take_away(size_t row)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, NUMBER),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, parts[row].call, 0, 4),
        BPF_JUMP(BPF_JMP | BPF_JA, parts[row].value == 0 ? 2 : 0, 0, 0),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ARGUMENT(parts[row].argument)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, parts[row].value, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | parts[row].error),
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
        fputs("usage: lacks PART COMMAND…\n", stderr);
        return 99;
    }
    for (i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (strcmp(parts[i].part, argv[1]) == 0) {
            if (take_away(i) != 0)
                return 99;
            taken++;
        }
    if (taken > 0)
        execvp(argv[2], argv + 2);
    return 98;
}
