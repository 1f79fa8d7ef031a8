/* exchange.c: ask Adobe IMS. */
#include "helper/token/exchange.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "helper/say/say.h"
#include "helper/say/times.h"
#include "helper/say/waiting.h"
#include "helper/token/network.h"

enum {
    FIRST_BACKOFF = 500, /* milliseconds */
    ATTEMPTS = 4,
    ROUND_LEAST = 2500,   /* milliseconds that another round must have to be worth it */
    CLOCK_TOLERANCE = 60, /* seconds that our clock may differ from Adobe's before we correct */
};

/* One round with one secret: what is asked, and what becomes of the answer. */
struct round {
    const char *call;
    const char *access_token; /* to revoke */
    struct token *token;      /* to fill */
    bool is_final;            /* the last answer won't change */
    bool is_late;             /* it didn't come in time */
};

/* What to add to our clock to have the server's, when they differ by more than the delays of a
 * request explain and by little enough that ours may be the one that is off. */
static int64_t clock_correction(const struct adobe_answer *answer)
{
    int64_t difference = answer->server_time - moment_now().wall;

    if (difference > TOKEN_CORRECTION_MAX || difference < -TOKEN_CORRECTION_MAX ||
        (difference <= CLOCK_TOLERANCE && difference >= -CLOCK_TOLERANCE))
        return 0;
    return difference;
}

/* The shortest life that the answer speaks of; 0 when it makes no sense. */
static int64_t lifetime_of(const struct adobe_answer *answer)
{
    int64_t lifetime = answer->expires_in;

    if (answer->claims_lifetime > 0 && answer->claims_lifetime < lifetime)
        lifetime = answer->claims_lifetime;
    if (lifetime > TOKEN_LIFETIME_MAX)
        lifetime = TOKEN_LIFETIME_MAX;
    return lifetime > 0 ? lifetime : 0;
}

static enum status token_take(struct token *token, const struct adobe_answer *answer,
                              struct moment sent, struct fault *fault)
{
    int64_t lifetime = lifetime_of(answer);
    enum status status;

    if (answer->access_token == NULL || !token_is_valid(answer->access_token) || lifetime == 0)
        return fault_set(fault, STATUS_UNEXPECTED, 0, "the token endpoint",
                         "what it sent isn't an access token with a lifetime");
    status = token_make(token, answer->access_token, sent, lifetime);
    if (status != STATUS_OK)
        return fault_set(fault, status, 0, "the access token", NULL);
    token->expires_at = sent.wall + clock_correction(answer) + lifetime;
    return STATUS_OK;
}

/* Whether another attempt brings the same: the proxy or the authorities must be mended, or
 * somebody log in. */
static bool is_final(const struct adobe_answer *answer)
{
    static const char *const errors[] = { "tls-certificate", "tls-ca",   "proxy-url",
                                          "proxy-auth",      "web-page", "redirect" };
    size_t i;

    for (i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (answer->error != NULL && strcmp(answer->error, errors[i]) == 0)
            return true;
    return false;
}

/* *other says whether another secret may fare better. */
static enum status ask_once(struct exchange *exchange, struct round *round, bool *other,
                            struct fault *fault)
{
    const struct profile *profile = exchange->profile;
    struct adobe_call call = {
        .call = round->call,
        .deadline = exchange->end - clock_milliseconds(),
        .endpoint = profile->endpoint,
        .client_id = profile->client_id,
        .client_secret = profile->client_secret.item[exchange->secret],
        .scope = round->token != NULL ? profile->scope : NULL,
        .access_token = round->access_token,
    };
    struct network_reply reply = NETWORK_REPLY;
    struct moment sent = moment_now();
    enum status status;

    *other = false;
    if (profile_needs_secret(profile, fault) != STATUS_OK)
        return STATUS_UNSUITABLE;
    if (call.deadline <= 0)
        return fault_set(fault, STATUS_UNREACHABLE, 0, profile->endpoint, "no time is left");
    status = network_ask(&call, NULL, &reply, fault);
    exchange->retry_after = reply.answer.retry_after;
    round->is_final = is_final(&reply.answer);
    round->is_late = reply.answer.error != NULL && strcmp(reply.answer.error, "timeout") == 0;
    if (status == STATUS_OK && round->token != NULL)
        status = token_take(round->token, &reply.answer, sent, fault);
    else if (status == STATUS_REFUSED && reply.answer.error != NULL)
        *other = strcmp(reply.answer.error, "invalid_client") == 0;
    network_reply_clear(&reply);
    return status;
}

/* Each secret once, until one isn't refused. */
static enum status ask_secrets(struct exchange *exchange, struct round *round,
                               struct fault *fault)
{
    size_t count = exchange->profile->client_secret.count, tried;
    enum status status = STATUS_INTERNAL;
    bool other = true;

    for (tried = 0; (tried == 0 || tried < count) && other; tried++) {
        if (tried > 0)
            exchange->secret = (exchange->secret + 1) % count;
        status = ask_once(exchange, round, &other, fault);
        if (other)
            say_detail("secret %zu of profile %s was refused", exchange->secret + 1,
                       exchange->profile->name);
    }
    exchange->is_invalid_client = other;
    return status;
}

static int64_t backoff_pause(int attempt, int64_t retry_after)
{
    int64_t pause = (int64_t)FIRST_BACKOFF << attempt;

    if (retry_after > 0)
        return retry_after * 1000;
    return pause / 2 + (int64_t)randombytes_uniform((uint32_t)pause);
}

static enum status ask_with_secret(struct exchange *exchange, struct round *round,
                                   struct fault *fault)
{
    enum status status = STATUS_INTERNAL;
    int attempt;

    for (attempt = 1; attempt <= ATTEMPTS; attempt++) {
        int64_t pause;

        status = ask_secrets(exchange, round, fault);
        if ((status != STATUS_UNREACHABLE && status != STATUS_THROTTLED) || exchange->once ||
            round->is_final || attempt == ATTEMPTS)
            break;
        pause = backoff_pause(attempt - 1, exchange->retry_after);
        if (clock_milliseconds() + pause + ROUND_LEAST >= exchange->end)
            break;
        say_detail("%s; trying again in %lld ms", status_name(status), (long long)pause);
        waiting_sleep(pause);
    }
    return status;
}

/* All of it is one wait, of which the pauses are a part, and so are attempts that were cut off
 * when it was over. */
static enum status ask_patiently(struct exchange *exchange, struct round *round,
                                 struct fault *fault)
{
    int64_t start = clock_milliseconds();
    enum status status;

    waiting_begin("Adobe", exchange->end - start);
    status = ask_with_secret(exchange, round, fault);
    waiting_end();
    if (status == STATUS_UNREACHABLE && round->is_late && fault != NULL)
        snprintf(fault->detail, sizeof fault->detail, "timeout: no answer within %lld s",
                 (long long)(clock_milliseconds() - start + 999) / 1000);
    return status;
}

enum status exchange_token(struct exchange *exchange, struct token *token, struct fault *fault)
{
    return ask_patiently(exchange, &(struct round){ .call = "token", .token = token }, fault);
}

enum status exchange_revoke(struct exchange *exchange, const char *access_token,
                            struct fault *fault)
{
    return ask_patiently(
        exchange, &(struct round){ .call = "revoke", .access_token = access_token }, fault);
}
