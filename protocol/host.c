/* host.c: host names. */
#include "protocol/host.h"

#include <string.h>
#include <strings.h>

enum { NAME_MAX_LENGTH = 253, LABEL_MAX_LENGTH = 63, PORT_DIGITS = 5, PORT_LAST = 65535 };

static bool is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static char lower_char(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool label_is_good(const char *label, size_t length)
{
    size_t i;

    if (length == 0 || length > LABEL_MAX_LENGTH)
        return false;
    for (i = 0; i < length; i++)
        if (!is_alphanumeric(label[i]) && label[i] != '-')
            return false;
    return label[0] != '-' && label[length - 1] != '-';
}

static bool name_is_good(const char *name, size_t length)
{
    size_t start = 0, i;

    if (length > NAME_MAX_LENGTH)
        return false;
    for (i = 0; i <= length; i++) {
        if (i < length && name[i] != '.')
            continue;
        if (!label_is_good(name + start, i - start))
            return false;
        start = i + 1;
    }
    return true;
}

static bool port_is_good(const char *port)
{
    size_t length = strspn(port, "0123456789");

    return length > 0 && length <= PORT_DIGITS && port[length] == '\0' && port[0] != '0' &&
           strtol(port, NULL, 10) <= PORT_LAST;
}

bool host_canonical(char out[HOST_SIZE], const char *text)
{
    size_t length = strlen(text), i;
    char *colon;

    out[0] = '\0';
    if (length >= HOST_SIZE)
        return false;
    for (i = 0; i <= length; i++)
        out[i] = lower_char(text[i]);
    colon = strchr(out, ':');
    if (colon != NULL && strcmp(colon, ":443") == 0) {
        *colon = '\0';
        colon = NULL;
    }
    length = colon != NULL ? (size_t)(colon - out) : strlen(out);
    if (name_is_good(out, length) && (colon == NULL || port_is_good(colon + 1)))
        return true;
    out[0] = '\0';
    return false;
}

static bool is_foreign(char c)
{
    return (unsigned char)c > ' ' && c != '\x7f' && c != '/' && c != '@';
}

bool host_foreign(char out[HOST_SIZE], const char *text)
{
    size_t i;

    if (host_canonical(out, text))
        return true;
    for (i = 0; i < HOST_SIZE - 1 && is_foreign(text[i]); i++)
        out[i] = lower_char(text[i]);
    if (i == 0 || text[i] != '\0')
        i = 0;
    out[i] = '\0';
    return i > 0;
}

bool host_of_url(char out[HOST_SIZE], const char *url, size_t *end)
{
    static const char scheme[] = "https://";
    char host[HOST_SIZE];
    size_t length;

    out[0] = '\0';
    if (strncasecmp(url, scheme, sizeof scheme - 1) != 0)
        return false;
    url += sizeof scheme - 1;
    length = strcspn(url, "/?#");
    if (length >= sizeof host)
        return false;
    memcpy(host, url, length);
    host[length] = '\0';
    if (end != NULL)
        *end = sizeof scheme - 1 + length;
    return host_canonical(out, host);
}

bool host_is_workfront(const char *host)
{
    static const char *const domains[] = { ".workfront.com", ".workfront.adobe.com" };
    size_t length = strcspn(host, ":"), i;

    for (i = 0; i < sizeof domains / sizeof domains[0]; i++) {
        size_t tail = strlen(domains[i]);

        if (length > tail && memcmp(host + length - tail, domains[i], tail) == 0)
            return true;
    }
    return false;
}
