/*
 * access: may this request's token be used at this Workfront instance, and by whom?
 *
 * One judgement for all families that live in an instance; each says no in its own words.
 * Needs the world's lock.
 */
#pragma once

#include "exchange.h"

#include <jansson.h>

enum access {
    ACCESS_GRANTED,
    ACCESS_NO_TOKEN,  /* no Bearer token at all */
    ACCESS_BAD_TOKEN, /* not one of this sandbox's, expired, or revoked */
    ACCESS_WRONG_ORG, /* x-gw-ims-org-id is not the token's organization, or not the instance's
                       */
    ACCESS_NO_USER    /* the technical account is no user of this instance (yet), or refused */
};

/* Borrowed under the world's lock. */
struct caller {
    const json_t *token; /* as token_find() gives it */
    json_t *user;
    const char *user_id;
    const char *reason; /* why not, as a short phrase */
};

/* Fills caller as far as it gets. Also raises the alarm for two kinds of credentials at once.
 */
enum access access_check(struct exchange *x, json_t *instance, struct caller *caller);

/* Is this family open at the instance? If not, answers with fail(x, status) and returns false.
 * *empty says whether its lists are to be empty. */
bool access_family(struct exchange *x, const json_t *instance, const char *family, bool *empty,
                   void (*fail)(struct exchange *x, unsigned status));
