/* template.c: sentences with {names} in them. */
#include "helper/say/template.h"

#include <stdio.h>
#include <string.h>

static const char *value_of(const struct filling *fillings, size_t count, const char *name,
                            size_t length)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (strlen(fillings[i].name) == length && memcmp(fillings[i].name, name, length) == 0)
            return fillings[i].value != NULL ? fillings[i].value : "(none recorded)";
    return "";
}

void template_fill(char *out, size_t size, const char *template, const struct filling *fillings,
                   size_t count)
{
    size_t at = 0;

    out[0] = '\0';
    while (*template != '\0' && at + 1 < size) {
        size_t plain = strcspn(template, "{"), name;

        at += (size_t)snprintf(out + at, size - at, "%.*s", (int)plain, template);
        template += plain;
        if (*template == '\0' || at >= size)
            break;
        name = strcspn(++template, "}");
        at += (size_t)snprintf(out + at, size - at, "%s",
                               value_of(fillings, count, template, name));
        template += name + 1;
    }
}
