/* headers.h: the HTTP headers that a call of Workfront carries, for dialects that speak of
 * headers. Authorization is RFC 6750 section 2.1; x-api-key and x-gw-ims-org-id are what
 * Adobe's gateway (Workfront Planning among others) asks for beside it.
 */
#pragma once

#include "protocol/dialects/dialect.h"

enum { HEADERS_MAX = 3 };

struct header {
    const char *name;
    const char *prefix; /* in front of the value: "Bearer " */
    const char *value;  /* the credential's */
};

/* Fills in the headers that the answer is to have and returns how many there are. */
size_t headers_fill(struct header headers[HEADERS_MAX], const struct answer *answer);
