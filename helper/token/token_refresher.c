/* token_refresher.c: one command, its token file, and the signals between. */
#include "helper/token/token_refresher.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/caller.h"
#include "helper/harden.h"
#include "helper/say/say.h"
#include "helper/token/renewal.h"
#include "protocol/clock.h"
#include "protocol/secret.h"

enum {
    LOOK = 60,      /* seconds at most between looks at the store, whatever clocks do */
    RETRY = 30,     /* seconds between attempts to renew */
    GLANCE = 1,     /* seconds between looks for what an attempt has brought */
    CANT_RUN = 126, /* exit statuses as POSIX has them for env(1) */
    NOT_FOUND = 127,
};

static const int passed_on[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH };

struct watch {
    int signals; /* signalfd(2) */
    pid_t command;
    sigset_t mask_before;
    int64_t renewed_boot; /* when we last tried, by the boot clock; 0 = never */
    int how;
    bool has_ended;
};

static void watched_signals(sigset_t *set)
{
    size_t i;

    sigemptyset(set);
    sigaddset(set, SIGCHLD);
    for (i = 0; i < sizeof passed_on / sizeof passed_on[0]; i++)
        sigaddset(set, passed_on[i]);
}

static int64_t until_due(const struct token *token)
{
    int64_t age = token->lifetime - token_left(token, moment_now());

    return age >= token->due ? 0 : token->due - age;
}

/* Milliseconds until there may be something to do. */
static int wait_for(const struct token_refresher *keeper, const struct watch *watch)
{
    int64_t seconds = until_due(keeper->token);
    int64_t since = moment_now().boot - watch->renewed_boot;

    if (seconds == 0 && watch->renewed_boot != 0 && since < RETRY)
        seconds = GLANCE;
    return (int)(seconds < LOOK ? seconds : LOOK) * 1000;
}

static bool has_changed(const struct token_refresher *keeper, const struct token *found)
{
    return strcmp(found->access_token, keeper->token->access_token) != 0 &&
           token_left(found, moment_now()) > token_left(keeper->token, moment_now());
}

/* A new token is handed out, too. */
static enum status audit_refresh(const struct token_refresher *keeper,
                                 const struct token *found, struct fault *fault)
{
    const struct audit_note note = { .event = AUDIT_EVENT_HAND_OUT,
                                     .profile = keeper->profile,
                                     .secret = found->access_token,
                                     .detail = "token file" };

    return audit_log_take(keeper->context->store, &note, fault);
}

/* Takes over what the store has, if it's better than what the file has. */
static void adopt(struct token_refresher *keeper, struct watch *watch)
{
    struct context *context = keeper->context;
    struct token found = TOKEN;
    struct fault fault = { 0 };

    if (token_load(&found, context->store, keeper->profile, &fault) != STATUS_OK ||
        !has_changed(keeper, &found)) {
        token_clear(&found);
        return;
    }
    if (audit_refresh(keeper, &found, &fault) != STATUS_OK ||
        token_file_write(keeper->file, found.access_token, &fault) != STATUS_OK) {
        say_fault(&fault, keeper->profile);
        token_clear(&found);
        return;
    }
    token_clear(keeper->token);
    *keeper->token = found;
    watch->renewed_boot = 0;
    say_detail("the token file holds a new token");
    if (keeper->on_renew != 0)
        kill(watch->command, keeper->on_renew);
}

/* By a process that has nothing else to do: collect() sees its end. */
static void renew_apart(const struct renewal *renewal)
{
    if (fork() != 0)
        return;
    renewal_in_background(renewal);
    secret_wipe_all();
    _exit(0);
}

/* The profile is read again because its secret may have been replaced. */
static void renew(struct token_refresher *keeper, struct watch *watch)
{
    struct context *context = keeper->context;
    struct renewal renewal = { .store = context->store,
                               .profile = &context->profile,
                               .min_validity = -1 };
    struct fault fault = { 0 };

    watch->renewed_boot = moment_now().boot;
    if (profile_load(&context->profile, context->store, keeper->profile, &fault) == STATUS_OK)
        renew_apart(&renewal);
    else
        say_fault(&fault, keeper->profile);
}

static void collect(struct watch *watch)
{
    int how;
    pid_t pid;

    while ((pid = waitpid(-1, &how, WNOHANG)) > 0) {
        if (pid != watch->command)
            continue;
        watch->how = how;
        watch->has_ended = true;
    }
}

/* The kernel's own signals, of a terminal, went to the command too. */
static void take_signals(struct watch *watch)
{
    struct signalfd_siginfo info;

    while (read(watch->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGCHLD)
            collect(watch);
        else if (info.ssi_code <= 0 && !watch->has_ended)
            kill(watch->command, (int)info.ssi_signo);
    }
}

static void token_keep_fresh(struct token_refresher *keeper, struct watch *watch)
{
    struct pollfd end = { .fd = watch->signals, .events = POLLIN };

    while (!watch->has_ended) {
        if (poll(&end, 1, (int)wait_for(keeper, watch)) > 0)
            take_signals(watch);
        if (watch->has_ended)
            break;
        adopt(keeper, watch);
        if (wait_for(keeper, watch) == 0)
            renew(keeper, watch);
    }
}

static void become(const struct token_refresher *keeper, const struct watch *watch)
{
    struct fault fault = { 0 };
    int error;

    harden_undo();
    sigprocmask(SIG_SETMASK, &watch->mask_before, NULL);
    execvpe(keeper->arguments[0], keeper->arguments, keeper->environment);
    error = errno;
    fault_set(&fault, STATUS_IO, error, keeper->arguments[0], NULL);
    say_fault(&fault, NULL);
    _exit(error == ENOENT ? NOT_FOUND : CANT_RUN);
}

enum status token_refresher_run(struct token_refresher *keeper, int *how)
{
    struct watch watch = { .signals = -1, .command = -1 };
    enum status status = STATUS_OK;
    sigset_t set;

    caller_find();
    watched_signals(&set);
    sigprocmask(SIG_BLOCK, &set, &watch.mask_before);
    watch.signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (watch.signals >= 0)
        watch.command = fork();
    if (watch.command == 0)
        become(keeper, &watch);
    if (watch.command > 0)
        token_keep_fresh(keeper, &watch);
    else
        status = fault_set(&keeper->context->fault, STATUS_IO, errno, "exec", NULL);
    if (watch.signals >= 0)
        close(watch.signals);
    sigprocmask(SIG_SETMASK, &watch.mask_before, NULL);
    *how = watch.how;
    return status;
}
