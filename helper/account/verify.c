/* verify.c: the account step, end to end. */
#include "helper/account/verify.h"

#include <stdlib.h>

#include "helper/account/verification.h"
#include "helper/token/renewal.h"

enum { DEADLINE = 30000 /* milliseconds */ };

enum status verify_token(struct verify *prove, struct fault *fault)
{
    struct renewal renewal = { .profile = prove->profile };
    enum status status =
        renewal_fetch(&renewal, DEADLINE, &prove->token, &prove->secret, fault);

    if (status == STATUS_OK)
        verify_rules_token(prove->report, prove->profile, &prove->token, prove->secret, true);
    else
        verify_rules_no_token(prove->report, prove->profile, fault);
    return status;
}

/* Room for one more, or NULL. */
static struct account *account_add(struct verify *prove)
{
    struct account *longer =
        realloc(prove->account, (prove->count + 1) * sizeof *prove->account);

    if (longer == NULL)
        return NULL;
    prove->account = longer;
    return &prove->account[prove->count++];
}

enum status verify_host(struct verify *prove, const char *host, struct fault *fault)
{
    struct account *account = account_add(prove);
    enum status status;

    if (account == NULL)
        return fault_set(fault, STATUS_NO_MEMORY, 0, host, NULL);
    *account = (struct account)ACCOUNT(prove->profile, host, &prove->token);
    account->require_admin = prove->options->require_admin;
    account_ask(account, prove->options->wait);
    status = verify_rules_account(prove->report, account);
    if (status == STATUS_UNREACHABLE)
        *fault = account->fault; /* which tells by what */
    else if (status != STATUS_OK)
        *fault = prove->report->fault;
    account->status = status;
    return status;
}

enum status verify_keep(const struct verify *prove, struct store *store)
{
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; status == STATUS_OK && i < prove->count; i++)
        if (prove->account[i].status == STATUS_OK)
            status = verification_keep(store, &prove->account[i], STATUS_OK, NULL);
    return status;
}

void verify_clear(struct verify *prove)
{
    size_t i;

    for (i = 0; i < prove->count; i++)
        account_clear(&prove->account[i]);
    free(prove->account);
    prove->account = NULL;
    prove->count = 0;
    token_clear(&prove->token);
}
