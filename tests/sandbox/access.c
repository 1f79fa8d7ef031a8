/* access: may this token be used at this instance, and by whom; see access.h. */
#include "access.h"

#include "journal.h"
#include "token.h"
#include "value.h"
#include "world.h"

#include <string.h>

static enum access refuse(struct caller *caller, enum access access, const char *reason)
{
    caller->reason = reason;
    return access;
}

enum access access_check(struct exchange *x, json_t *instance, struct caller *caller)
{
    const char *token = token_of(x), *org = exchange_header(x, "x-gw-ims-org-id");

    memset(caller, 0, sizeof *caller);
    if (*token == '\0')
        return refuse(caller, ACCESS_NO_TOKEN, "You are not currently logged in");
    if (*exchange_header(x, "sessionid") != '\0' || *exchange_header(x, "apikey") != '\0')
        journal_alarm(x->entry, "two kinds of credentials in one request");
    caller->token = token_find(token, &caller->reason);
    if (caller->token == NULL)
        return ACCESS_BAD_TOKEN;
    if (*org != '\0' && strcmp(org, value_text(caller->token, "org")) != 0)
        return refuse(caller, ACCESS_WRONG_ORG, "Org Id undefined for this token");
    if (strcmp(value_text(instance, "org"), value_text(caller->token, "org")) != 0)
        return refuse(caller, ACCESS_WRONG_ORG, "Org Id undefined for this instance");
    caller->user = world_user(instance, value_text(caller->token, "account"), &caller->user_id);
    if (caller->user == NULL || world_countdown(caller->user, "appears_after"))
        return refuse(caller, ACCESS_NO_USER, "User not found");
    if (value_true(caller->user, "refused"))
        return refuse(caller, ACCESS_NO_USER, "User is not allowed to log in");
    return ACCESS_GRANTED;
}

bool access_family(struct exchange *x, const json_t *instance, const char *family, bool *empty,
                   void (*fail)(struct exchange *x, unsigned status))
{
    static const struct state {
        const char *name;
        unsigned status;
    } states[] = { { "unauthorized", 401 }, { "forbidden", 403 }, { "missing", 404 } };
    const char *state = value_text(json_object_get(instance, "families"), family);
    size_t i;

    *empty = strcmp(state, "empty") == 0;
    for (i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i].name, state) == 0) {
            fail(x, states[i].status);
            return false;
        }
    return true;
}
