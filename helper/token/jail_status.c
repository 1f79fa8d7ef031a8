/* jail_status.c: ask the network program for its jail. */
#include "helper/token/jail_status.h"

#include <string.h>

#include "helper/token/network.h"

enum { DEADLINE = 5000 /* milliseconds */ };

void jail_status_ask(char out[JAILED_SIZE])
{
    const struct adobe_call call = { .call = "jail", .deadline = DEADLINE };
    struct network_reply reply = NETWORK_REPLY;
    struct fault fault = { 0 };

    out[0] = '\0';
    if (network_ask(&call, NULL, &reply, &fault) == STATUS_OK)
        fault_sanitise(out, JAILED_SIZE, reply.answer.jail);
    network_reply_clear(&reply);
}

void jail_status_parts(struct buffer *out, const char *parts, bool lacking)
{
    while (*parts != '\0') {
        size_t length = strcspn(parts, " "), skip = strncmp(parts, "no-", 3) == 0 ? 3 : 0;

        if ((skip > 0) == lacking) {
            buffer_text(out, out->length > 0 ? ", " : "");
            buffer_append(out, parts + skip, length - skip);
        }
        parts += length + (parts[length] == ' ');
    }
}
