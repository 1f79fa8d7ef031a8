/* check_harden.c: what a process of ours can't do any more. */
#include "tests/lib/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/harden.h"

static bool landlock_is_used(void)
{
#ifdef INSTRUMENTED
    return false;
#endif
    return syscall(444 /* landlock_create_ruleset */, NULL, 0, 1 /* which version? */) > 0;
}

static bool refused(int result)
{
    return result < 0 && errno == EACCES;
}

/* In a process of its own: the exit status tells what went wrong. */
static int try_after_narrowing(const char *path, int open_before)
{
    char *nothing[] = { NULL };
    int wrong = 0;

    harden_narrow();
    wrong += write(open_before, "answer", 6) != 6;
    wrong += 2 * !refused(open("/etc/passwd", O_RDONLY));
    wrong += 4 * !refused(open(path, O_WRONLY));
    wrong += 8 * !refused(unlink(path));
    wrong += 16 * !refused(mkdir("/tmp/check-harden", 0700));
    wrong += 32 * !refused(execv("/bin/true", nothing));
    return wrong;
}

START_TEST(a_narrow_process_keeps_what_is_open_and_gets_no_more)
{
    char path[] = "/tmp/check-harden-XXXXXX";
    int file, how = 0;
    pid_t pid;

    if (!landlock_is_used())
        return;
    file = mkstemp(path);
    pid = fork();
    if (pid == 0)
        _exit(try_after_narrowing(path, file));
    ck_assert_int_eq(waitpid(pid, &how, 0), pid);
    ck_assert_int_eq(unlink(path), 0);
    close(file);
    ck_assert(WIFEXITED(how));
    ck_assert_int_eq(WEXITSTATUS(how), 0);
}
END_TEST

START_TEST(files_are_for_the_owner_alone_and_no_core_is_left)
{
    struct rlimit core;
    mode_t mask;

    ck_assert_ptr_null(harden());
    mask = umask(0);
    ck_assert_uint_eq(mask, 077);
    ck_assert_int_eq(getrlimit(RLIMIT_CORE, &core), 0);
    ck_assert_uint_eq(core.rlim_cur, 0);
}
END_TEST

int main(void)
{
    return suite_run("harden", SUITE(a_narrow_process_keeps_what_is_open_and_gets_no_more,
                                     files_are_for_the_owner_alone_and_no_core_is_left));
}
