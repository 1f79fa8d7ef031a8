/* prove.c: the account step, end to end. */
#include "helper/account/prove.h"

#include <stdlib.h>

#include "helper/account/proof.h"
#include "helper/token/renewal.h"

enum { DEADLINE = 30000 /* milliseconds */ };

enum status prove_token(struct prove *prove, struct fault *fault)
{
    struct renewal renewal = { .profile = prove->profile };
    enum status status =
        renewal_fetch(&renewal, DEADLINE, &prove->token, &prove->secret, fault);

    if (status == STATUS_OK)
        checks_token(prove->report, prove->profile, &prove->token, prove->secret, true);
    else
        checks_no_token(prove->report, prove->profile, fault);
    return status;
}

/* Room for one more, or NULL. */
static struct account *account_add(struct prove *prove)
{
    struct account *longer =
        realloc(prove->account, (prove->count + 1) * sizeof *prove->account);

    if (longer == NULL)
        return NULL;
    prove->account = longer;
    return &prove->account[prove->count++];
}

enum status prove_host(struct prove *prove, const char *host, struct fault *fault)
{
    struct account *account = account_add(prove);
    enum status status;

    if (account == NULL)
        return fault_set(fault, STATUS_NO_MEMORY, 0, host, NULL);
    *account = (struct account)ACCOUNT(prove->profile, host, &prove->token);
    account->require_admin = prove->options->require_admin;
    account_ask(account, prove->options->wait);
    status = checks_account(prove->report, account);
    if (status == STATUS_UNREACHABLE)
        *fault = account->fault; /* which tells by what */
    else if (status != STATUS_OK)
        *fault = prove->report->fault;
    account->status = status;
    return status;
}

enum status prove_keep(const struct prove *prove, struct store *store)
{
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; status == STATUS_OK && i < prove->count; i++)
        if (prove->account[i].status == STATUS_OK)
            status = proof_keep(store, &prove->account[i], STATUS_OK, NULL);
    return status;
}

void prove_clear(struct prove *prove)
{
    size_t i;

    for (i = 0; i < prove->count; i++)
        account_clear(&prove->account[i]);
    free(prove->account);
    prove->account = NULL;
    prove->count = 0;
    token_clear(&prove->token);
}
