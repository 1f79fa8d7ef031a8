/* account.c: ask Adobe about the technical account. */
#include "helper/account/account.h"

#include <stdio.h>
#include <string.h>

#include "helper/say/say.h"
#include "helper/say/waiting.h"
#include "protocol/clock.h"
#include "protocol/family.h"

enum { DEADLINE = 60000 /* milliseconds */, PAUSE_MAX = 30 /* seconds */ };

static struct adobe_call call_for(const struct account *account, const char *name)
{
    return (struct adobe_call){
        .call = name,
        .deadline = DEADLINE,
        .host = account->host,
        .access_token = account->token->access_token,
        .client_id = account->profile->client_id,
        .org_id = account->profile->org_id,
        .api_version = account->profile->api_version,
    };
}

static void ask_user(struct account *account)
{
    struct adobe_call call = call_for(account, "account");

    call.technical_account_email = account->profile->technical_account_email;
    account->fault = (struct fault){ 0 };
    account->status = network_ask(&call, NULL, &account->user, &account->fault);
}

static void ask_families(struct account *account)
{
    const struct adobe_answer *answer = &account->user.answer;
    struct adobe_call call = call_for(account, "families");
    const struct family *family;

    call.scope = account->profile->scope;
    call.fusion = account->profile->fusion;
    call.family = account->profile->family;
    for (family = families; account->profile->family.count == 0 && family->name != NULL;
         family++)
        call.family.item[call.family.count++] = family->name;
    call.customer_id = answer->session_customer_id;
    call.user_id = answer->session_user_id;
    account->families_status = network_ask(&call, NULL, &account->families, NULL);
}

static const char my[] = ".my.workfront.com", my_adobe[] = ".my.workfront.adobe.com";

bool account_alias(char out[HOST_SIZE], const char *host)
{
    size_t first = strcspn(host, ".");
    const char *rest = host + first, *other = NULL;

    if (strcmp(rest, my) == 0)
        other = my_adobe;
    else if (strcmp(rest, my_adobe) == 0)
        other = my;
    if (other == NULL)
        return false;
    snprintf(out, HOST_SIZE, "%.*s%s", (int)first, host, other);
    return true;
}

/* Does Workfront answer under the alias? Without a token it says 401. */
static void look_for_alias(struct account *account)
{
    struct network_reply reply = NETWORK_REPLY;
    struct adobe_call call = { .call = "probe", .deadline = DEADLINE };
    char url[HOST_SIZE + 64], other[HOST_SIZE];

    if (!account_alias(other, account->host))
        return;
    snprintf(url, sizeof url, "https://%s/attask/api/v%lld.0/session", other,
             (long long)account->profile->api_version);
    call.endpoint = url;
    if (network_ask(&call, NULL, &reply, NULL) == STATUS_OK && reply.answer.http_status == 401)
        snprintf(account->other, sizeof account->other, "%s", other);
    network_reply_clear(&reply);
}

static bool is_error(const struct account *account, const char *word)
{
    const char *error = account->user.answer.error;

    return error != NULL && strcmp(error, word) == 0;
}

bool account_may_appear(const struct account *account)
{
    const struct adobe_answer *answer = &account->user.answer;

    return account->status == STATUS_ACCOUNT &&
           (is_error(account, "no-such-user") ||
            (answer->session_user_id == NULL && answer->http_status == 401));
}

static void wait_for_user(struct account *account, int64_t wait)
{
    int64_t pause = 1;

    waiting_begin(account->host, wait * 1000);
    while (account_may_appear(account) && account->waited < wait) {
        if (pause > wait - account->waited)
            pause = wait - account->waited;
        say_progress("%s doesn't know the technical account yet; asking again in %lld s "
                     "(waited %lld s of %lld s)",
                     account->host, (long long)pause, (long long)account->waited,
                     (long long)wait);
        clock_sleep(pause * 1000);
        account->waited += pause;
        pause = pause * 2 > PAUSE_MAX ? PAUSE_MAX : pause * 2;
        ask_user(account);
    }
    waiting_end();
}

void account_ask(struct account *account, int64_t wait)
{
    const struct adobe_answer *answer = &account->user.answer;

    ask_user(account);
    wait_for_user(account, wait);
    if (answer->redirect != NULL && host_canonical(account->other, answer->redirect) &&
        !host_is_workfront(account->other))
        account->other[0] = '\0';
    if (answer->session_user_id == NULL && answer->redirect == NULL &&
        (answer->http_status == 404 || is_error(account, "resolve")))
        look_for_alias(account);
    if (account->status == STATUS_OK && answer->session_user_id != NULL &&
        answer->session_customer_id != NULL)
        ask_families(account);
}

void account_clear(struct account *account)
{
    network_reply_clear(&account->user);
    network_reply_clear(&account->families);
}
