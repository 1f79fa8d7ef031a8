/* renewal.c: one renewal at a time. */
#include "helper/token/renewal.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "helper/audit_log.h"
#include "helper/say/say.h"
#include "helper/say/waiting.h"
#include "helper/token/backoff.h"
#include "helper/token/exchange.h"
#include "helper/token/fleet/fleet_token.h"
#include "helper/token/network.h"
#include "helper/token/splay.h"
#include "protocol/clock.h"
#include "protocol/secret.h"

enum {
    TIMEOUT_MS = 60000, /* milliseconds for everything */
    SHORT_TIMEOUT_MS =
        10000,          /* the same when nobody is there to wait, or there is an old token */
    YOUNG_AGE_S = 60,   /* seconds for which a token that is too short isn't asked for again */
    SAME_NEED_S = 5,    /* seconds within which needs that follow each other are one */
    YOUNG = 250,        /* permille of its life that a token has left before it is due */
    READER_PAUSE = 300, /* seconds, and as many again at random, between a reader's tries in the
                           background */
};

/* One caller's need of a token. */
struct need {
    const struct renewal *renewal;
    char binding[STORE_FINGERPRINT_SIZE];
    struct moment since; /* when it arose */
    int64_t end;         /* clock_milliseconds() when patience ends */
    bool can_fall_back;  /* an old token would do in the worst case */
    bool in_background;  /* nobody waits for it */
};

static struct need need_of(const struct renewal *renewal)
{
    struct need need = { .renewal = renewal, .since = moment_now() };

    token_binding(need.binding, renewal->profile, renewal->store);
    return need;
}

/* Whether the profile went while its token was asked for. */
static bool is_removed(const struct renewal *renewal)
{
    struct profile profile = PROFILE;
    bool removed = profile_load(&profile, renewal->store, renewal->profile->name, NULL) ==
                   STATUS_NOT_FOUND;

    profile_clear(&profile);
    return removed;
}

/* A token that can't be kept is a good token all the same. */
static void token_put(const struct need *need, struct token *token)
{
    const struct renewal *renewal = need->renewal;
    struct fault fault = { 0 };
    char sentence[700];

    token->binding = need->binding;
    if (is_removed(renewal))
        return;
    if (token_save(token, renewal->store, renewal->profile->name, &fault) == STATUS_OK)
        return;
    say_sentence(sentence, sizeof sentence, &fault);
    say_warning("%s; the new token serves now, but could not be kept", sentence);
}

static void remember_success(const struct renewal *renewal, struct backoff *backoff,
                             size_t used)
{
    char secret[STORE_FINGERPRINT_SIZE] = "";
    const struct string_list *secrets = &renewal->profile->client_secret;
    bool choice = secrets->count > 1;

    if (choice)
        store_fingerprint(renewal->store, secrets->item[used], strlen(secrets->item[used]),
                          secret);
    if (backoff_succeed(backoff, choice ? secret : NULL))
        backoff_save(backoff, renewal->store, renewal->profile->name, NULL);
}

/* From the fleet, if the profile is one of a fleet's, or from Adobe. */
static enum status obtain_token(const struct need *need, struct exchange *exchange,
                                struct token *token, bool *is_from_fleet, struct fault *fault)
{
    const struct renewal *renewal = need->renewal;
    struct fleet fleet = FLEET;
    struct fleet_want want = { .binding = need->binding,
                               .min_validity = renewal->min_validity,
                               .least_left = need->in_background ? YOUNG : 0,
                               .can_fall_back = need->can_fall_back || need->in_background };
    enum status status =
        fleet_open_for(&fleet, renewal->store, renewal->fleet, renewal->profile->name, fault);

    if (status == STATUS_OK)
        status = fleet_token_obtain(&fleet, &want, exchange, token, fault);
    else if (!renewal->profile->fleet)
        status = exchange_token(exchange, token, fault);
    fleet_clear(&fleet);
    *is_from_fleet = want.is_from_fleet;
    return status;
}

/* A token that must be recorded and can't be is dropped. */
static enum status audit_fetch(const struct need *need, struct token *token, bool is_from_fleet,
                               enum status status, struct fault *fault)
{
    const struct renewal *renewal = need->renewal;
    const struct audit_note note = {
        .event = AUDIT_EVENT_FETCH,
        .outcome = status,
        .profile = renewal->profile->name,
        .detail = is_from_fleet         ? "fleet"
                  : need->in_background ? "background"
                                        : NULL,
        .secret = status == STATUS_OK ? token->access_token : NULL,
    };
    enum status recorded =
        audit_log_take(renewal->store, &note, status == STATUS_OK ? fault : NULL);

    if (status != STATUS_OK || recorded == STATUS_OK)
        return status;
    token_clear(token);
    return recorded;
}

/* With the lock held: asks and remembers. */
static enum status fetch_token(const struct need *need, struct backoff *backoff,
                               struct token *token, struct fault *fault)
{
    const struct renewal *renewal = need->renewal;
    struct exchange exchange = { .profile = renewal->profile,
                                 .end = need->end,
                                 .once = need->can_fall_back };
    const struct profile *profile =
        renewal->profile; /* of secrets that change, its order counts */
    size_t last = profile->rotation != NULL
                      ? 0
                      : backoff_secret(backoff, renewal->store, &profile->client_secret);
    bool was_suspect = token->suspect_at != 0, is_from_fleet = false;
    enum status status = audit_log_can_append(renewal->store, fault);

    exchange.secret = last != SIZE_MAX ? last : 0;
    if (status == STATUS_OK) {
        status = obtain_token(need, &exchange, token, &is_from_fleet, fault);
        status = audit_fetch(need, token, is_from_fleet, status, fault);
    }
    if (status == STATUS_OK) {
        token->after_suspect = was_suspect;
        token_put(need, token);
        if (!is_from_fleet)
            remember_success(renewal, backoff, exchange.secret);
        else if (backoff_succeed(backoff, backoff->secret))
            backoff_save(backoff, renewal->store, profile->name, NULL);
    } else if (backoff_is_memorable(status, fault->cause)) {
        backoff_fail(backoff, fault, exchange.retry_after, need->binding, moment_now());
        if (need->in_background && profile->fleet)
            backoff->renewal_at =
                moment_now().wall + READER_PAUSE + randombytes_uniform(2 * READER_PAUSE);
        backoff_save(backoff, renewal->store, renewal->profile->name, NULL);
    }
    return status;
}

static bool is_ours(const struct need *need, const struct token *token)
{
    return token_left(token, moment_now()) > 0 && strcmp(token->binding, need->binding) == 0;
}

static int64_t useful_life(const struct need *need, const struct token *token)
{
    int64_t left = token_left(token, moment_now());
    int64_t least = need->renewal->min_validity > 0 ? need->renewal->min_validity : 1;

    return left < least || !is_ours(need, token) ? 0 : left;
}

/* What is left of the old token's life, when the new one couldn't be had. With the lock held,
 * so that only one process warns. */
static enum status fall_back(const struct need *need, struct backoff *backoff,
                             const struct token *token, enum status status, struct fault *fault)
{
    const struct renewal *renewal = need->renewal;
    int64_t left = useful_life(need, token);
    char sentence[700], detail[sizeof fault->detail];

    if (left == 0 && renewal->min_validity > 0 && is_ours(need, token) &&
        (status == STATUS_UNREACHABLE || status == STATUS_THROTTLED)) {
        say_sentence(sentence, sizeof sentence, fault);
        snprintf(detail, sizeof detail, "the present one lives %lld s; %.400s",
                 (long long)token_left(token, moment_now()), sentence);
        return fault_set(fault, STATUS_VALIDITY, 0, renewal->profile->name, detail);
    }
    if (left == 0)
        return status;
    if (backoff_warns(backoff, moment_now().wall)) {
        say_sentence(sentence, sizeof sentence, fault);
        say_warning("%s; the present token serves for another %lld s", sentence,
                    (long long)left);
        backoff_save(backoff, renewal->store, renewal->profile->name, NULL);
    }
    return STATUS_OK;
}

static enum status token_read(const struct renewal *renewal, struct token *token,
                              struct fault *fault)
{
    enum status status = token_load(token, renewal->store, renewal->profile->name, fault);

    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum token_state token_classify(const struct need *need, const struct token *token)
{
    return token_judge(token, need->binding, need->renewal->min_validity, moment_now());
}

/* Whether a new token lives as long as was asked for. */
static enum status check_lifetime(const struct need *need, const struct token *token,
                                  struct fault *fault)
{
    char detail[64];

    if (need->renewal->min_validity <= token->lifetime)
        return STATUS_OK;
    snprintf(detail, sizeof detail, "a new one lives %lld s", (long long)token->lifetime);
    return fault_set(fault, STATUS_VALIDITY, 0, need->renewal->profile->name, detail);
}

/* Whether asking Adobe can't yield more than this token, although it is short: it was asked for
 * when the need arose, give or take what starting many processes takes, or a while ago and new
 * ones are no longer. */
static bool is_best(const struct need *need, const struct token *token)
{
    struct moment now = moment_now();
    int64_t age = token_age(token, now);

    if (token_left(token, now) == 0 || strcmp(token->binding, need->binding) != 0 ||
        token->suspect_at != 0)
        return false;
    return age <= moment_age(now, need->since) + SAME_NEED_S ||
           (age < YOUNG_AGE_S && token->lifetime < need->renewal->min_validity);
}

/* With the lock held: the token is short, and what is remembered says whether to ask. */
static enum status ask_or_remember(const struct need *need, struct token *token,
                                   struct fault *fault)
{
    const struct renewal *renewal = need->renewal;
    struct backoff backoff = BACKOFF;
    enum status status = backoff_load(&backoff, renewal->store, renewal->profile->name, fault);

    if (status != STATUS_OK)
        return status;
    if (!renewal->force)
        status = backoff_allows(&backoff, need->binding, need->since, moment_now(),
                                renewal->profile->endpoint, fault);
    if (status == STATUS_OK)
        status = fetch_token(need, &backoff, token, fault);
    if (status == STATUS_OK)
        status = check_lifetime(need, token, fault);
    else
        status = fall_back(need, &backoff, token, status, fault);
    if (status == STATUS_THROTTLED)
        backoff_allows(&backoff, need->binding, need->since, moment_now(),
                       renewal->profile->endpoint, fault);
    backoff_clear(&backoff);
    return status;
}

/* Looks again, for another process may have been faster. */
static enum status renew_now(const struct need *need, struct token *token, struct fault *fault)
{
    enum status status = token_read(need->renewal, token, fault);

    if (status != STATUS_OK || token_classify(need, token) != TOKEN_SHORT)
        return status;
    if (!need->renewal->force && is_best(need, token))
        return check_lifetime(need, token, fault);
    return ask_or_remember(need, token, fault);
}

/* Without the lock, which spares Adobe requests and is no condition: no lock can be had there,
 * or the process that has it doesn't come to an end. What still lives is handed out then. */
static enum status renew_alone(struct need *need, struct token *token, enum status why,
                               struct fault *fault)
{
    if (why == STATUS_BUSY && useful_life(need, token) > 0)
        return STATUS_OK;
    need->end = clock_milliseconds() + SHORT_TIMEOUT_MS;
    return renew_now(need, token, fault);
}

static enum status renew_locked(struct need *need, struct token *token, struct fault *fault)
{
    const struct renewal *renewal = need->renewal;
    struct store_lock lock = STORE_UNLOCKED;
    int64_t patience;
    enum status status;

    need->can_fall_back = useful_life(need, token) > 0;
    patience = renewal->non_interactive || need->can_fall_back ? SHORT_TIMEOUT_MS : TIMEOUT_MS;
    need->end = clock_milliseconds() + patience;
    waiting_begin("another process", patience);
    status =
        store_lock(renewal->store, STORE_TOKEN, renewal->profile->name, patience, &lock, fault);
    waiting_end();
    if (status == STATUS_OK)
        status = renew_now(need, token, fault);
    else if (status == STATUS_BUSY || status == STATUS_IO)
        status = renew_alone(need, token, status, fault);
    store_unlock(&lock);
    return status;
}

/* A process that could only find out that Adobe mustn't be asked yet needn't be started. */
static bool may_ask(const struct need *need)
{
    const struct renewal *renewal = need->renewal;
    struct backoff backoff = BACKOFF;
    bool may =
        backoff_load(&backoff, renewal->store, renewal->profile->name, NULL) == STATUS_OK &&
        backoff_wait(&backoff, need->binding, moment_now()) == 0 &&
        !backoff_is_planned(&backoff, moment_now().wall);

    backoff_clear(&backoff);
    return may;
}

enum status renewal_token(const struct renewal *renewal, struct token *token, bool *due,
                          struct fault *fault)
{
    struct need need = need_of(renewal);
    enum status status = token_read(renewal, token, fault);
    enum token_state state;

    if (due != NULL)
        *due = false;
    if (status != STATUS_OK)
        return status;
    state = token_classify(&need, token);
    if (state == TOKEN_SHORT)
        status = renew_locked(&need, token, fault);
    else if (state == TOKEN_DUE && due != NULL)
        *due = may_ask(&need);
    token->binding = NULL;
    return status;
}

/* Nothing that the caller may wait for stays open, before time goes by in forking. */
static bool let_go(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    return null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(null, STDOUT_FILENO) >= 0 &&
           dup2(null, STDERR_FILENO) >= 0;
}

/* Nobody's terminal is ours, and no folder but the store and one that names lead out of. */
static void detach_process(const struct renewal *renewal, const struct store_lock *lock)
{
    store_close_others(renewal->store, lock);
    setsid();
    if (!network_needs_folder() && chdir("/") != 0) {
        secret_wipe_all();
        _exit(status_exit(STATUS_IO));
    }
}

static void renew_quietly(const struct renewal *renewal, struct store_lock *lock)
{
    struct need need = need_of(renewal);
    struct token token = TOKEN;
    struct fault fault = { 0 };
    enum status status = token_read(renewal, &token, &fault);
    int64_t pause = status == STATUS_OK ? splay_draw(renewal->splay, &token, need.since) : 0;

    if (pause > 0)
        status = splay_wait(pause, renewal->store, renewal->profile->name, need.since, lock)
                     ? token_read(renewal, &token, &fault)
                     : STATUS_BUSY;
    need.since = moment_now();
    need.end = clock_milliseconds() + TIMEOUT_MS;
    need.in_background = true;
    if (status == STATUS_OK && token_classify(&need, &token) != TOKEN_FRESH)
        ask_or_remember(&need, &token, &fault);
    token_clear(&token);
}

/* The lock goes to the child with its descriptor. Locked memory doesn't: it's asked for again.
 */
void renewal_in_background(const struct renewal *renewal)
{
    struct store_lock lock = STORE_UNLOCKED;

    if (store_lock(renewal->store, STORE_TOKEN, renewal->profile->name, 0, &lock, NULL) !=
        STATUS_OK)
        return;
    signal(SIGHUP, SIG_IGN);
    if (let_go() && fork() == 0) {
        detach_process(renewal, &lock);
        secret_is_locked();
        renew_quietly(renewal, &lock);
        exit(status_exit(STATUS_OK));
    }
    store_unlock(&lock);
}
