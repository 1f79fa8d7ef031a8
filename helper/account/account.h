/* account.h: what Adobe can tell about a profile on one of its hosts: is the token accepted, is
 * the technical account a user there, and which families of the API let it in?
 *
 * This module asks; verify_rules.c judges what it learnt.
 */
#pragma once

#include <stdbool.h>

#include "helper/token/network.h"
#include "helper/token/profile.h"
#include "helper/token/token.h"
#include "protocol/host.h"

/* Everything but the replies is borrowed. Start with ACCOUNT and the borrowed members set. */
struct account {
    const struct profile *profile;
    const char *host; /* one of the profile's */
    const struct token *token;
    bool require_admin;

    enum status status; /* what became of asking /session and for the users */
    struct fault fault; /* why, when it failed */
    struct network_reply user, families;
    enum status families_status; /* STATUS_INTERNAL: not asked */
    char other[HOST_SIZE]; /* a host that answers in this one's place; "" = none is known */
    int64_t waited;        /* seconds */
};

#define ACCOUNT(profile_, host_, token_)                                                       \
    {                                                                                          \
        .profile = (profile_), .host = (host_), .token = (token_), .status = STATUS_INTERNAL,  \
        .user = NETWORK_REPLY, .families = NETWORK_REPLY, .families_status = STATUS_INTERNAL   \
    }

/* Asks for the session, the technical account and, when that is there, the families. While the
 * account isn't there it is asked for again, with growing pauses, until `wait` seconds are
 * over; what it waits for is told on stderr. When nothing answers like Workfront, the same name
 * in Adobe's other domain is tried without any credential. Never fails itself: the members say
 * what was learnt. */
void account_ask(struct account *account, int64_t wait);

/* Whether the answer may just be too early: Workfront doesn't know the user. */
bool account_may_appear(const struct account *account);

/* acme.my.workfront.com ⇄ acme.my.workfront.adobe.com; false for any other host. */
bool account_alias(char out[HOST_SIZE], const char *host);

/* Wipes the replies. */
void account_clear(struct account *account);
