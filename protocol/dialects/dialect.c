/* dialect.c: the table of dialects. */
#include "protocol/dialects/dialect.h"

#include <string.h>

static const struct dialect *const dialects[] = {
    &dialect_git,          &dialect_engflow,       &dialect_kubernetes, &dialect_terraform,
    &dialect_external,     &dialect_shell,         &dialect_github,     &dialect_json_env,
    &dialect_token,        &dialect_authorization, &dialect_header,     &dialect_curl,
    &dialect_headers_json, &dialect_json,
};

const struct dialect *dialect_find(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof dialects / sizeof dialects[0]; i++)
        if (strcmp(dialects[i]->name, name) == 0)
            return dialects[i];
    return NULL;
}
