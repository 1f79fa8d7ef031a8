/* renewal.c: one renewal at a time. */
#include "helper/renewal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "helper/adobe.h"
#include "helper/outcome.h"
#include "helper/say.h"

enum {
    PATIENCE = 60000,        /* milliseconds for everything */
    LITTLE_PATIENCE = 10000, /* the same when nobody is there to wait */
    FIRST_BACKOFF = 500,
    ATTEMPTS = 4,
    WARNING_PAUSE = 60,   /* seconds between warnings */
    CLOCK_TOLERANCE = 60, /* seconds that our clock may differ from Adobe's before we correct */
};

static int64_t milliseconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void sleep_milliseconds(int64_t duration)
{
    struct timespec left = { duration / 1000, duration % 1000 * 1000000 };

    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        continue;
}

/* The server's idea of the time, when it says one and it differs from ours by more than the
 * delays of a request explain. */
static int64_t clock_correction(const struct adobe_answer *answer)
{
    int64_t difference = answer->server_time - moment_now().wall;

    if (answer->server_time == 0 ||
        (difference <= CLOCK_TOLERANCE && difference >= -CLOCK_TOLERANCE))
        return 0;
    return difference;
}

static enum status token_from_answer(struct token *token, const struct adobe_answer *answer,
                                     struct moment sent, struct fault *fault)
{
    int64_t lifetime = answer->expires_in;

    if (answer->claims_lifetime > 0 && answer->claims_lifetime < lifetime)
        lifetime = answer->claims_lifetime;
    if (lifetime > TOKEN_LIFETIME_MAX)
        lifetime = TOKEN_LIFETIME_MAX;
    if (answer->access_token == NULL || !token_is_valid(answer->access_token) ||
        lifetime <= 0 || answer->server_time < 0 || answer->server_time > (int64_t)1 << 40)
        return fault_set(fault, STATUS_UNEXPECTED, 0, "the token endpoint",
                         "what it sent isn't an access token with a lifetime");
    token_clear(token);
    buffer_append(&token->text, answer->access_token, strlen(answer->access_token));
    if (buffer_status(&token->text) != STATUS_OK)
        return fault_set(fault, buffer_status(&token->text), 0, "the access token", NULL);
    token->access_token = token->text.data;
    token->issued_at = sent.wall;
    token->issued_boot = sent.boot;
    token->lifetime = lifetime;
    token->due = lifetime * (750 + (int64_t)randombytes_uniform(100)) / 1000;
    token->expires_at = sent.wall + clock_correction(answer) + lifetime;
    return STATUS_OK;
}

static enum status ask_once(const struct profile *profile, const char *secret, int64_t deadline,
                            struct token *token, int64_t *retry_after, struct fault *fault)
{
    struct adobe_call call = {
        .call = "token",
        .deadline = deadline,
        .endpoint = profile->endpoint,
        .client_id = profile->client_id,
        .client_secret = secret,
        .scope = profile->scope,
    };
    struct adobe_reply reply = ADOBE_REPLY;
    struct moment sent = moment_now();
    enum status status = adobe_ask(&call, NULL, &reply, fault);

    *retry_after = reply.answer.retry_after;
    if (status == STATUS_OK)
        status = token_from_answer(token, &reply.answer, sent, fault);
    else if (status == STATUS_REFUSED && reply.answer.error != NULL &&
             strcmp(reply.answer.error, "invalid_client") != 0)
        *retry_after = -1;
    adobe_reply_clear(&reply);
    return status;
}

/* Each secret once, the one that worked last first; only a refused client makes the next one's
 * turn. */
static enum status ask_secrets(const struct profile *profile, size_t first, int64_t deadline,
                               struct token *token, size_t *used, int64_t *retry_after,
                               struct fault *fault)
{
    size_t count = profile->client_secret.count, i;
    enum status status = STATUS_INTERNAL;

    for (i = 0; i < count; i++) {
        *used = (first + i) % count;
        status = ask_once(profile, profile->client_secret.item[*used], deadline, token,
                          retry_after, fault);
        if (status != STATUS_REFUSED || *retry_after < 0)
            break;
        say_detail("secret %zu of profile %s was refused", *used + 1, profile->name);
    }
    return status;
}

static int64_t backoff(int attempt, int64_t retry_after)
{
    int64_t pause = (int64_t)FIRST_BACKOFF << attempt;

    if (retry_after > 0)
        return retry_after * 1000;
    return pause / 2 + (int64_t)randombytes_uniform((uint32_t)pause);
}

/* Repeats what repeating helps, within the deadline. */
static enum status ask(const struct profile *profile, size_t first, int64_t deadline,
                       struct token *token, size_t *used, int64_t *retry_after,
                       struct fault *fault)
{
    int64_t end = milliseconds_now() + deadline;
    enum status status = STATUS_INTERNAL;
    int attempt;

    for (attempt = 0; attempt < ATTEMPTS; attempt++) {
        int64_t left = end - milliseconds_now(), pause;

        status = ask_secrets(profile, first, left, token, used, retry_after, fault);
        if (status != STATUS_UNREACHABLE && status != STATUS_THROTTLED)
            break;
        pause = backoff(attempt, *retry_after);
        if (milliseconds_now() + pause >= end)
            break;
        say_detail("%s; trying again", status_name(status));
        sleep_milliseconds(pause);
    }
    return status;
}

enum status renewal_fetch(const struct renewal *renewal, int64_t deadline, struct token *token,
                          size_t *used, struct fault *fault)
{
    int64_t retry_after;
    size_t index = 0;
    enum status status = ask(renewal->profile, 0, deadline, token, &index, &retry_after, fault);

    if (used != NULL)
        *used = index;
    return status;
}

static void secret_fingerprint(const struct renewal *renewal, size_t index,
                               char out[STORE_FINGERPRINT_SIZE])
{
    const char *secret = renewal->profile->client_secret.item[index];

    store_fingerprint(renewal->store, secret, strlen(secret), out);
}

static size_t first_secret(const struct renewal *renewal, const struct outcome *outcome)
{
    char fingerprint[STORE_FINGERPRINT_SIZE];
    size_t i;

    for (i = 0; outcome->secret != NULL && i < renewal->profile->client_secret.count; i++) {
        secret_fingerprint(renewal, i, fingerprint);
        if (strcmp(fingerprint, outcome->secret) == 0)
            return i;
    }
    return 0;
}

/* With the lock held: respects what is remembered, asks, and remembers. */
static enum status ask_and_save(const struct renewal *renewal, const char *binding,
                                int64_t deadline, struct token *token, struct fault *fault)
{
    const char *name = renewal->profile->name;
    char secret[STORE_FINGERPRINT_SIZE];
    struct outcome outcome = OUTCOME;
    int64_t retry_after = 0;
    size_t used = 0;
    enum status status = outcome_load(&outcome, renewal->store, name, fault);

    if (status == STATUS_OK && !renewal->force)
        status =
            outcome_allows(&outcome, binding, moment_now(), renewal->profile->endpoint, fault);
    if (status != STATUS_OK)
        goto out;
    status = ask(renewal->profile, first_secret(renewal, &outcome), deadline, token, &used,
                 &retry_after, fault);
    if (status == STATUS_OK) {
        token->binding = binding;
        secret_fingerprint(renewal, used, secret);
        outcome_succeed(&outcome, secret);
        status = token_save(token, renewal->store, name, fault);
    } else {
        outcome_fail(&outcome, status, retry_after, fault->detail, binding, moment_now());
    }
    outcome_save(&outcome, renewal->store, name, NULL);
out:
    outcome_clear(&outcome);
    return status;
}

/* A token that is short now would be short again: what was asked for can't be had. */
static enum status check_validity(const struct renewal *renewal, const struct token *token,
                                  struct fault *fault)
{
    char detail[64];

    if (renewal->min_validity < 0 || token->lifetime >= renewal->min_validity)
        return STATUS_OK;
    snprintf(detail, sizeof detail, "a new one lives %lld s", (long long)token->lifetime);
    return fault_set(fault, STATUS_VALIDITY, 0, renewal->profile->name, detail);
}

static bool is_young(const struct token *token, const char *binding)
{
    struct moment now = moment_now();

    return token->binding != NULL && strcmp(token->binding, binding) == 0 &&
           token->suspect_at == 0 && token->lifetime - token_left(token, now) < WARNING_PAUSE;
}

static enum status load(const struct renewal *renewal, struct token *token, struct fault *fault)
{
    enum status status = token_load(token, renewal->store, renewal->profile->name, fault);

    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum token_state judge(const struct renewal *renewal, const struct token *token,
                              const char *binding)
{
    if (token->access_token == NULL)
        return TOKEN_SHORT;
    return token_judge(token, binding, renewal->min_validity, moment_now());
}

static enum status wait_for_lock(const struct renewal *renewal, int64_t deadline,
                                 struct store_lock *lock, struct fault *fault)
{
    enum status status =
        store_lock(renewal->store, STORE_TOKEN, renewal->profile->name, deadline, lock, fault);

    if (status == STATUS_BUSY)
        return fault_set(fault, STATUS_UNREACHABLE, 0, renewal->profile->endpoint,
                         "another process is still waiting for its answer");
    return status;
}

static enum status renew(const struct renewal *renewal, const char *binding, int64_t deadline,
                         struct token *token, struct fault *fault)
{
    int64_t end = milliseconds_now() + deadline;
    struct store_lock lock = STORE_UNLOCKED;
    enum status status = wait_for_lock(renewal, deadline, &lock, fault);

    if (status == STATUS_OK)
        status = load(renewal, token, fault);
    if (status == STATUS_OK && judge(renewal, token, binding) == TOKEN_SHORT) {
        if (is_young(token, binding))
            status = check_validity(renewal, token, fault);
        if (status == STATUS_OK)
            status = ask_and_save(renewal, binding, end - milliseconds_now(), token, fault);
        if (status == STATUS_OK)
            status = check_validity(renewal, token, fault);
    }
    store_unlock(&lock);
    return status;
}

static void warn_sometimes(const struct renewal *renewal, const struct fault *fault,
                           int64_t left)
{
    struct outcome outcome = OUTCOME;
    int64_t now = moment_now().wall;
    char sentence[700];

    if (outcome_load(&outcome, renewal->store, renewal->profile->name, NULL) == STATUS_OK &&
        (now - outcome.warned_at >= WARNING_PAUSE || now < outcome.warned_at)) {
        say_sentence(sentence, sizeof sentence, fault);
        say_warning("%s; the present token serves for another %lld s", sentence,
                    (long long)left);
        outcome.warned_at = now;
        outcome_save(&outcome, renewal->store, renewal->profile->name, NULL);
    }
    outcome_clear(&outcome);
}

/* What is left of the old token's life, when the new one couldn't be had. */
static enum status fall_back(const struct renewal *renewal, const char *binding,
                             enum status status, struct token *token, struct fault *fault)
{
    int64_t left;

    if (status != STATUS_UNREACHABLE && status != STATUS_THROTTLED &&
        status != STATUS_REFUSED && status != STATUS_UNEXPECTED)
        return status;
    if (renewal->min_validity >= 0 || load(renewal, token, NULL) != STATUS_OK ||
        token->access_token == NULL || strcmp(token->binding, binding) != 0)
        return status;
    left = token_left(token, moment_now());
    if (left == 0)
        return status;
    warn_sometimes(renewal, fault, left);
    return STATUS_OK;
}

/* A process that could only find out that Adobe mustn't be asked yet needn't be started. */
static bool may_ask(const struct renewal *renewal, const char *binding)
{
    struct outcome outcome = OUTCOME;
    bool may =
        outcome_load(&outcome, renewal->store, renewal->profile->name, NULL) == STATUS_OK &&
        outcome_allows(&outcome, binding, moment_now(), NULL, NULL) == STATUS_OK;

    outcome_clear(&outcome);
    return may;
}

enum status renewal_token(const struct renewal *renewal, struct token *token, bool *due,
                          struct fault *fault)
{
    char binding[STORE_FINGERPRINT_SIZE];
    enum token_state state;
    enum status status = load(renewal, token, fault);

    if (due != NULL)
        *due = false;
    if (status != STATUS_OK)
        return status;
    token_binding(binding, renewal->profile, renewal->store);
    state = judge(renewal, token, binding);
    if (state == TOKEN_SHORT) {
        status = renew(renewal, binding, renewal->non_interactive ? LITTLE_PATIENCE : PATIENCE,
                       token, fault);
        if (status != STATUS_OK)
            status = fall_back(renewal, binding, status, token, fault);
    } else if (due != NULL) {
        *due = state == TOKEN_DUE && may_ask(renewal, binding);
    }
    token->binding = NULL;
    return status;
}

static void detach(void)
{
    int null = open("/dev/null", O_RDWR);

    setsid();
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    if (null > STDERR_FILENO)
        close(null);
    signal(SIGHUP, SIG_IGN);
}

static void renew_quietly(const struct renewal *renewal)
{
    char binding[STORE_FINGERPRINT_SIZE];
    struct store_lock lock = STORE_UNLOCKED;
    struct token token = TOKEN;
    struct fault fault = { 0 };

    token_binding(binding, renewal->profile, renewal->store);
    if (store_lock(renewal->store, STORE_TOKEN, renewal->profile->name, 0, &lock, &fault) ==
            STATUS_OK &&
        load(renewal, &token, &fault) == STATUS_OK &&
        judge(renewal, &token, binding) != TOKEN_FRESH)
        ask_and_save(renewal, binding, PATIENCE, &token, &fault);
    store_unlock(&lock);
    token_clear(&token);
}

void renewal_behind(const struct renewal *renewal)
{
    if (fork() != 0)
        return;
    detach();
    renew_quietly(renewal);
    exit(STATUS_OK);
}
