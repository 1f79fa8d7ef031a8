/* torture.c: runs a command again and again, and each time another of its calls goes wrong.
 *
 * What must hold each time: the command ends by itself, in time, with an exit status of the
 * manual's table; a failure is told in exactly one error line (unless it was standard error
 * that failed) and prints nothing else; no line holds a secret; no more memory is left than
 * when nothing went wrong; what is interrupted or moves one byte only changes nothing at all.
 * The commands --before and --after each run see to the state.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/faults/inject.h"
#include "tests/faults/strike.h"

enum { MOST_STATUS = 8, PATIENCE = 120000 /* ms */, TEXT_MAX = 65536, TOLD_MAX = 20 };

static struct {
    const char *library, *kind, *input, *before, *after, *prefix;
    const char *otherwise; /* how any other answer than the usual one begins */
    const char *secret;    /* what no message may hold */
    unsigned first, step;
    bool kills;   /* the command doesn't live to be judged */
    bool reports; /* standard output is a report, printed in failure too */
    bool varies;  /* standard output isn't the same each time */
    bool leaks;   /* libraries of others keep memory when they fail */
    bool aborts;  /* and one ends the program itself, without an answer */
} plan = { .kind = "fail",
           .input = "/dev/null",
           .first = 1,
           .step = 1,
           .prefix = "workfront-credential" };

/* A run of the command. */
struct run {
    unsigned call;
    int how; /* as waitpid(2) says */
    bool hangs;
    int normal;           /* the exit status when nothing goes wrong */
    int left;             /* and how many pieces of memory are left */
    char usual[TEXT_MAX]; /* and what is on standard output then */
    char out[TEXT_MAX], err[TEXT_MAX];
};

static struct inject_report *report;
static unsigned char changes[sizeof report->changes]; /* when nothing went wrong */
static unsigned told;

static void die(const char *what)
{
    perror(what);
    exit(99);
}

static bool complain(const struct run *run, const char *what)
{
    char error[160] = "";
    size_t i, at;

    if (told++ >= TOLD_MAX)
        return false;
    if (report->error != 0)
        snprintf(error, sizeof error, " (%s)", strerror(report->error));
    printf("call %u, %s%s: %s [", run->call, report->function, error, what);
    if (WIFSIGNALED(run->how))
        printf("signal %d", WTERMSIG(run->how));
    else
        printf("exit %d", WEXITSTATUS(run->how));
    printf("]\n");
    for (i = at = 0; run->err[i] != '\0' && at < 300; i++, at++)
        putchar(run->err[i] == '\n' || (run->err[i] >= ' ' && run->err[i] <= '~') ? run->err[i]
                                                                                  : '?');
    return false;
}

/* Waits for a process; false when it had to be killed. */
static bool wait_for(pid_t pid, int *how)
{
    struct pollfd watch = { (int)syscall(SYS_pidfd_open, pid, 0), POLLIN, 0 };
    bool in_time = watch.fd >= 0 && poll(&watch, 1, PATIENCE) > 0;

    if (!in_time)
        kill(-pid, SIGKILL);
    if (waitpid(pid, how, 0) != pid)
        die("waitpid");
    close(watch.fd);
    return in_time;
}

static void read_back(int fd, char *text)
{
    ssize_t got = pread(fd, text, TEXT_MAX - 1, 0);

    text[got > 0 ? got : 0] = '\0';
    close(fd);
}

static void set_number(const char *name, unsigned number)
{
    char text[16];

    snprintf(text, sizeof text, "%u", number);
    setenv(name, text, 1);
}

/* Ends as the command has ended. */
static void end_like(int how)
{
    if (how == -1)
        _exit(97);
    if (WIFSIGNALED(how))
        kill(getpid(), WTERMSIG(how));
    _exit(WEXITSTATUS(how));
}

static void become(char *const command[], unsigned call, int out, int err)
{
    int in = open(plan.input, O_RDONLY);

    if (in < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
        _exit(98);
    setpgid(0, 0);
    if (plan.library == NULL)
        end_like(strike_run(command, plan.kind, call, report));
    set_number("INJECT_CALL", call);
    setenv("INJECT_KIND", plan.kind, 1);
    setenv("LD_PRELOAD", plan.library, 1);
    execvp(command[0], command);
    _exit(97);
}

static void run_command(struct run *run, char *const command[], unsigned call)
{
    int out = memfd_create("out", MFD_CLOEXEC), err = memfd_create("err", MFD_CLOEXEC);
    pid_t pid;

    if (out < 0 || err < 0)
        die("memfd_create");
    memset(report, 0, sizeof *report);
    report->descriptor = report->left = -1;
    run->call = call;
    pid = fork();
    if (pid < 0)
        die("fork");
    if (pid == 0)
        become(command, call, out, err);
    run->hangs = !wait_for(pid, &run->how);
    read_back(out, run->out);
    read_back(err, run->err);
}

/* How many lines begin with PREFIX: WHAT; −1 when one is nobody's. */
static int count_lines(const char *text, const char *what)
{
    size_t prefix = strlen(plan.prefix), length = strlen(what);
    int count = 0;

    for (; *text != '\0'; text = strchr(text, '\n') + 1) {
        if (strncmp(text, plan.prefix, prefix) != 0 || strchr(text, '\n') == NULL)
            return -1;
        text += prefix;
        count += strncmp(text, ": ", 2) == 0 && strncmp(text + 2, what, length) == 0;
    }
    return count;
}

static bool holds_secret(const char *text)
{
    return strstr(text, "CANARY") != NULL || strstr(text, "eyJhbGciOi") != NULL ||
           (plan.secret != NULL && strstr(text, plan.secret) != NULL);
}

static bool is_usual(const struct run *run)
{
    return plan.varies || strcmp(run->out, run->usual) == 0 ||
           (plan.otherwise != NULL &&
            strncmp(run->out, plan.otherwise, strlen(plan.otherwise)) == 0);
}

/* What only slows a command down. */
static bool is_harmless(void)
{
    return strcmp(plan.kind, "interrupt") == 0 || strcmp(plan.kind, "short") == 0;
}

static bool judge_words(const struct run *run, int status)
{
    bool stderr_failed = report->descriptor == STDERR_FILENO && !is_harmless();
    int errors = count_lines(run->err, "error: ");

    if (holds_secret(run->err))
        return complain(run, "a secret in the messages");
    if (errors < 0 && !stderr_failed)
        return complain(run, "a line that isn't ours");
    if (status == 0 && errors > 0)
        return complain(run, "an error without failure");
    if (status != 0 && errors != 1 && !stderr_failed)
        return complain(run, "not exactly one error line");
    if (status != 0 && run->out[0] != '\0' && !plan.reports)
        return complain(run, "an answer in spite of failure");
    return true;
}

static bool is_killed(const struct run *run)
{
    return WIFSIGNALED(run->how) && WTERMSIG(run->how) == SIGKILL;
}

static bool is_aborted(const struct run *run)
{
    return WIFSIGNALED(run->how) && WTERMSIG(run->how) == SIGABRT && run->out[0] == '\0' &&
           strcmp(report->function, "malloc") == 0;
}

static bool judge(const struct run *run)
{
    int status = WIFEXITED(run->how) ? WEXITSTATUS(run->how) : -1;

    if (run->hangs)
        return complain(run, "hangs");
    if (plan.kills)
        return is_killed(run) || complain(run, "lives");
    if (is_killed(run) && strcmp(plan.kind, "one") == 0)
        return !holds_secret(run->err) || complain(run, "a secret in the messages");
    if (plan.aborts && is_aborted(run))
        return !holds_secret(run->err) || complain(run, "a secret in the messages");
    if (WIFSIGNALED(run->how))
        return complain(run, "dies");
    if (status > MOST_STATUS)
        return complain(run, "an exit status of nobody");
    if (run->left >= 0 && report->left > run->left && !plan.leaks)
        return complain(run, "memory is left");
    if (is_harmless() && status != run->normal)
        return complain(run, "another exit status than without it");
    if (status == run->normal && !is_usual(run))
        return complain(run, "another answer than without it");
    return judge_words(run, status);
}

static bool shell(const struct run *run, const char *command)
{
    int how = 0;
    pid_t pid;

    if (command == NULL)
        return true;
    set_number("STATUS", WIFEXITED(run->how) ? (unsigned)WEXITSTATUS(run->how) : 255);
    pid = fork();
    if (pid < 0)
        die("fork");
    if (pid == 0) {
        setpgid(0, 0);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(97);
    }
    return wait_for(pid, &how) && WIFEXITED(how) && WEXITSTATUS(how) == 0;
}

/* Whether a call is left out. Those that change something never are. */
static bool is_skipped(unsigned call)
{
    return (call - plan.first) % plan.step != 0 &&
           (call >= sizeof changes || changes[call] == 0);
}

/* Returns whether all runs were as they must be. */
static bool torture(char *const command[])
{
    struct run *run = calloc(1, sizeof *run);
    bool good = true;
    unsigned call, runs = 0;

    if (run == NULL || !shell(run, plan.before))
        die("calloc, --before");
    run_command(run, command, 0);
    run->left = report->left;
    run->normal = WIFEXITED(run->how) ? WEXITSTATUS(run->how) : -1;
    memcpy(run->usual, run->out, sizeof run->usual);
    if (report->calls == 0)
        return complain(run, "no call was counted");
    memcpy(changes, report->changes, sizeof changes);
    for (call = plan.first;; call++) {
        bool fine;

        if (is_skipped(call))
            continue;
        if (!shell(run, plan.before))
            die("--before");
        run_command(run, command, call);
        if (report->injected == 0)
            break;
        fine = judge(run);
        if (fine && !shell(run, plan.after))
            fine = complain(run, "the check afterwards fails");
        good = good && fine;
        runs++;
    }
    printf("%u calls, %u went wrong once\n", report->calls, runs);
    free(run);
    return good && runs > 0;
}

static void map_report(void)
{
    char path[64];
    int fd = memfd_create("report", MFD_CLOEXEC);

    if (fd < 0 || ftruncate(fd, sizeof *report) != 0)
        die("memfd_create");
    report = mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (report == MAP_FAILED)
        die("mmap");
    snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)getpid(), fd);
    setenv("INJECT_REPORT", path, 1);
}

static const char usage[] =
    "usage: torture --library FILE [--kind fail|interrupt|short] OPTION… -- COMMAND…\n"
    "       torture --kind kill|one|network|broker|fleet|EIO|ENOSPC|EDQUOT|short\n"
    "               OPTION… -- COMMAND…\n"
    "OPTION: --input FILE, --before COMMAND, --after COMMAND, --prefix NAME, --reports,\n"
    "        --varies, --otherwise TEXT, --secret TEXT, --leaks, --aborts, --first N,\n"
    "        --step N.\n"
    "COMMAND afterwards finds the exit status as $STATUS, 255 when a signal ended it.\n";

static bool option(const char *name, const char *value)
{
    const struct {
        const char *name, **text;
    } texts[] = { { "--library", &plan.library },     { "--kind", &plan.kind },
                  { "--input", &plan.input },         { "--before", &plan.before },
                  { "--after", &plan.after },         { "--prefix", &plan.prefix },
                  { "--otherwise", &plan.otherwise }, { "--secret", &plan.secret } };
    size_t i;

    for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strcmp(texts[i].name, name) == 0) {
            *texts[i].text = value;
            return true;
        }
    if (strcmp(name, "--first") == 0)
        plan.first = (unsigned)strtoul(value, NULL, 10);
    else if (strcmp(name, "--step") == 0)
        plan.step = (unsigned)strtoul(value, NULL, 10);
    else
        return false;
    return plan.first > 0 && plan.step > 0;
}

static bool flag(const char *name)
{
    const struct {
        const char *name;
        bool *is_set;
    } flags[] = { { "--reports", &plan.reports },
                  { "--varies", &plan.varies },
                  { "--leaks", &plan.leaks },
                  { "--aborts", &plan.aborts } };
    size_t i;

    for (i = 0; i < sizeof flags / sizeof flags[0]; i++)
        if (strcmp(flags[i].name, name) == 0)
            return *flags[i].is_set = true;
    return false;
}

int main(int argc, char **argv)
{
    int i = 1;

    while (i + 1 < argc && strcmp(argv[i], "--") != 0) {
        if (flag(argv[i])) {
            i++;
        } else if (option(argv[i], argv[i + 1])) {
            i += 2;
        } else {
            break;
        }
    }
    if (i + 1 >= argc || strcmp(argv[i], "--") != 0) {
        fputs(usage, stderr);
        return 99;
    }
    if (plan.library == NULL && !strike_knows(plan.kind))
        return 77;
    plan.kills = strcmp(plan.kind, "kill") == 0;
    map_report();
    return torture(argv + i + 1) ? 0 : 1;
}
