/* headers.c: which headers there are. */
#include "protocol/dialects/headers.h"

size_t headers_fill(struct header headers[HEADERS_MAX], const struct answer *answer)
{
    const struct credential *credential = answer->credential;
    bool all = answer->format->all_headers;
    size_t count = 0;

    headers[count++] = (struct header){ "Authorization", "Bearer ", credential->token };
    if (all && credential->client_id != NULL)
        headers[count++] = (struct header){ "x-api-key", "", credential->client_id };
    if (all && credential->org_id != NULL)
        headers[count++] = (struct header){ "x-gw-ims-org-id", "", credential->org_id };
    return count;
}
