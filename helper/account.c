/* account.c: does Workfront know the technical account? */
#include "helper/account.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "helper/adobe.h"
#include "helper/clock.h"

enum { DEADLINE = 60000 /* milliseconds */ };

void account_token_line(struct buffer *out, const struct token *token)
{
    char until[CLOCK_TEXT_SIZE], left[CLOCK_TEXT_SIZE];
    int64_t now = moment_now().wall;

    clock_utc(until, token->expires_at);
    clock_relative(left, now + token_left(token, moment_now()), now);
    buffer_format(out, "token: issued, good until %s (%s)\n", until, left);
}

/* What the network program relayed is foreign text. */
static void clean(char *out, size_t size, const char *text)
{
    fault_sanitise(out, size, text != NULL && *text != '\0' ? text : "(not told)");
}

static void session_line(struct buffer *out, const char *host,
                         const struct adobe_answer *answer)
{
    char user[64];

    clean(user, sizeof user, answer->session_user_id);
    buffer_format(out, "%s: accepts the token, as user %s\n", host, user);
}

static void user_line(struct buffer *out, const struct adobe_answer *answer)
{
    char name[128], email[256], level[128];

    clean(name, sizeof name, answer->user_name);
    clean(email, sizeof email, answer->user_email);
    clean(level, sizeof level, answer->access_level);
    buffer_format(out, "technical account: found: %s, %s, %s, access level %s, %s\n", name,
                  email, answer->user_is_active ? "active" : "inactive", level,
                  answer->user_is_admin ? "administrator" : "not an administrator");
}

/* The account isn't there: say which one was looked for, among how many. */
static enum status explain_absence(const struct adobe_answer *answer, const char *host,
                                   const char *email, struct fault *fault)
{
    char detail[320];

    snprintf(detail, sizeof detail,
             "it has %lld technical accounts, but %.160s is none of them",
             (long long)answer->candidates, email);
    return fault_set(fault, STATUS_ACCOUNT, 0, host, detail);
}

static enum status judge(const struct adobe_answer *answer, const char *host, const char *email,
                         bool require_admin, struct fault *fault)
{
    if (answer->user_id == NULL)
        return explain_absence(answer, host, email, fault);
    if (answer->user_email == NULL || strcasecmp(answer->user_email, email) != 0)
        return fault_set(fault, STATUS_UNEXPECTED, 0, host,
                         "it found another user than asked for");
    if (answer->session_user_id == NULL ||
        strcmp(answer->session_user_id, answer->user_id) != 0)
        return fault_set(fault, STATUS_ACCOUNT, 0, host,
                         "the token acts as another user than the technical account");
    if (!answer->user_is_active)
        return fault_set(fault, STATUS_ACCOUNT, 0, host, "the technical account is inactive");
    if (require_admin && !answer->user_is_admin && !answer->session_is_admin)
        return fault_set(fault, STATUS_ACCOUNT, 0, host,
                         "the technical account isn't a system administrator");
    return STATUS_OK;
}

enum status account_check(struct buffer *out, const struct profile *profile, const char *host,
                          const struct token *token, bool require_admin, struct fault *fault)
{
    struct adobe_call call = {
        .call = "account",
        .deadline = DEADLINE,
        .host = host,
        .access_token = token->access_token,
        .client_id = profile->client_id,
        .org_id = profile->org_id,
        .technical_account_email = profile->technical_account_email,
        .api_version = profile->api_version,
    };
    struct adobe_reply reply = ADOBE_REPLY;
    enum status status = adobe_ask(&call, NULL, &reply, fault);

    if (reply.answer.session_user_id != NULL)
        session_line(out, host, &reply.answer);
    if (reply.answer.user_id != NULL)
        user_line(out, &reply.answer);
    if (status == STATUS_OK)
        status =
            judge(&reply.answer, host, profile->technical_account_email, require_admin, fault);
    else if (reply.answer.error != NULL && strcmp(reply.answer.error, "no-such-user") == 0)
        status = explain_absence(&reply.answer, host, profile->technical_account_email, fault);
    adobe_reply_clear(&reply);
    return status;
}
