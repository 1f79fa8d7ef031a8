/* usage.c: what `help` says of each command. */
#include <ctype.h>
#include <string.h>

#include "helper/command.h"
#include "helper/say/say.h"

enum { SCREEN = 78 };

/* How many columns the next word takes, and in *bytes how long it is. */
static size_t word_width(const char *text, size_t *bytes)
{
    size_t width = 0;

    for (*bytes = 0; text[*bytes] != '\0' && strchr(" \n", text[*bytes]) == NULL; (*bytes)++)
        width += ((unsigned char)text[*bytes] & 0xc0) != 0x80;
    return width;
}

/* Words in lines that fit. */
static void put_prose(struct buffer *out, const char *text)
{
    size_t column = 0, bytes;

    for (text += strspn(text, " \n"); *text != '\0'; text += strspn(text, " \n")) {
        size_t width = word_width(text, &bytes);

        if (column > 0)
            buffer_text(out, column + 1 + width > SCREEN ? "\n" : " ");
        column = column > 0 && column + 1 + width <= SCREEN ? column + 1 + width : width;
        buffer_append(out, text, bytes);
        text += bytes;
    }
    buffer_text(out, "\n");
}

static void put_options(struct buffer *out, const struct command *command)
{
    buffer_text(out, "\nOptions:\n");
    options_describe(out, (command->options & ~command->passed_over) |
                              (say_is_verbose() ? OPTION_COMMON : 0));
    if (command->passed_over != 0)
        buffer_text(out, "  the other options of get are taken, to no effect: git gives them "
                         "to all\n");
    if (!say_is_verbose())
        buffer_text(out,
                    "  and --store DIR, --non-interactive, -q, -v, -h: see help -v COMMAND\n");
}

static void usage_of(struct buffer *out, const struct command *command)
{
    buffer_format(out, "usage: workfront-credential %s [OPTION]...%s%s\n\n%c%s.\n",
                  command->name, command->arguments != NULL ? " " : "",
                  command->arguments != NULL ? command->arguments : "",
                  toupper(*command->summary), command->summary + 1);
    if (command->text != NULL)
        put_prose(out, command->text);
    if (command->called != NULL)
        buffer_format(out, "Also called: %.*s%s\n", (int)strcspn(command->called, "*"),
                      command->called, command->takes_word ? "workfront" : "");
    put_options(out, command);
}

static const char *const headings[GROUP_COUNT] = {
    [GROUP_BEGIN] = "Begin, and see how it stands",
    [GROUP_USE] = "Use the token",
    [GROUP_KEEP] = "Keep in order",
    [GROUP_TOOLS] = "Asked by other tools",
};

/* Whether of the command only the name is told. */
static bool is_told_by_name(const struct command *command)
{
    return (command->is_brief || command->group == GROUP_TOOLS) && !say_is_verbose();
}

/* Names separated by commas, in lines that fit. */
static void put_names(struct buffer *out, enum command_group group)
{
    const struct command *command;
    size_t column = SCREEN;

    for (command = commands; command->name != NULL; command++) {
        size_t length = strlen(command->name) + 2;

        if (command->group != group || !is_told_by_name(command))
            continue;
        buffer_text(out, column == SCREEN ? "  " : column + length >= SCREEN ? ",\n  " : ", ");
        column = column + length >= SCREEN ? length : column + length;
        buffer_text(out, command->name);
    }
    buffer_text(out, column != SCREEN ? "\n" : "");
}

static void put_group(struct buffer *out, enum command_group group)
{
    const struct command *command;

    buffer_format(out, "%s:\n", headings[group]);
    for (command = commands; command->name != NULL; command++)
        if (command->group == group && !is_told_by_name(command))
            buffer_format(out, "  %-*s  %s\n", say_is_verbose() ? 18 : 8, command->name,
                          command->summary);
    put_names(out, group);
}

void usage(struct buffer *out, const struct command *command)
{
    static const enum command_group order[] = { GROUP_BEGIN, GROUP_USE, GROUP_KEEP,
                                                GROUP_TOOLS };
    size_t i;

    if (command != NULL) {
        usage_of(out, command);
        return;
    }
    buffer_text(out, "usage: workfront-credential COMMAND [OPTION]...\n");
    for (i = 0; i < sizeof order / sizeof order[0]; i++)
        put_group(out, order[i]);
    buffer_text(
        out,
        "help COMMAND explains one, help -v lists all; man workfront-credential has more.\n");
}
