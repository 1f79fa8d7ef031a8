/* proxy.c: proxies by their variables. */
#include "protocol/proxy.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "protocol/redact.h"

static const char *const names[] = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };

enum { NAMES = sizeof names / sizeof names[0], USER_MAX = 4096 };

const char *proxy_variable(const char **value)
{
    size_t i;

    for (i = 0; i < NAMES; i++) {
        *value = getenv(names[i]);
        if (*value != NULL && **value != '\0')
            return names[i];
    }
    return NULL;
}

/* User and password, percent-decoded, as redact.h finds both forms then. */
static void redact_user(const char *text, size_t length)
{
    struct buffer user = BUFFER(USER_MAX);

    while (length > 0) {
        char digits[] = { length > 2 ? text[1] : '\0', length > 2 ? text[2] : '\0', '\0' };
        bool is_escape = *text == '%' && strspn(digits, "0123456789abcdefABCDEF") == 2;
        char byte = is_escape ? (char)strtol(digits, NULL, 16) : *text;

        buffer_append(&user, &byte, 1);
        text += is_escape ? 3 : 1;
        length -= is_escape ? 3 : 1;
    }
    redact_know(buffer_string(&user));
    buffer_clear(&user);
}

static void redact_address(const char *address)
{
    const char *scheme = strstr(address, "://");
    const char *user = scheme != NULL ? scheme + strlen("://") : address;
    const char *at = strrchr(user, '@');

    if (at != NULL)
        redact_user(user, (size_t)(at - user));
}

void proxy_redact(void)
{
    size_t i;

    for (i = 0; i < NAMES; i++) {
        const char *address = getenv(names[i]);

        if (address != NULL)
            redact_address(address);
    }
}

/* After the scheme; NULL when no proxy has that one. */
static const char *skip_scheme(const char *address)
{
    static const char *const schemes[] = { "http",    "https",  "socks",  "socks4",
                                           "socks4a", "socks5", "socks5h" };
    const char *end = strstr(address, "://");
    size_t i;

    for (i = 0; end != NULL && i < sizeof schemes / sizeof schemes[0]; i++)
        if (strlen(schemes[i]) == (size_t)(end - address) &&
            strncasecmp(schemes[i], address, strlen(schemes[i])) == 0)
            return end + strlen("://");
    return end == NULL ? address : NULL;
}

/* A user, and a password. */
static bool is_user(const char *text, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++) {
        if (text[i] == '@')
            return false;
        if (text[i] == '%' && (i + 2 >= length || strspn(text + i + 1, "0123456789abcdef"
                                                                       "ABCDEF") < 2))
            return false;
    }
    return true;
}

static bool is_port(const char *text, size_t length)
{
    long port =
        length <= 5 && strspn(text, "0123456789") == length ? strtol(text, NULL, 10) : 0;

    return port >= 1 && port <= 65535;
}

static bool is_host_and_port(const char *text, size_t length)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789-._";
    static const char address_bytes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                        "0123456789-._:%";
    size_t host = strspn(text, letters);

    if (*text == '[') {
        host = 1 + strspn(text + 1, address_bytes);
        if (host == 1 || text[host++] != ']')
            return false;
    }
    if (host == 0 || host > length)
        return false;
    return host == length || (text[host] == ':' && is_port(text + host + 1, length - host - 1));
}

bool proxy_is_good(const char *address)
{
    const char *text = skip_scheme(address), *at;
    size_t length;

    for (; *address != '\0'; address++)
        if (*address <= ' ' || *address > '~')
            return false;
    if (text == NULL)
        return false;
    length = strcspn(text, "/?#");
    if (strchr(text + length, '@') != NULL)
        return false;
    at = memrchr(text, '@', length);
    if (at == NULL)
        return is_host_and_port(text, length);
    return is_user(text, (size_t)(at - text)) &&
           is_host_and_port(at + 1, length - (size_t)(at + 1 - text));
}

/* Whether a host is `domain` or lies in it. */
static bool lies_in(const char *host, const char *domain, size_t length)
{
    size_t rest = strlen(host);

    if (length > 0 && *domain == '.') {
        domain++;
        length--;
    }
    if (length == 0 || length > rest)
        return false;
    rest -= length;
    return strncasecmp(host + rest, domain, length) == 0 &&
           (rest == 0 || host[rest - 1] == '.');
}

bool proxy_is_bypassed(const char *host)
{
    static const char separators[] = ", \t";
    const char *list = getenv("no_proxy");

    if (list == NULL || *list == '\0')
        list = getenv("NO_PROXY");
    if (list == NULL)
        return false;
    if (strcmp(list, "*") == 0)
        return true;
    while (*(list += strspn(list, separators)) != '\0') {
        size_t length = strcspn(list, separators);

        if (lies_in(host, list, length))
            return true;
        list += length;
    }
    return false;
}
