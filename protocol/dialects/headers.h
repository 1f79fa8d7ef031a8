/* headers.h: the HTTP headers that a call of Workfront carries, for dialects that speak of
 * headers. Authorization is RFC 6750 section 2.1; x-api-key and x-gw-ims-org-id are what
 * Adobe's gateway (Workfront Planning among others) asks for beside it.
 */
#pragma once

#include "protocol/dialects/dialect.h"

/* Fills in the headers that the answer is to have: those of its family, and with all_headers
 * those two. Authorization is the first. */
void headers_fill(struct family_headers *headers, const struct answer *answer);
