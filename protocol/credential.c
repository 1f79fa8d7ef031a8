/* credential.c: requests and answers. */
#include "protocol/credential.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include "protocol/host.h"

static const struct record_rule request_rules[] = {
    { "protocol", offsetof(struct request, protocol), RECORD_TEXT, true, IDENTIFIER_NONE },
    { "host", offsetof(struct request, host), RECORD_TEXT, true, IDENTIFIER_NONE },
    { "path", offsetof(struct request, path), RECORD_TEXT, false, IDENTIFIER_NONE },
    { "username", offsetof(struct request, username), RECORD_TEXT, false, IDENTIFIER_NONE },
    { "password", offsetof(struct request, password), RECORD_TEXT, false, IDENTIFIER_NONE },
    { "authtype", offsetof(struct request, authtype), RECORD_TEXT, false, IDENTIFIER_NONE },
    { "credential", offsetof(struct request, credential), RECORD_TEXT, false, IDENTIFIER_NONE },
    { "oauth_refresh_token", offsetof(struct request, oauth_refresh_token), RECORD_TEXT, false,
      IDENTIFIER_NONE },
    { "password_expiry_utc", offsetof(struct request, password_expiry_utc), RECORD_TEXT, false,
      IDENTIFIER_NONE },
    { "ephemeral", offsetof(struct request, ephemeral), RECORD_FLAG, false, IDENTIFIER_NONE },
    { "capability[]", offsetof(struct request, capability), RECORD_LIST, false,
      IDENTIFIER_NONE },
};

enum status request_read(struct request *request, struct buffer *text, struct fault *fault)
{
    struct record_reader reader = record_reader(text);

    return record_read(&reader, RECORD_RULES(request_rules), request, fault);
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

struct family_caller credential_caller(const struct credential *credential)
{
    return (struct family_caller){
        .host = credential->host,
        .token = credential->token,
        .client_id = credential->client_id,
        .org_id = credential->org_id,
        .customer_id = credential->customer_id,
        .user_id = credential->user_id,
        .fusion = credential->fusion,
    };
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
    static const bool is_in_token[UCHAR_MAX + 1] = {
        ['A' ... 'Z'] = true, ['a' ... 'z'] = true, ['0' ... '9'] = true,
        ['-'] = true,         ['.'] = true,         ['_'] = true,
        ['~'] = true,         ['+'] = true,         ['/'] = true,
    };
    const unsigned char *at = (const unsigned char *)text;
    size_t length;

    while (is_in_token[*at])
        at++;
    length = (size_t)(at - (const unsigned char *)text);
    if (length == 0)
        return false;
    length += strspn(text + length, "=");
    return length <= TOKEN_MAX && text[length] == '\0';
}

const char *credential_flaw(const struct credential *credential)
{
    const struct {
        const char *name, *value;
        enum identifier kind;
    } members[] = {
        { "access_token", credential->token != NULL ? credential->token : "",
          IDENTIFIER_TOKEN },
        { "host", credential->host != NULL ? credential->host : "", IDENTIFIER_HOST },
        { "client_id", credential->client_id, IDENTIFIER_BARE },
        { "org_id", credential->org_id, IDENTIFIER_BARE },
        { "technical_account_email", credential->username, IDENTIFIER_BARE },
        { "customer_id", credential->customer_id, IDENTIFIER_BARE },
        { "user_id", credential->user_id, IDENTIFIER_BARE },
        { "fusion", credential->fusion, IDENTIFIER_BARE },
    };
    size_t i;

    for (i = 0; i < sizeof members / sizeof members[0]; i++)
        if (members[i].value != NULL && !identifier_is_valid(members[i].kind, members[i].value))
            return members[i].name;
    return NULL;
}
