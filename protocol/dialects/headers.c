/* headers.c: which headers there are. */
#include "protocol/dialects/headers.h"

void headers_fill(struct family_headers *headers, const struct answer *answer)
{
    const struct family_caller caller = credential_caller(answer->credential);
    struct family family = { .headers = 0 };

    if (answer->credential->family != NULL)
        family = *answer->credential->family;
    if (answer->format->all_headers)
        family.headers |= FAMILY_KEY | FAMILY_ORG;
    family_headers_fill(headers, &family, &caller);
}
