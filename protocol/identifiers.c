/* identifiers.c: the table of alphabets and lengths. */
#include "protocol/identifiers.h"

#include <string.h>

#include "protocol/credential.h"
#include "protocol/host.h"

static bool is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool identifier_is_bare(char c)
{
    return is_alphanumeric(c) || (c >= '+' && c <= '/') || c == ':' || c == '=' || c == '@' ||
           c == '_' || c == '%';
}

static bool is_visible(char c)
{
    return c > ' ' && c <= '~';
}

static bool is_printable(char c)
{
    return c >= ' ' && c <= '~';
}

static bool is_client(char c)
{
    return is_alphanumeric(c) || c == '_' || c == '-';
}

static bool is_address(char c)
{
    return is_client(c) || c == '.' || c == '+' || c == '@';
}

static bool is_scope(char c)
{
    return is_visible(c) && c != '"' && c != '\\';
}

static bool is_in_uuid(char c)
{
    return is_alphanumeric(c) || c == '-';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* One "@", and something on either side. */
static bool is_one_address(const char *text)
{
    const char *at = strchr(text, '@');

    return at != NULL && at != text && at[1] != '\0' && strchr(at + 1, '@') == NULL;
}

static bool is_canonical(const char *text)
{
    char canonical[HOST_SIZE];

    return host_canonical(canonical, text) && strcmp(canonical, text) == 0;
}

static const struct kind {
    bool (*holds)(char c);              /* each character before the tail; NULL = see below */
    size_t least, most;                 /* of these */
    const char *tail;                   /* NULL = none */
    bool (*is_whole)(const char *text); /* what must hold, too; NULL = nothing */
} kinds[] = {
    [IDENTIFIER_CLIENT_ID] = { is_client, 1, 128, NULL, NULL },
    [IDENTIFIER_ORG] = { is_alphanumeric, 1, 128, "@AdobeOrg", NULL },
    [IDENTIFIER_ADDRESS] = { is_address, 3, 254, NULL, is_one_address },
    [IDENTIFIER_SCOPES] = { is_scope, 1, 8192, NULL, NULL },
    [IDENTIFIER_SECRET] = { is_visible, 1, 1024, NULL, NULL },
    [IDENTIFIER_TOKEN] = { .is_whole = token_is_valid },
    [IDENTIFIER_HOST] = { .is_whole = is_canonical },
    [IDENTIFIER_UUID] = { is_in_uuid, 1, 64, NULL, NULL },
    [IDENTIFIER_NUMBER] = { is_digit, 1, 18, NULL, NULL },
    [IDENTIFIER_OBJECT] = { is_client, 1, 64, NULL, NULL },
    [IDENTIFIER_URL] = { is_visible, 1, 2048, NULL, NULL },
    [IDENTIFIER_BARE] = { identifier_is_bare, 1, 1024, NULL, NULL },
    [IDENTIFIER_TEXT] = { is_printable, 0, 1024, NULL, NULL },
};

bool identifier_is_valid(enum identifier kind, const char *text)
{
    const struct kind *row = &kinds[kind];
    size_t length = 0;

    if (text == NULL)
        return false;
    if (row->holds != NULL) {
        while (length <= row->most && row->holds(text[length]))
            length++;
        if (length < row->least || length > row->most ||
            strcmp(text + length, row->tail != NULL ? row->tail : "") != 0)
            return false;
    }
    return row->is_whole == NULL || row->is_whole(text);
}
