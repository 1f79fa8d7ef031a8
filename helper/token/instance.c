/* instance.c: domains, hosts and addresses become a host. */
#include "helper/token/instance.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "protocol/family.h"

enum { TEXT_MAX = 4096 };

static const char blanks[] = " \t\r\n\"'<>";

/* The environments of the shell, and what stands for them in a host. */
static const struct {
    const char *environment, *lane;
} lanes[] = {
    { "production", "my" }, { "prod", "my" },   { "preview", "preview" },
    { "sb01", "sb01" },     { "sb02", "sb02" },
};

static const char *skip_scheme(const char *text)
{
    if (strncasecmp(text, "https://", 8) == 0)
        return text + 8;
    return strncasecmp(text, "http://", 7) == 0 ? text + 7 : text;
}

static bool is_shell(const char *text)
{
    static const char shell[] = "experience.adobe.com";

    return strncasecmp(text, shell, sizeof shell - 1) == 0 &&
           strchr("/#?", text[sizeof shell - 1]) != NULL;
}

/* DOMAIN-ENVIRONMENT after "so:"; the domain may have hyphens itself. */
static bool shell_host(char out[HOST_SIZE], const char *text)
{
    const char *start = strstr(text, "/so:"), *hyphen = NULL, *end;
    char host[2 * HOST_SIZE];
    size_t i;

    if (start == NULL)
        return false;
    start += 4;
    for (end = start; *end != '\0' && strchr("/?#&", *end) == NULL; end++)
        if (*end == '-')
            hyphen = end;
    if (hyphen == NULL || hyphen - start >= HOST_SIZE)
        return false;
    for (i = 0; i < sizeof lanes / sizeof lanes[0]; i++) {
        const char *name = lanes[i].environment;

        if (strlen(name) != (size_t)(end - hyphen - 1) ||
            strncasecmp(name, hyphen + 1, strlen(name)) != 0)
            continue;
        snprintf(host, sizeof host, "%.*s.%s.workfront.adobe.com", (int)(hyphen - start), start,
                 lanes[i].lane);
        return memchr(start, '.', (size_t)(hyphen - start)) == NULL &&
               host_canonical(out, host);
    }
    return false;
}

static bool plain_host(char out[HOST_SIZE], const char *text)
{
    char host[HOST_SIZE + 20];
    size_t length = strcspn(text, "/?#");

    if (length >= HOST_SIZE)
        return false;
    snprintf(host, sizeof host, "%.*s%s", (int)length, text,
             memchr(text, '.', length) == NULL ? ".my.workfront.com" : "");
    return host_canonical(out, host);
}

bool instance_is_shell(const char *text)
{
    return is_shell(skip_scheme(text + strspn(text, blanks)));
}

bool instance_host(char out[HOST_SIZE], const char *text)
{
    char copy[TEXT_MAX];
    const char *start = text + strspn(text, blanks);
    size_t length = strlen(start);
    bool good = false;

    out[0] = '\0';
    while (length > 0 && strchr(blanks, start[length - 1]) != NULL)
        length--;
    if (length == 0 || length >= sizeof copy)
        return false;
    memcpy(copy, start, length);
    copy[length] = '\0';
    start = skip_scheme(copy);
    good = is_shell(start) ? shell_host(out, start) : plain_host(out, start);
    if (!good || !host_is_workfront(out) || family_is_gateway(out))
        out[0] = '\0';
    return out[0] != '\0';
}
