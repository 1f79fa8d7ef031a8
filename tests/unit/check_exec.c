/* check_exec.c: the exec module, with programs that do what they shouldn't. */
#include "tests/lib/stores.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "store/change/keys.h"
#include "store/unlock/unlock.h"

#define HEX "3031323334353637383961626364656630313233343536373839414243444546"

#define END (const char *)NULL

static const char raw[] = "0123456789abcdef0123456789ABCDEF";
static struct buffer answer = BUFFER(UNLOCK_ANSWER_MAX);

/* Makes the program: a shell script with these lines, whose $0 is its path. */
static const char *program(const char *lines)
{
    struct buffer text = BUFFER(4096);
    const char *path = scratch_path("program");

    buffer_text(&text, "#!/bin/sh\n");
    buffer_text(&text, lines);
    buffer_text(&text, "\n");
    scratch_write(path, text.data, text.length, 0700);
    buffer_clear(&text);
    return path;
}

/* Runs the module with a line of these arguments, ended by END; `path=` comes first. */
static enum unlock_verdict reveal(unsigned char *secret, const char *path, ...)
{
    const struct unlock_context context = { .answer = &answer };
    struct unlock_line line = { .module = &unlock_exec };
    char first[1100];
    va_list more;

    snprintf(first, sizeof first, "path=%s", path);
    line.argument[line.arguments++] = first;
    va_start(more, path);
    while ((line.argument[line.arguments] = va_arg(more, const char *)) != NULL)
        line.arguments++;
    va_end(more);
    memset(&fault, 0, sizeof fault);
    memset(secret, 0, UNLOCK_SECRET_SIZE);
    return unlock_exec.reveal(&context, &line, "", secret, &fault);
}

START_TEST(what_it_prints_is_the_secret)
{
    unsigned char secret[UNLOCK_SECRET_SIZE];

    ck_assert_int_eq(reveal(secret, program("echo " HEX), END), UNLOCK_YES);
    ck_assert_mem_eq(secret, raw, sizeof secret);
    buffer_clear(&answer);
    ck_assert_int_eq(reveal(secret, program("printf %s \"$1$2\""), "arg=0123456789abcdef",
                            "timeout=60", "arg=0123456789ABCDEF", END),
                     UNLOCK_YES);
    ck_assert_mem_eq(secret, raw, sizeof secret);
}
END_TEST

START_TEST(it_runs_once_for_all_slots)
{
    const char *path = program("echo x >>\"$0.runs\"; echo " HEX);
    unsigned char secret[UNLOCK_SECRET_SIZE];
    char runs[16];

    ck_assert_int_eq(reveal(secret, path, END), UNLOCK_YES);
    ck_assert_int_eq(reveal(secret, path, END), UNLOCK_YES);
    ck_assert_mem_eq(secret, raw, sizeof secret);
    ck_assert_uint_eq(scratch_read(scratch_path("program.runs"), runs, sizeof runs), 2);
    buffer_clear(&answer);
    ck_assert_int_eq(reveal(secret, path, END), UNLOCK_YES);
    ck_assert_uint_eq(scratch_read(scratch_path("program.runs"), runs, sizeof runs), 4);
}
END_TEST

START_TEST(it_gets_nothing_that_is_not_named)
{
    const char *path = program("tr '\\0' '\\n' </proc/$$/environ >\"$0.environment\"\n"
                               "ls /proc/$$/fd >\"$0.descriptors\"\n"
                               "cat >\"$0.input\"\n"
                               "echo " HEX);
    unsigned char secret[UNLOCK_SECRET_SIZE];
    char text[16384] = "";

    setenv("WITH", "this", 1);
    setenv("WITHOUT", "that", 1);
    ck_assert_int_eq(dup2(STDERR_FILENO, 7), 7);
    ck_assert_int_eq(reveal(secret, path, "env=PATH", "env=WITH", "env=UNSET", END),
                     UNLOCK_YES);
    text[scratch_read(scratch_path("program.environment"), text, sizeof text - 1)] = '\0';
    ck_assert_ptr_nonnull(strstr(text, "WITH=this\n"));
    ck_assert_ptr_nonnull(strstr(text, "PATH="));
    ck_assert_ptr_null(strstr(text, "WITHOUT"));
    ck_assert_ptr_null(strstr(text, "HOME"));
    memset(text, 0, sizeof text);
    ck_assert_uint_gt(scratch_read(scratch_path("program.descriptors"), text, sizeof text - 1),
                      0);
    ck_assert_ptr_null(strchr(text, '7'));
    ck_assert_uint_eq(scratch_read(scratch_path("program.input"), text, sizeof text), 0);
    buffer_clear(&answer);
    ck_assert_int_eq(reveal(secret, path, END), UNLOCK_YES);
    ck_assert_uint_eq(scratch_read(scratch_path("program.environment"), text, sizeof text - 1),
                      0);
}
END_TEST

START_TEST(a_name_that_no_file_can_have_is_no)
{
    unsigned char secret[UNLOCK_SECRET_SIZE];
    char path[300] = "/";

    memset(path + 1, 'a', sizeof path - 2);
    ck_assert_int_eq(reveal(secret, path, END), UNLOCK_NO);
}
END_TEST

START_TEST(verdicts_are_exact)
{
    static const struct {
        const char *lines;
        enum cause cause;
        const char *detail;
        enum unlock_verdict verdict;
    } cases[] = {
        { "exit 69", CAUSE_EXITED, "69", UNLOCK_NOT_MINE },
        { "echo " HEX "; exit 1", CAUSE_EXITED, "1", UNLOCK_NO },
        { "echo " HEX "; kill -9 $$", CAUSE_KILLED, "9", UNLOCK_NO },
        { "kill -69 $$ 2>/dev/null; exit 2", CAUSE_EXITED, "2", UNLOCK_NO },
        { "exit 0", CAUSE_PRINTED_NO_SECRET, "", UNLOCK_NO },
        { "echo password", CAUSE_PRINTED_NO_SECRET, "", UNLOCK_NO },
        { "echo " HEX "; echo more", CAUSE_PRINTED_NO_SECRET, "", UNLOCK_NO },
        { "exec cat /dev/zero", CAUSE_TOO_MUCH, "", UNLOCK_NO },
    };
    static const unsigned char zero[UNLOCK_SECRET_SIZE];
    unsigned char secret[UNLOCK_SECRET_SIZE];
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        const char *path = program(cases[i].lines);

        ck_assert_msg(reveal(secret, path, "timeout=60", END) == cases[i].verdict, "case %zu",
                      i);
        ck_assert_int_eq(fault.status, STATUS_LOCKED);
        ck_assert_str_eq(fault.subject, path);
        ck_assert_int_eq(fault.cause, cases[i].cause);
        ck_assert_str_eq(fault.detail, cases[i].detail);
        ck_assert_mem_eq(secret, zero, sizeof secret);
    }
}
END_TEST

/* Reads what may go at any moment. Returns whether there was something. */
static bool glimpse(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, text, size - 1) : 0;

    if (fd >= 0)
        close(fd);
    text[length > 0 ? length : 0] = '\0';
    return length > 0;
}

/* Whether a process that isn't our child has ended, or does so soon. */
static bool ends(pid_t pid)
{
    static const struct timespec pause = { 0, 10000000 };
    char path[64], state[256];
    int tries;

    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    for (tries = 0; tries < 6000; tries++) {
        if (!glimpse(path, state, sizeof state) || strstr(state, ") Z") != NULL)
            return true;
        nanosleep(&pause, NULL);
    }
    return false;
}

/* Runs what hangs for longer and longer, until it has come to note its pid, and returns that: a
 * busy machine may not do it in a second. */
static pid_t hang(const char *lines)
{
    static const char *const timeouts[] = { "timeout=1", "timeout=10", "timeout=100" };
    unsigned char secret[UNLOCK_SECRET_SIZE];
    char pid[32] = "";
    size_t i;

    for (i = 0; i < COUNT(timeouts) && strchr(pid, '\n') == NULL; i++) {
        ck_assert_int_eq(reveal(secret, program(lines), timeouts[i], END), UNLOCK_NO);
        ck_assert_int_eq(fault.status, STATUS_LOCKED);
        ck_assert_int_eq(fault.cause, CAUSE_TIMEOUT);
        glimpse(scratch_path("program.pid"), pid, sizeof pid);
    }
    unlink(scratch_path("program.pid"));
    return (pid_t)strtol(pid, NULL, 10);
}

START_TEST(what_hangs_is_killed_with_its_children)
{
    static const char *const cases[] = {
        "echo $$ >\"$0.pid\"; exec sleep 600",
        /* its end comes early, but not that of what it printed */
        ("sleep 600 & echo $! >\"$0.pid\"; echo " HEX),
        "sleep 600 & echo $! >\"$0.pid\"; exec >&-; wait",
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        pid_t pid = hang(cases[i]);

        ck_assert_int_gt(pid, 0);
        ck_assert(ends(pid));
    }
}
END_TEST

START_TEST(what_it_leaves_behind_may_live)
{
    unsigned char secret[UNLOCK_SECRET_SIZE];
    char pid[32] = "";

    ck_assert_int_eq(
        reveal(secret, program("sleep 600 >/dev/null 2>&1 & echo $! >\"$0.pid\"; echo " HEX),
               END),
        UNLOCK_YES);
    pid[scratch_read(scratch_path("program.pid"), pid, sizeof pid - 1)] = '\0';
    ck_assert_int_eq(kill((pid_t)strtol(pid, NULL, 10), SIGKILL), 0);
}
END_TEST

static void expect(const char *path, enum unlock_verdict verdict, enum status status,
                   const char *subject, enum cause cause)
{
    unsigned char secret[UNLOCK_SECRET_SIZE];

    ck_assert_msg(reveal(secret, path, END) == verdict, "%s: %s", path, fault.detail);
    ck_assert_int_eq(fault.status, status);
    ck_assert_str_eq(fault.subject, subject);
    ck_assert_int_eq(fault.cause, cause);
    ck_assert_uint_eq(secret[0], 0);
}

START_TEST(what_others_could_have_changed_does_not_run)
{
    const char *path = program("echo " HEX "; echo >\"$0.ran\""), *link = scratch_path("link");
    const char *folder = scratch_path("folder"), *inside = scratch_path("folder/program");

    ck_assert_int_eq(chmod(path, 0600), 0);
    expect(path, UNLOCK_NO, STATUS_UNSAFE, path, CAUSE_NOT_EXECUTABLE);
    ck_assert_int_eq(chmod(path, 0720), 0);
    expect(path, UNLOCK_NO, STATUS_UNSAFE, path, CAUSE_WRITABLE);
    ck_assert_int_eq(chmod(path, 0702), 0);
    expect(path, UNLOCK_NO, STATUS_UNSAFE, path, CAUSE_WRITABLE);
    ck_assert_int_eq(chmod(path, 0700), 0);
    ck_assert_int_eq(symlink(path, link), 0);
    expect(link, UNLOCK_NO, STATUS_UNSAFE, link, CAUSE_TYPE);
    ck_assert_int_eq(mkdir(folder, 0700), 0);
    expect(folder, UNLOCK_NO, STATUS_UNSAFE, folder, CAUSE_TYPE);
    ck_assert_int_eq(rename(path, inside), 0);
    ck_assert_int_eq(chmod(folder, 0707), 0);
    expect(inside, UNLOCK_NO, STATUS_UNSAFE, folder, CAUSE_WRITABLE);
    ck_assert_int_eq(chmod(folder, 0700), 0);
    if (geteuid() == 0) {
        ck_assert_int_eq(chown(folder, 65534, 65534), 0);
        expect(inside, UNLOCK_NO, STATUS_UNSAFE, folder, CAUSE_ABOVE);
        ck_assert_int_eq(chown(folder, 0, 0), 0);
    }
    expect(scratch_path("folder/program/"), UNLOCK_NO, STATUS_UNSAFE,
           scratch_path("folder/program/"), CAUSE_TYPE);
    expect(scratch_path("folder/other"), UNLOCK_NOT_MINE, STATUS_LOCKED,
           scratch_path("folder/other"), CAUSE_NONE);
    ck_assert_int_eq(fault.system_error, ENOENT);
    if (geteuid() == 0) {
        ck_assert_int_eq(chown(inside, 65534, 65534), 0);
        expect(inside, UNLOCK_NO, STATUS_UNSAFE, inside, CAUSE_OWNER);
    }
    ck_assert_int_eq(access(scratch_path("program.ran"), F_OK), -1);
    ck_assert_int_eq(access(scratch_path("folder/program.ran"), F_OK), -1);
}
END_TEST

START_TEST(what_is_no_program_cannot_be_started)
{
    const char *path = scratch_path("text");
    unsigned char secret[UNLOCK_SECRET_SIZE];

    scratch_write(path, "echo " HEX "\n", sizeof "echo " HEX, 0700);
    ck_assert_int_eq(reveal(secret, path, END), UNLOCK_NO);
    ck_assert_str_eq(fault.subject, path);
}
END_TEST

START_TEST(why_it_cannot_be_started_is_told)
{
    const char *path = scratch_path("text");
    unsigned char secret[UNLOCK_SECRET_SIZE];

    scratch_write(path, "echo " HEX "\n", sizeof "echo " HEX, 0700);
    ck_assert_int_eq(reveal(secret, path, END), UNLOCK_NO);
    ck_assert_str_eq(fault.subject, path);
    ck_assert_int_eq(fault.status, STATUS_IO);
    ck_assert_int_eq(fault.system_error, ENOEXEC);
}
END_TEST

START_TEST(bad_arguments_fail_closed)
{
    static const char *const cases[] = {
        "",
        "arg=x",
        "path=",
        "path=program",
        "path=/a timeout=0",
        "path=/a timeout=601",
        "path=/a timeout=",
        "path=/a timeout=1s",
        "path=/a env=",
        "path=/a env=A=b",
        "path=/a env=1A",
        "path=/a env=A-B",
        "path=/a env=A env=B!",
        "path=/a input=x",
    };
    struct unlock_stack parsed;
    char text[128];
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        parsed = (struct unlock_stack)UNLOCK_STACK_EMPTY;
        snprintf(text, sizeof text, "unlock sufficient exec %s\n", cases[i]);
        ck_assert_msg(unlock_stack_parse(&parsed, text, &fault) == STATUS_MALFORMED, "%s",
                      text);
        ck_assert(fault.cause == CAUSE_ARGUMENT_VALUE || fault.cause == CAUSE_NOT_AN_ARGUMENT);
        unlock_stack_clear(&parsed);
    }
    parsed = (struct unlock_stack)UNLOCK_STACK_EMPTY;
    ck_assert_int_eq(unlock_stack_parse(&parsed,
                                        "unlock sufficient exec path=/a arg= arg=a=b "
                                        "env=_A1 timeout=600\n",
                                        &fault),
                     STATUS_OK);
    unlock_stack_clear(&parsed);
}
END_TEST

START_TEST(a_store_opens_with_what_a_program_prints)
{
    struct store *store;
    char stack[1200];

    snprintf(stack, sizeof stack, "unlock sufficient exec path=%s\n", program("echo " HEX));
    ck_assert_int_eq(stores_open(&store, stack, true), STATUS_OK);
    ck_assert_str_eq(store_unlocked_by(store), "exec");
    store_close(store);
    ck_assert_int_eq(stores_open(&store, stack, false), STATUS_OK);
    store_close(store);
    program("printf %s 0123456789abcdef0123456789ABCDEf");
    ck_assert_int_eq(stores_open(&store, stack, false), STATUS_LOCKED);
    ck_assert_str_eq(fault.subject, scratch_path("program"));
    ck_assert_int_eq(fault.cause, CAUSE_KEY);
}
END_TEST

/* Neither the program that is required nor a slot that needs it is tried for a list. */
START_TEST(a_list_starts_no_program)
{
    char stack[1200];
    const struct store_options options = { .directory = scratch_path(STORE_FOLDER),
                                           .key_file = scratch_path(STORE_KEY),
                                           .stack = stack };
    struct store_slots slots;
    struct store *store;

    snprintf(stack, sizeof stack, "unlock required exec path=%s\nunlock sufficient keyfile\n",
             program("echo >\"$0.ran\"; echo " HEX));
    ck_assert_int_eq(stores_open(&store, stack, true), STATUS_OK);
    store_close(store);
    ck_assert_int_eq(unlink(scratch_path("program.ran")), 0);
    ck_assert_int_eq(store_slots_read(&slots, &options, &fault), STATUS_OK);
    ck_assert(slots.policy_holds);
    ck_assert_uint_eq(slots.count, 1);
    ck_assert(slots.slot[0].is_ready);
    store_slots_clear(&slots);
    ck_assert_int_ne(access(scratch_path("program.ran"), F_OK), 0);
}
END_TEST

/* Not under Valgrind, nor where vfork(2) is a fork(2), as in qemu-user. */
static bool spawn_tells_why(void)
{
    int text = memfd_create("text", 0);
    char path[32], *arguments[] = { path, NULL };
    pid_t child;

    snprintf(path, sizeof path, "/proc/self/fd/%d", text);
    if (write(text, "echo\n", 5) != 5 ||
        posix_spawn(&child, path, NULL, NULL, arguments, NULL) != 0)
        return true;
    waitpid(child, NULL, 0);
    return false;
}

int main(void)
{
    const TTest *const *const why = SUITE(why_it_cannot_be_started_is_told);
    Suite *suite = suite_create("exec");

    suite_add_tests(
        suite, "exec", scratch_setup, scratch_teardown,
        SUITE(what_it_prints_is_the_secret, it_runs_once_for_all_slots,
              it_gets_nothing_that_is_not_named, verdicts_are_exact,
              a_name_that_no_file_can_have_is_no, what_hangs_is_killed_with_its_children,
              what_it_leaves_behind_may_live, what_others_could_have_changed_does_not_run,
              what_is_no_program_cannot_be_started, bad_arguments_fail_closed,
              a_store_opens_with_what_a_program_prints, a_list_starts_no_program));
    if (spawn_tells_why())
        suite_add_tests(suite, "why", scratch_setup, scratch_teardown, why);
    else
        suite_skip(suite, "posix_spawn() loses the error of execve() here", why);
    return scratch_run_all(suite);
}
