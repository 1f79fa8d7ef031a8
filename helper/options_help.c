/* options_help.c: what `help` says of each option. */
#include <stdio.h>

#include "helper/options.h"
#include "protocol/buffer.h"

static const struct {
    const char *name;
    char letter;
    unsigned bit;
    const char *argument, *help;
} rows[] = {
#define OPTION(name, letter, kind, bit, member, least, most, argument, help)                   \
    { name, letter, bit, argument, help },
#include "helper/options_rows.h"
};

void options_describe(struct buffer *out, unsigned allowed)
{
    char left[40];
    size_t i;

    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *argument = rows[i].argument;

        if ((rows[i].bit & allowed) == 0)
            continue;
        snprintf(left, sizeof left, "--%s%s%s", rows[i].name, argument != NULL ? " " : "",
                 argument != NULL ? argument : "");
        if (rows[i].letter != 0)
            buffer_format(out, "  -%c, %-24s %s\n", rows[i].letter, left, rows[i].help);
        else
            buffer_format(out, "      %-24s %s\n", left, rows[i].help);
    }
}
