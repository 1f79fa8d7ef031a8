/* health.c: what is remembered, in few words. */
#include "helper/account/health.h"

#include <stdio.h>
#include <string.h>

#include "helper/say/times.h"

void health_clear(struct health *health)
{
    token_clear(&health->token);
    backoff_clear(&health->backoff);
}

enum status health_load(struct health *health, struct store *store,
                        const struct profile *profile, struct fault *fault)
{
    enum status status = token_load(&health->token, store, profile->name, fault);

    health->profile = profile;
    token_binding(health->binding, profile, store);
    if (status == STATUS_OK || status == STATUS_NOT_FOUND)
        status = backoff_load(&health->backoff, store, profile->name, fault);
    return status;
}

const char *health_token_word(const struct health *health)
{
    const struct token *token = &health->token;
    struct moment now = moment_now();

    if (token->access_token == NULL)
        return "none";
    if (strcmp(token->binding, health->binding) != 0)
        return "of a former secret";
    if (token_left(token, now) == 0)
        return "expired";
    return token_judge(token, health->binding, -1, now) == TOKEN_FRESH ? "good"
                                                                       : "to be renewed";
}

/* Whether there is a token, got by a secret that is recorded still. */
static bool is_of_secret(const struct health *health)
{
    const struct token *token = &health->token;

    return token->access_token != NULL && strcmp(token->binding, health->binding) == 0;
}

static bool has_token(const struct health *health)
{
    return is_of_secret(health) && token_left(&health->token, moment_now()) > 0;
}

void health_token_text(char out[HEALTH_TEXT_SIZE], const struct health *health)
{
    char left[FORMAT_TIME_SIZE];

    format_time_span(left, token_left(&health->token, moment_now()));
    if (has_token(health))
        snprintf(out, HEALTH_TEXT_SIZE, "token for %s", left);
    else
        snprintf(out, HEALTH_TEXT_SIZE,
                 is_of_secret(health) ? "token is over" : "no token yet");
}

/* The first row that fits; CAUSE_NONE: whatever the cause. */
static const struct {
    enum status status;
    enum cause cause;
    const char *text;
} secret_rows[] = {
    { STATUS_REFUSED, CAUSE_CLIENT, "Adobe refused the secret" },
    { STATUS_REFUSED, CAUSE_SCOPE, "Adobe refused the scopes" },
    { STATUS_REFUSED, CAUSE_NONE, "Adobe refused the credential" },
    { STATUS_THROTTLED, CAUSE_NONE, "Adobe asked to wait" },
    { STATUS_UNREACHABLE, CAUSE_WEB_PAGE, "a web page came instead of Adobe's answer" },
    { STATUS_UNREACHABLE, CAUSE_HTTP, "Adobe answered with an error of its own" },
    { STATUS_UNREACHABLE, CAUSE_NONE, "Adobe couldn't be reached" },
};

static const char *secret_text(enum status status, enum cause cause)
{
    size_t i;

    for (i = 0; i < sizeof secret_rows / sizeof secret_rows[0]; i++)
        if (secret_rows[i].status == status &&
            (secret_rows[i].cause == CAUSE_NONE || secret_rows[i].cause == cause))
            return secret_rows[i].text;
    return "Adobe's answer couldn't be used";
}

enum status health_secret(char out[HEALTH_TEXT_SIZE], const struct health *health)
{
    const struct backoff *backoff = &health->backoff;
    enum status status =
        backoff->status != NULL ? status_from_name(backoff->status) : STATUS_OK;
    bool is_former = backoff->binding != NULL && strcmp(backoff->binding, health->binding) != 0;
    char ago[FORMAT_TIME_SIZE];

    out[0] = '\0';
    if (status == STATUS_OK || is_former || (status != STATUS_REFUSED && has_token(health)))
        return STATUS_OK;
    format_time_relative(ago, backoff->failed_at, moment_now().wall);
    snprintf(out, HEALTH_TEXT_SIZE, "%s %s",
             secret_text(status, cause_from_name(status, backoff->cause)), ago);
    return status < STATUS_COUNT ? status : STATUS_UNEXPECTED;
}

/* A sentence of the account step's own; of an answer that didn't come, only that. */
static void failure_text(char out[HEALTH_TEXT_SIZE], const struct verification *verification,
                         enum status status)
{
    bool has_sentence = verification->detail != NULL && verification->detail[0] != '\0' &&
                        status != STATUS_UNREACHABLE;
    char ago[FORMAT_TIME_SIZE];

    format_time_relative(ago, verification->failed_at, moment_now().wall);
    if (has_sentence)
        snprintf(out, HEALTH_TEXT_SIZE, "%.600s (%s)", verification->detail, ago);
    else
        snprintf(out, HEALTH_TEXT_SIZE, "Workfront couldn't be asked %s", ago);
}

enum status health_account(char out[HEALTH_TEXT_SIZE], const struct verification *verification)
{
    enum status status =
        verification->failure != NULL ? status_from_name(verification->failure) : STATUS_OK;
    char ago[FORMAT_TIME_SIZE];

    if (status != STATUS_OK) {
        failure_text(out, verification, status);
        return status < STATUS_COUNT ? status : STATUS_UNEXPECTED;
    }
    format_time_relative(ago, verification->proved_at, moment_now().wall);
    if (verification->proved_at == 0)
        snprintf(out, HEALTH_TEXT_SIZE, "never checked");
    else
        snprintf(out, HEALTH_TEXT_SIZE, "%.200s, checked %s",
                 verification->access_level != NULL ? verification->access_level
                                                    : "access level not told",
                 ago);
    return STATUS_OK;
}
