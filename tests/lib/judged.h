/* judged.h: what is made of IMS's answers. */
#pragma once

#include "tests/lib/adobe.h"

#include "helper/adobe/ims.h"
#include "protocol/redact.h"

static const char good[] =
    "{\"access_token\":\"eyJhbGciOi.eyJpZCI6.c2ln\",\"token_type\":\"bearer\","
    "\"expires_in\":86399}";

/* Judges a response that is given away; for reply_clear(). */
static inline struct reply judged(struct response response)
{
    struct reply reply = { 0 };

    redact_know("p8e-the-client-secret");
    ims_judge(&response, &reply, ADOBE_NOW);
    response_clear(&response);
    return reply;
}
