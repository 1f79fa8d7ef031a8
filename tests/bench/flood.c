/* flood.c: how often a second a command can be run by so many callers at once.
 *
 *     flood CALLERS TOTAL INPUT COMMAND [ARGUMENT…]
 *
 * Runs COMMAND TOTAL times, CALLERS of them at once, each with the file INPUT as its standard
 * input. Prints runs per second. A command that fails ends the flood.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NUMBER_MAX = 1000000 };

static _Noreturn void fail(const char *what, int error)
{
    fprintf(stderr, "flood: %s: %s\n", what, strerror(error));
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
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void start(const char *input, char **arguments)
{
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int error;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    error = posix_spawnp(&pid, arguments[0], &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
        fail(arguments[0], error);
}

static void finish_one(const char *name)
{
    int how;

    if (wait(&how) < 0 || how != 0)
        fail(name, ECHILD);
}

int main(int argc, char **argv)
{
    int callers = argc > 4 ? number(argv[1]) : 0, total = argc > 4 ? number(argv[2]) : 0;
    int started = 0, running = 0;
    double begin = now();

    if (callers < 1 || total < callers) {
        fprintf(stderr, "usage: flood CALLERS TOTAL INPUT COMMAND...\n");
        return 2;
    }
    while (started < total || running > 0) {
        if (started < total && running < callers) {
            start(argv[3], argv + 4);
            started++;
            running++;
        } else {
            finish_one(argv[4]);
            running--;
        }
    }
    printf("%.0f\n", total / (now() - begin));
    return 0;
}
