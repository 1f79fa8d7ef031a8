/* style.c: ask the terminal and the environment. */
#include "helper/say/style.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "protocol/redact.h"

enum { WIDTH = 80, WIDTH_LEAST = 40, WIDTH_MOST = 100 };

/* The first of the variables that setlocale(3) would take. */
static bool locale_is_utf8(void)
{
    static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        const char *dot = value != NULL ? strchr(value, '.') : NULL;

        if (value != NULL && *value != '\0')
            return dot != NULL &&
                   (strncasecmp(dot, ".UTF-8", 6) == 0 || strncasecmp(dot, ".UTF8", 5) == 0);
    }
    return false;
}

static size_t columns(int fd)
{
    struct winsize size;

    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return WIDTH;
    if (size.ws_col < WIDTH_LEAST)
        return WIDTH_LEAST;
    return size.ws_col > WIDTH_MOST ? WIDTH_MOST : size.ws_col;
}

struct style style_for(int fd)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    struct style style = { false, false, 0 };

    if (isatty(fd) == 0)
        return style;
    style.marks = locale_is_utf8();
    style.colour =
        (no_color == NULL || *no_color == '\0') && term != NULL && strcmp(term, "dumb") != 0;
    style.width = columns(fd);
    return style;
}

unsigned style_stays(int fd)
{
    return isatty(fd) == 0 || locale_is_utf8() ? REDACT_UTF8 : 0;
}

void style_wrap(struct buffer *out, const char *text, size_t indent, size_t width)
{
    size_t column = indent;

    while (*text != '\0') {
        size_t length = strcspn(text, " ");

        if (column > indent && width > 0 && column + 1 + length > width) {
            buffer_format(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            buffer_text(out, " ");
            column++;
        }
        buffer_append(out, text, length);
        column += length;
        text += length + strspn(text + length, " ");
    }
    buffer_text(out, "\n");
}
