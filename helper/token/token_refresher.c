/* token_refresher.c: one command, its token file, and the signals between. */
#include "helper/token/token_refresher.h"

#include <string.h>
#include <unistd.h>

#include "helper/audit_log.h"
#include "helper/say/say.h"
#include "helper/token/answer.h"
#include "helper/token/renewal.h"
#include "protocol/clock.h"
#include "protocol/secret.h"

enum {
    LOOK = 60,  /* seconds at most between looks at the store, whatever clocks do */
    RETRY = 30, /* seconds between attempts to renew */
    GLANCE = 1, /* seconds between looks for what an attempt has brought */
};

struct watch {
    struct child *command;
    int64_t renewed_boot; /* when we last tried, by the boot clock; 0 = never */
};

static int64_t until_due(const struct token *token)
{
    int64_t age = token->lifetime - token_left(token, moment_now());

    return age >= token->due ? 0 : token->due - age;
}

/* Milliseconds until there may be something to do. */
static int wait_for(const struct token_refresher *refresher, const struct watch *watch)
{
    int64_t seconds = until_due(refresher->token);
    int64_t since = moment_now().boot - watch->renewed_boot;

    if (seconds == 0 && watch->renewed_boot != 0 && since < RETRY)
        seconds = GLANCE;
    return (int)(seconds < LOOK ? seconds : LOOK) * 1000;
}

static bool has_changed(const struct token_refresher *refresher, const struct token *found)
{
    return strcmp(found->access_token, refresher->token->access_token) != 0 &&
           token_left(found, moment_now()) > token_left(refresher->token, moment_now());
}

/* A new token is handed out, too. */
static enum status audit_refresh(const struct token_refresher *refresher,
                                 const struct token *found, struct fault *fault)
{
    const struct audit_note note = { .event = AUDIT_EVENT_HAND_OUT,
                                     .profile = refresher->profile,
                                     .secret = found->access_token,
                                     .detail = "token file" };

    return refresher->context->broker != NULL
               ? STATUS_OK
               : audit_log_take(refresher->context->store, &note, fault);
}

/* What the store has. A broker is asked once the token is due. */
static enum status token_find(struct token_refresher *refresher, struct watch *watch,
                              struct token *found, struct fault *fault)
{
    struct context *context = refresher->context;
    struct credential credential;
    char host[HOST_SIZE];

    if (context->broker == NULL)
        return token_load(found, context->store, refresher->profile, fault);
    if (wait_for(refresher, watch) != 0)
        return STATUS_NOT_FOUND;
    watch->renewed_boot = moment_now().boot;
    answer_host_option(context, host);
    return answer_obtain(context, text_or_null(host), NULL, found, &credential);
}

/* Takes over what the store has, if it's better than what the file has. */
static void adopt_token(struct token_refresher *refresher, struct watch *watch)
{
    struct token found = TOKEN;
    struct fault fault = { 0 };

    if (token_find(refresher, watch, &found, &fault) != STATUS_OK ||
        !has_changed(refresher, &found)) {
        token_clear(&found);
        return;
    }
    if (audit_refresh(refresher, &found, &fault) != STATUS_OK ||
        token_file_write(refresher->file, found.access_token, &fault) != STATUS_OK) {
        say_fault(&fault, refresher->profile);
        token_clear(&found);
        return;
    }
    token_clear(refresher->token);
    *refresher->token = found;
    watch->renewed_boot = 0;
    say_detail("the token file holds a new token");
    if (refresher->on_renew != 0)
        kill(watch->command->pid, refresher->on_renew);
}

/* By a process that has nothing else to do: child_wait() sees its end. */
static void renew_apart(const struct renewal *renewal)
{
    if (fork() != 0)
        return;
    renewal_in_background(renewal);
    secret_wipe_all();
    _exit(0);
}

/* The profile is read again because its secret may have been replaced. */
static void renew_token(struct token_refresher *refresher, struct watch *watch)
{
    struct context *context = refresher->context;
    struct renewal renewal = { .store = context->store,
                               .fleet = &context->settings.fleet,
                               .profile = &context->profile,
                               .min_validity = -1 };
    struct fault fault = { 0 };

    watch->renewed_boot = moment_now().boot;
    if (profile_load(&context->profile, context->store, refresher->profile, &fault) ==
        STATUS_OK)
        renew_apart(&renewal);
    else
        say_fault(&fault, refresher->profile);
}

static void token_keep_fresh(struct token_refresher *refresher, struct watch *watch)
{
    while (!watch->command->has_ended) {
        child_wait(watch->command, wait_for(refresher, watch));
        if (watch->command->has_ended)
            break;
        adopt_token(refresher, watch);
        if (wait_for(refresher, watch) == 0 && refresher->context->broker == NULL)
            renew_token(refresher, watch);
    }
}

enum status token_refresher_run(struct token_refresher *refresher, struct child *command)
{
    struct watch watch = { .command = command };
    enum status status;

    caller_find();
    status = child_start(command, refresher->arguments, refresher->environment,
                         &refresher->context->fault);
    if (status == STATUS_OK)
        token_keep_fresh(refresher, &watch);
    child_clear(command);
    return status;
}
