/* race.c: how long programs take, run in turn so that whatever else the machine does meets all
 * of them alike.
 *
 *     race ROUNDS INPUT NAME COMMAND [ARGUMENT…] [+ NAME COMMAND…]…
 *
 * A NAME that ends with ":" is followed by a program that is run before each run, untimed.
 * Each round runs every command once, with the file INPUT as its standard input, in an order
 * that moves by one each round, and reads all it prints, as a caller would. It is timed from
 * before the start to its end. For each a line: NAME, the median, the lower and the upper tenth
 * in microseconds, the median of minor page faults, and the median of the ratios to the first
 * command of the same round. A command that fails ends the race.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNNERS_MAX = 16, NUMBER_MAX = 100000 };

struct runner {
    char *name;
    char *prepare[2]; /* run before; the first is NULL when there is nothing to do */
    char **arguments;
    double *time, *faults, *ratio; /* one a round */
};

struct race {
    struct runner runner[RUNNERS_MAX];
    int runners, rounds;
    const char *input;
};

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "race: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* A whole number above 0, or 0. */
static int number(const char *text)
{
    char *end;
    long value = strtol(text, &end, 10);

    return *end == '\0' && value > 0 && value <= NUMBER_MAX ? (int)value : 0;
}

static double now(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e6 + (double)at.tv_nsec / 1e3;
}

static void drain(int fd)
{
    char bytes[65536];
    ssize_t got;

    do
        got = read(fd, bytes, sizeof bytes);
    while (got > 0 || (got < 0 && errno == EINTR));
    close(fd);
}

static pid_t start(const struct race *race, char *const *arguments, int out)
{
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int error = EINVAL;

    if (arguments[0] == NULL)
        fail("a command");
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, race->input, O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, 1);
    error = posix_spawnp(&pid, arguments[0], &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        errno = error;
        fail(arguments[0]);
    }
    return pid;
}

static void finish(const struct race *race, char *const *arguments, struct rusage *usage)
{
    int ends[2], how;
    pid_t pid;

    if (pipe2(ends, O_CLOEXEC) != 0)
        fail("pipe");
    pid = start(race, arguments, ends[1]);
    close(ends[1]);
    drain(ends[0]);
    if (wait4(pid, &how, 0, usage) != pid || how != 0) {
        errno = ECHILD;
        fail(arguments[0]);
    }
}

static void run(const struct race *race, const struct runner *runner, int round)
{
    struct rusage usage;
    double begin;

    if (runner->prepare[0] != NULL)
        finish(race, runner->prepare, &usage);
    begin = now();
    finish(race, runner->arguments, &usage);
    runner->time[round] = now() - begin;
    runner->faults[round] = (double)usage.ru_minflt;
}

static int compare(const void *one, const void *other)
{
    const double a = *(const double *)one, b = *(const double *)other;

    return (a > b) - (a < b);
}

/* The value below which `part` of all lie. Sorts them. */
static double quantile(double *values, int count, double part)
{
    qsort(values, (size_t)count, sizeof *values, compare);
    return values[(int)(part * (count - 1) + 0.5)];
}

static void report(struct runner *runner, int rounds)
{
    printf("%s %.0f %.0f %.0f %.0f %.3f\n", runner->name, quantile(runner->time, rounds, 0.5),
           quantile(runner->time, rounds, 0.1), quantile(runner->time, rounds, 0.9),
           quantile(runner->faults, rounds, 0.5), quantile(runner->ratio, rounds, 0.5));
}

static double *values(int rounds)
{
    double *made = calloc((size_t)rounds, sizeof *made);

    if (made == NULL)
        fail("memory");
    return made;
}

static void read_arguments(struct race *race, char **at)
{
    race->input = *at++;
    while (at[0] != NULL && at[1] != NULL && race->runners < RUNNERS_MAX) {
        struct runner *runner = &race->runner[race->runners++];
        char *end;

        runner->name = *at++;
        end = strchr(runner->name, ':');
        if (end != NULL) {
            *end = '\0';
            runner->prepare[0] = *at++;
        }
        runner->arguments = at;
        runner->time = values(race->rounds);
        runner->faults = values(race->rounds);
        runner->ratio = values(race->rounds);
        while (*at != NULL && strcmp(*at, "+") != 0)
            at++;
        if (*at != NULL)
            *at++ = NULL;
    }
}

int main(int argc, char **argv)
{
    struct race race = { .rounds = argc < 5 ? 0 : number(argv[1]) };
    int round, i;

    if (race.rounds == 0) {
        fprintf(stderr, "usage: race ROUNDS INPUT NAME COMMAND [+ NAME COMMAND]...\n");
        return 2;
    }
    read_arguments(&race, argv + 2);
    for (i = 0; i < race.runners; i++)
        run(&race, &race.runner[i], 0);
    for (round = 0; round < race.rounds; round++) {
        for (i = 0; i < race.runners; i++)
            run(&race, &race.runner[(i + round) % race.runners], round);
        for (i = 0; i < race.runners; i++)
            race.runner[i].ratio[round] =
                race.runner[i].time[round] / race.runner[0].time[round];
    }
    for (i = 0; i < race.runners; i++)
        report(&race.runner[i], race.rounds);
    return 0;
}
