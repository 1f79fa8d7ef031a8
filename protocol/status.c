/* status.c: the table of results, and faults. */
#include "protocol/status.h"

#include <string.h>

#include "protocol/redact.h"

static const struct {
    const char *name;
    int exit;
} results[STATUS_COUNT] = {
    [STATUS_OK] = { "ok", 0 },
    [STATUS_INTERNAL] = { "internal", 1 },
    [STATUS_NO_MEMORY] = { "no-memory", 1 },
    [STATUS_IO] = { "io", 1 },
    [STATUS_UNSAFE] = { "unsafe", 1 },
    [STATUS_DAMAGED] = { "damaged", 1 },
    [STATUS_NEWER] = { "newer", 1 },
    [STATUS_UNEXPECTED] = { "unexpected", 1 },
    [STATUS_BUSY] = { "busy", 1 },
    [STATUS_TIMEOUT] = { "timeout", 1 },
    [STATUS_USAGE] = { "usage", 2 },
    [STATUS_MALFORMED] = { "malformed", 2 },
    [STATUS_TOO_LONG] = { "too-long", 2 },
    [STATUS_UNSUITABLE] = { "unsuitable", 2 },
    [STATUS_NOT_FOUND] = { "not-found", 3 },
    [STATUS_NO_STORE] = { "no-store", 3 },
    [STATUS_DENIED] = { "denied", 3 },
    [STATUS_LOCKED] = { "locked", 4 },
    [STATUS_REFUSED] = { "refused", 5 },
    [STATUS_UNREACHABLE] = { "unreachable", 6 },
    [STATUS_THROTTLED] = { "throttled", 6 },
    [STATUS_ACCOUNT] = { "account", 7 },
    [STATUS_VALIDITY] = { "validity", 8 },
};

int status_exit(enum status status)
{
    return (unsigned)status < STATUS_COUNT ? results[status].exit : 1;
}

const char *status_name(enum status status)
{
    return (unsigned)status < STATUS_COUNT ? results[status].name : "internal";
}

enum status status_from_name(const char *name)
{
    int i;

    for (i = 0; i < STATUS_COUNT; i++)
        if (name != NULL && strcmp(results[i].name, name) == 0)
            break;
    return (enum status)i;
}

static const struct {
    enum cause cause;
    enum status status;
    const char *name;
} causes[] = {
    { CAUSE_HTTP, STATUS_UNREACHABLE, "http" },
    { CAUSE_WEB_PAGE, STATUS_UNREACHABLE, "web-page" },
    { CAUSE_WEB_PAGE, STATUS_UNREACHABLE, "redirect" },
    { CAUSE_PROXY_AUTH, STATUS_UNREACHABLE, "proxy-auth" },
    { CAUSE_PROXY_URL, STATUS_UNREACHABLE, "proxy-url" },
    { CAUSE_TLS, STATUS_UNREACHABLE, "tls" },
    { CAUSE_TLS_CA, STATUS_UNREACHABLE, "tls-ca" },
    { CAUSE_TLS_CERTIFICATE, STATUS_UNREACHABLE, "tls-certificate" },
    { CAUSE_ENGINE_GONE, STATUS_UNREACHABLE, "engine-gone" },
    { CAUSE_FLEET_EMPTY, STATUS_UNREACHABLE, "fleet-empty" },
    { CAUSE_FLEET_BUSY, STATUS_UNREACHABLE, "fleet-busy" },
    { CAUSE_ENGINE_LOGIN, STATUS_UNEXPECTED, "engine-login" },
    { CAUSE_ENGINE_PERMISSION, STATUS_UNEXPECTED, "engine-permission" },
    { CAUSE_ENGINE_TLS, STATUS_UNEXPECTED, "engine-tls" },
    { CAUSE_ENGINE_ANSWER, STATUS_UNEXPECTED, "engine-answer" },
    { CAUSE_CLIENT, STATUS_REFUSED, "invalid_client" },
    { CAUSE_SCOPE, STATUS_REFUSED, "invalid_scope" },
    { CAUSE_GRANT, STATUS_REFUSED, "unauthorized_client" },
};

enum { CAUSES = sizeof causes / sizeof causes[0] };

const char *cause_name(enum cause cause)
{
    size_t i = 0;

    while (i < CAUSES && causes[i].cause != cause)
        i++;
    return i < CAUSES ? causes[i].name : NULL;
}

enum cause cause_from_name(enum status status, const char *name)
{
    size_t i;

    for (i = 0; name != NULL && i < CAUSES; i++)
        if (causes[i].status == status && strcmp(causes[i].name, name) == 0)
            return causes[i].cause;
    return CAUSE_NONE;
}

void fault_sanitise(char *out, size_t size, const char *text)
{
    size_t length = text != NULL ? strnlen(text, size - 1) : 0;

    if (length > 0)
        memmove(out, text, length);
    out[length] = '\0';
    redact_text(out);
}

enum status fault_set(struct fault *fault, enum status status, int system_error,
                      const char *subject, const char *detail)
{
    if (fault == NULL)
        return status;
    fault->status = status;
    fault->cause = CAUSE_NONE;
    fault->system_error = system_error;
    fault_sanitise(fault->subject, sizeof fault->subject,
                   subject != NULL && *subject == '\0' ? "\"\"" : subject);
    fault_sanitise(fault->detail, sizeof fault->detail, detail);
    return status;
}

enum status fault_because(struct fault *fault, enum status status, enum cause cause,
                          const char *subject, const char *detail)
{
    fault_set(fault, status, 0, subject, detail);
    if (fault != NULL)
        fault->cause = cause;
    return status;
}
