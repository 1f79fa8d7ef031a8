/* scopes.c: tell the scopes that manage secrets from the others. */
#include "helper/token/scopes.h"

#include <stdbool.h>
#include <string.h>

enum { NAME_SIZE = 24 };

static bool is_management(const char *scope, size_t length)
{
    static const char names[][NAME_SIZE] = { "manage_client_secrets", "read_client_secret",
                                             "ent_adobeio_sdk" };
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i]) == length && memcmp(names[i], scope, length) == 0)
            return true;
    return false;
}

/* Each scope has one byte after it, which makes room for itself wherever the scope goes. */
static void move_to_end(char *scope, size_t length, char *end)
{
    char name[NAME_SIZE];

    memcpy(name, scope, length);
    memmove(scope, scope + length + 1, (size_t)(end - scope) - length - 1);
    memcpy(end - length - 1, name, length);
    end[-1] = ',';
}

const char *scopes_split(char *scopes)
{
    char *end = scopes + strlen(scopes) + 1, *management = end, *at = scopes;

    end[-1] = ',';
    while (at < management) {
        size_t length = strcspn(at, ",");

        if (!is_management(at, length)) {
            at += length + 1;
            continue;
        }
        move_to_end(at, length, end);
        management -= length + 1;
    }
    end[-1] = '\0';
    if (management == scopes)
        *scopes = '\0';
    else
        management[-1] = '\0';
    return management > scopes && management < end ? management : NULL;
}
