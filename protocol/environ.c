/* environ.c: picking from the environment. */
#include "protocol/environ.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

static char *entry_find(const char *name)
{
    size_t length = strlen(name);
    char **entry;

    for (entry = environ; entry != NULL && *entry != NULL; entry++)
        if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=')
            return *entry;
    return NULL;
}

void environ_pick(char **out, const char *const *names)
{
    for (; *names != NULL; names++) {
        char *entry = entry_find(*names);

        if (entry != NULL)
            *out++ = entry;
    }
    *out = NULL;
}
