/*
 * family: which part of the pretended Adobe answers for a host name.
 */
#pragma once

#include "exchange.h"

struct family {
    bool (*serves)(const char *host);
    void (*answer)(struct exchange *x);
    void (*fail)(struct exchange *x, unsigned status); /* as documented for that status */
};

/* The family that serves host. A host that nobody serves has one of its own: it answers 404,
 * and raises an alarm if the request carries a token or a secret. Needs the world's lock, as do
 * the family's functions. */
const struct family *family_of(const char *host);
