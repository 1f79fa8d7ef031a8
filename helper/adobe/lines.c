/* lines.c: .env files. */
#include "helper/adobe/lines.h"

#include <string.h>

#include "helper/adobe/credential_fields.h"

static const char name_bytes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                 "0123456789_-.";

/* Cuts the name that `line` begins with out of it. */
static bool take_name(struct span *line, char name[GROUPS_NAME_SIZE])
{
    const char *start = line->at;
    size_t length;

    span_skip(line, name_bytes);
    length = (size_t)(line->at - start);
    if (length == 0 || length >= GROUPS_NAME_SIZE)
        return false;
    memcpy(name, start, length);
    name[length] = '\0';
    return true;
}

bool lines_name(struct span *line, char name[GROUPS_NAME_SIZE])
{
    static const char blanks[] = " \t\r";

    span_skip(line, blanks);
    if (span_starts(line, "export ") || span_starts(line, "export\t"))
        line->at += strlen("export ");
    span_skip(line, blanks);
    if (!take_name(line, name))
        return false;
    span_skip(line, blanks);
    if (!span_starts(line, "="))
        return false;
    line->at++;
    return true;
}

bool lines_is_aio(const char *data, size_t length)
{
    struct span text = { data, data + length };
    char name[GROUPS_NAME_SIZE];

    while (text.at < text.end) {
        span_skip(&text, " \t\r\n{[,-");
        if (take_name(&text, name) && span_starts(&text, ":") && credential_fields_knows(name))
            return true;
        while (text.at < text.end && *text.at != '\n' && *text.at != '{')
            text.at++;
    }
    return false;
}

static void skip_line(struct span *text)
{
    while (text->at < text->end && *text->at++ != '\n')
        continue;
}

/* Whether the quote at `text` is closed before a line that begins with another name. */
static bool is_closed(struct span text)
{
    const char quote = *text.at++;
    char name[GROUPS_NAME_SIZE];

    for (; text.at < text.end && *text.at != quote; text.at++) {
        struct span line = { text.at + 1, text.end };

        if (*text.at == '\n' && lines_name(&line, name))
            return false;
        if (*text.at == '\\' && quote == '"' && text.at + 1 < text.end)
            text.at++;
    }
    return text.at < text.end;
}

/* The value in quotes; NULL, or what is wrong. */
static const char *read_quoted(struct span *text, struct buffer *out)
{
    if (!is_closed(*text))
        return "open-quote";
    span_unquote(text, out);
    span_skip(text, " \t\r;");
    return text->at == text->end || *text->at == '\n' || *text->at == '#' ? NULL
                                                                          : "after-quote";
}

static void read_bare(struct span *text, struct buffer *out)
{
    const char *start = text->at, *stop;

    while (text->at < text->end && *text->at != '\n' &&
           !(*text->at == '#' && (text->at[-1] == ' ' || text->at[-1] == '\t')))
        text->at++;
    for (stop = text->at; stop > start && strchr(" \t\r", stop[-1]) != NULL; stop--)
        continue;
    buffer_append(out, start, (size_t)(stop - start));
}

/* The pair `name` whose value is at `text`. */
static void read_pair(struct groups *groups, struct span *text, const char *name, int line)
{
    struct buffer value = BUFFER(GROUPS_VALUE_MAX);
    struct pair pair = { .name = name, .text = &value, .line = line };

    span_skip(text, " \t");
    if (text->at < text->end && (*text->at == '"' || *text->at == '\'')) {
        pair.quote = *text->at;
        pair.error = read_quoted(text, &value);
    } else {
        read_bare(text, &value);
    }
    groups_put(groups, &pair);
    buffer_clear(&value);
}

void lines_read(struct groups *groups, const char *data, size_t length)
{
    struct span text = { data, data + length };
    char name[GROUPS_NAME_SIZE], group[GROUPS_NAME_SIZE], key[GROUPS_NAME_SIZE];
    int line = 1;

    while (text.at < text.end) {
        const char *start = text.at;
        struct span rest = text;

        if (!lines_name(&rest, name))
            rest = text;
        else if (groups_split(name, group, key))
            read_pair(groups, &rest, name, line);
        else
            groups->has_others = true;
        text = rest;
        skip_line(&text);
        for (; start < text.at; start++)
            line += *start == '\n';
    }
}
