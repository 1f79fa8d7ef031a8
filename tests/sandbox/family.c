/* family: which part of the pretended Adobe answers for a host name; see family.h. */
#include "family.h"

#include "console.h"
#include "gateway.h"
#include "ims.h"
#include "journal.h"
#include "mcp.h"
#include "workfront.h"

static bool serves_all(const char *host)
{
    (void)host;
    return true;
}

static void answer_stranger(struct exchange *x)
{
    if (*exchange_header(x, "authorization") != '\0' ||
        *exchange_form(x, "client_secret") != '\0')
        journal_alarm(x->entry, "credentials sent to a host nobody knows");
    answer_html(x, 404, "Not Found");
}

static void fail_stranger(struct exchange *x, unsigned status)
{
    answer_html(x, status, "Error");
}

static const struct family families[] = {
    { ims_serves, ims_answer, ims_fail },
    { mcp_serves, mcp_answer, mcp_fail },
    { workfront_serves, workfront_answer, workfront_fail },
    { gateway_serves, gateway_answer, gateway_fail },
    { console_serves, console_answer, gateway_fail },
    { serves_all, answer_stranger, fail_stranger },
};

const struct family *family_of(const char *host)
{
    const struct family *family = families;

    while (!family->serves(host))
        family++;
    return family;
}
