/* credential.c: requests and answers. */
#include "protocol/credential.h"

#include <stddef.h>
#include <string.h>
#include <time.h>

#include "protocol/host.h"

static const struct record_rule request_rules[] = {
    { "protocol", offsetof(struct request, protocol), RECORD_TEXT, true },
    { "host", offsetof(struct request, host), RECORD_TEXT, true },
    { "path", offsetof(struct request, path), RECORD_TEXT, false },
    { "username", offsetof(struct request, username), RECORD_TEXT, false },
    { "password", offsetof(struct request, password), RECORD_TEXT, false },
    { "authtype", offsetof(struct request, authtype), RECORD_TEXT, false },
    { "credential", offsetof(struct request, credential), RECORD_TEXT, false },
    { "oauth_refresh_token", offsetof(struct request, oauth_refresh_token), RECORD_TEXT,
      false },
    { "password_expiry_utc", offsetof(struct request, password_expiry_utc), RECORD_TEXT,
      false },
    { "ephemeral", offsetof(struct request, ephemeral), RECORD_FLAG, false },
    { "capability[]", offsetof(struct request, capability), RECORD_LIST, false },
};

enum status request_read(struct request *request, struct buffer *text, struct fault *fault)
{
    struct record_reader reader = record_reader(text);

    return record_read(&reader, request_rules, RECORD_RULES_COUNT(request_rules), request,
                       fault);
}

bool request_is_capable(const struct request *request, const char *capability)
{
    return string_list_contain(&request->capability, capability);
}

int64_t request_expiry(const struct request *request)
{
    const char *text = request->password_expiry_utc;
    int64_t expiry;

    if (text == NULL)
        return 0;
    if (strlen(text) > 19 || strspn(text, "0123456789") != strlen(text) ||
        !record_number(text, &expiry) || expiry == 0)
        return 1;
    return expiry;
}

bool credential_expires(char out[CREDENTIAL_TIME_SIZE], const struct credential *credential,
                        int64_t skew)
{
    static const int64_t last = 253402300799; /* the end of the year 9999 */
    time_t at = (time_t)(credential->expires_at - skew);
    struct tm parts;

    out[0] = '\0';
    if (credential->expires_at <= skew || credential->expires_at > last)
        return false;
    if (gmtime_r(&at, &parts) == NULL)
        return false; /* unreached: callers keep within its range */
    return strftime(out, CREDENTIAL_TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts) > 0;
}

bool token_is_valid(const char *text)
{
    static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789-._~+/";
    size_t length = strspn(text, characters);

    if (length == 0)
        return false;
    length += strspn(text + length, "=");
    return length <= TOKEN_MAX && text[length] == '\0';
}

static bool id_is_printable(const char *text)
{
    for (; text != NULL && *text != '\0'; text++)
        if (*text <= ' ' || *text > '~' || strchr("'\"\\`$", *text) != NULL)
            return false;
    return true;
}

bool credential_is_printable(const struct credential *credential)
{
    char canonical[HOST_SIZE];

    return credential->token != NULL && token_is_valid(credential->token) &&
           credential->host != NULL && host_canonical(canonical, credential->host) &&
           strcmp(canonical, credential->host) == 0 && id_is_printable(credential->client_id) &&
           id_is_printable(credential->org_id) && id_is_printable(credential->username);
}
