/* spawn.c: programs that we run. */
#include "protocol/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/buffer.h"
#include "protocol/clock.h"
#include "protocol/redact.h"

enum {
    LOOK_AGAIN = 5,          /* milliseconds */
    TICK = 1000,             /* milliseconds */
    ERRORS_MAX = 256 * 1024, /* bytes of stderr that are copied */
};

struct talk {
    int to, from, errors; /* our ends; −1 once closed */
    size_t sent, said;
    int64_t end; /* clock_milliseconds() */
    void (*tick)(void);
};

static int prepare_actions(posix_spawn_file_actions_t *actions, int in, int out, int errors)
{
    int error = posix_spawn_file_actions_adddup2(actions, in, STDIN_FILENO);

    if (error == 0)
        error = posix_spawn_file_actions_adddup2(actions, out, STDOUT_FILENO);
    if (error == 0 && errors >= 0)
        error = posix_spawn_file_actions_adddup2(actions, errors, STDERR_FILENO);
    if (error == 0)
        error = posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
    return error;
}

static int prepare_signals(posix_spawnattr_t *attributes, const struct spawn *spawn)
{
    short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    short more = spawn->is_jailed  ? POSIX_SPAWN_SETSID
                 : spawn->is_group ? POSIX_SPAWN_SETPGROUP
                                   : 0;
    sigset_t all, none;
    int error;

    sigfillset(&all);
    sigemptyset(&none);
    error = posix_spawnattr_setsigdefault(attributes, &all);
    if (error == 0)
        error = posix_spawnattr_setsigmask(attributes, &none);
    if (error == 0)
        error = posix_spawnattr_setpgroup(attributes, 0);
    if (error == 0)
        error = posix_spawnattr_setflags(attributes, (short)(flags | more));
    return error;
}

static int launch_child(const struct spawn *spawn, int in, int out, int errors, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error;

    error = posix_spawn_file_actions_init(&actions);
    if (error != 0)
        return error; /* unreached: glibc's can't fail */
    error = posix_spawnattr_init(&attributes);
    if (error == 0) {
        error = prepare_actions(&actions, in, out, errors);
        if (error == 0)
            error = prepare_signals(&attributes, spawn);
        if (error == 0)
            error = posix_spawn(pid, spawn->path, &actions, &attributes, spawn->arguments,
                                spawn->environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static bool make_nonblocking(int fd)
{
    return fd < 0 || fcntl(fd, F_SETFL, O_NONBLOCK) == 0;
}

/* What the child says on stderr comes from *errors, unless that is NULL. */
static pid_t child_start(const struct spawn *spawn, int *to_child, int *from_child,
                         int *errors_of)
{
    int to[2] = { -1, -1 }, from[2] = { -1, -1 }, errors[2] = { -1, -1 };
    pid_t pid = -1;
    int error = 0;

    if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0 ||
        (errors_of != NULL && pipe2(errors, O_CLOEXEC) != 0))
        error = errno;
    if (error == 0)
        error = launch_child(spawn, to[0], from[1], errors[1], &pid);
    fd_close(&to[0]);
    fd_close(&from[1]);
    fd_close(&errors[1]);
    if (error == 0 && make_nonblocking(to[1]) && make_nonblocking(from[0]) &&
        make_nonblocking(errors[0])) {
        *to_child = to[1];
        *from_child = from[0];
        if (errors_of != NULL)
            *errors_of = errors[0];
        return pid;
    }
    fd_close(&to[1]);
    fd_close(&from[0]);
    fd_close(&errors[0]);
    errno = error;
    return -1;
}

pid_t spawn_start(const struct spawn *spawn, int *to, int *from)
{
    return child_start(spawn, to, from, NULL);
}

/* A child that doesn't want all of its input may close it: that's its answer's business. */
static void send_some(struct talk *talk, const struct buffer *input)
{
    ssize_t wrote = 0;

    if (talk->sent < input->length)
        wrote = write(talk->to, input->data + talk->sent, input->length - talk->sent);
    if (wrote > 0)
        talk->sent += (size_t)wrote;
    if (talk->sent == input->length || (wrote < 0 && errno != EAGAIN && errno != EINTR))
        fd_close(&talk->to);
}

static enum status receive_some(struct talk *talk, struct buffer *output)
{
    size_t left = output->maximum - output->length;
    size_t wanted = left < 4096 ? left + 1 : 4096;
    char *room = buffer_room(output, left < 4096 ? left : 4096);
    ssize_t got = room != NULL ? read(talk->from, room, wanted) : -1;

    if (room == NULL)
        return buffer_status(output);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return STATUS_OK;
    if (got <= 0)
        fd_close(&talk->from);
    if (got > (ssize_t)left)
        return STATUS_TOO_LONG;
    if (got > 0)
        output->length += (size_t)got;
    room[got > 0 ? got : 0] = '\0';
    return STATUS_OK;
}

/* What can't be written is nobody's loss. */
static void errors_write(const char *text, ssize_t length)
{
    while (length > 0) {
        ssize_t wrote = write(STDERR_FILENO, text, (size_t)length);

        if (wrote < 0 && errno != EINTR)
            return;
        text += wrote > 0 ? wrote : 0;
        length -= wrote > 0 ? wrote : 0;
    }
}

/* Copies what there is on the child's stderr, cleaned. */
static void errors_copy(struct talk *talk)
{
    char text[4096];
    ssize_t got;

    while (talk->errors >= 0 && (got = read(talk->errors, text, sizeof text)) != -1) {
        size_t length = redact_withhold(text, (size_t)got);

        redact_clean(text, length, REDACT_LINES);
        errors_write(text, (ssize_t)length);
        talk->said += (size_t)got;
        if (got == 0 || talk->said >= ERRORS_MAX)
            fd_close(&talk->errors);
    }
}

/* Waits for what happens first, until the end. */
static int wait_for(const struct talk *talk, struct pollfd ends[3])
{
    int64_t left = talk->end - clock_milliseconds();
    int ready = 0;

    while (ready == 0 && left > 0) {
        ready = poll(ends, 3, (int)(talk->tick != NULL && left > TICK ? TICK : left));
        left = talk->end - clock_milliseconds();
        if (talk->tick != NULL && ready == 0 && left > 0)
            talk->tick();
    }
    return ready;
}

static enum status exchange_data(struct talk *talk, const struct buffer *input,
                                 struct buffer *output)
{
    enum status status = STATUS_OK;

    while (status == STATUS_OK && talk->from >= 0) {
        struct pollfd ends[] = { { talk->from, POLLIN, 0 },
                                 { talk->to, POLLOUT, 0 },
                                 { talk->errors, POLLIN, 0 } };
        int ready = wait_for(talk, ends);

        if (ready == 0)
            return STATUS_TIMEOUT;
        if (ready < 0)
            continue;
        if (ends[2].revents != 0)
            errors_copy(talk);
        if (ends[1].revents != 0)
            send_some(talk, input);
        if (ends[0].revents != 0)
            status = receive_some(talk, output);
    }
    return status;
}

static enum status judge_end(int how, const struct spawn *spawn, struct fault *fault)
{
    bool has_exited = WIFEXITED(how);
    char number[16];

    if (has_exited && spawn->exited != NULL)
        *spawn->exited = WEXITSTATUS(how);
    if (has_exited && WEXITSTATUS(how) == 0)
        return STATUS_OK;
    snprintf(number, sizeof number, "%d", has_exited ? WEXITSTATUS(how) : WTERMSIG(how));
    return fault_because(fault, STATUS_UNEXPECTED, has_exited ? CAUSE_EXITED : CAUSE_KILLED,
                         spawn->path, number);
}

static bool has_ended(pid_t pid)
{
    siginfo_t how = { 0 };

    return waitid(P_PID, (id_t)pid, &how, WEXITED | WNOHANG | WNOWAIT) != 0 ||
           how.si_pid == pid;
}

/* Whether the child ended by itself before `end`; it may have closed its stdout long before.
 * Where pidfd_open(2) is missing or forbidden we look again and again. */
static bool ends_in_time(pid_t pid, int64_t end)
{
    struct pollfd watch = { (int)syscall(SYS_pidfd_open, pid, 0), POLLIN, 0 };

    while (!has_ended(pid) && clock_milliseconds() < end) {
        int64_t left = end - clock_milliseconds();

        if (watch.fd < 0)
            clock_sleep(LOOK_AGAIN); /* unreached: a kernel before Linux 5.3 */
        else
            poll(&watch, 1, (int)(left > 0 ? left : 0));
    }
    fd_close(&watch.fd);
    return has_ended(pid);
}

static int reap_child(pid_t pid, bool is_group, bool kill_first)
{
    int how = 0;

    if (kill_first)
        kill(is_group ? -pid : pid, SIGKILL);
    while (waitpid(pid, &how, 0) < 0 && errno == EINTR)
        continue;
    return how;
}

static enum cause why_of(enum status status)
{
    return status == STATUS_TIMEOUT    ? CAUSE_TIMEOUT
           : status == STATUS_TOO_LONG ? CAUSE_TOO_MUCH
                                       : CAUSE_NONE;
}

enum status spawn_run(const struct spawn *spawn, const struct buffer *input,
                      struct buffer *output, struct fault *fault)
{
    struct talk talk = { .to = -1,
                         .from = -1,
                         .errors = -1,
                         .end = clock_milliseconds() + spawn->deadline,
                         .tick = spawn->tick };
    enum status status;
    pid_t pid;
    int how;

    if (spawn->exited != NULL)
        *spawn->exited = -1;
    pid = child_start(spawn, &talk.to, &talk.from, spawn->is_jailed ? &talk.errors : NULL);
    if (pid < 0)
        return fault_set(fault, STATUS_IO, errno, spawn->path, NULL);
    status = exchange_data(&talk, input, output);
    fd_close(&talk.to);
    fd_close(&talk.from);
    if (status == STATUS_OK && !ends_in_time(pid, talk.end))
        status = STATUS_TIMEOUT;
    how = reap_child(pid, spawn->is_group || spawn->is_jailed, status != STATUS_OK);
    errors_copy(&talk);
    fd_close(&talk.errors);
    if (status != STATUS_OK)
        return fault_because(fault, status, why_of(status), spawn->path, NULL);
    return judge_end(how, spawn, fault);
}

static char *entry_find(const char *name)
{
    size_t length = strlen(name);
    char **entry;

    for (entry = environ; entry != NULL && *entry != NULL; entry++)
        if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=')
            return *entry;
    return NULL;
}

void environ_pick(char **out, const char *const *names)
{
    for (; *names != NULL; names++) {
        char *entry = entry_find(*names);

        if (entry != NULL)
            *out++ = entry;
    }
    *out = NULL;
}
