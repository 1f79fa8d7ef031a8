/* hjson.c: a reader by recursive descent, bounded in depth. */
#include "helper/adobe/hjson.h"

#include <string.h>

#include "protocol/buffer.h"

enum { STRING_MAX = 1024 * 1024 + 64, NUMBER_LENGTH = 40 };

struct hjson {
    const char *start, *at, *end;
    int depth;
    const char *fault; /* the first one, at `at`; NULL = none */
};

static json_t *fail(struct hjson *in, const char *what)
{
    if (in->fault == NULL)
        in->fault = what;
    return NULL;
}

/* The next byte; NUL at the end, as for a NUL, which nothing here takes. */
static char peek(const struct hjson *in)
{
    return in->at < in->end ? *in->at : '\0';
}

static bool starts(const struct hjson *in, const char *word)
{
    size_t length = strlen(word);

    return (size_t)(in->end - in->at) >= length && memcmp(in->at, word, length) == 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_punctuation(char c)
{
    return c != '\0' && strchr("{}[],:", c) != NULL;
}

static void skip_comment(struct hjson *in)
{
    const char *open = in->at, *stop = starts(in, "/*") ? "*/" : "\n";

    for (in->at += strlen(stop); in->at < in->end && !starts(in, stop); in->at++)
        continue;
    if (*stop == '\n')
        return;
    if (in->at < in->end) {
        in->at += 2;
        return;
    }
    in->at = open;
    fail(in, "a comment without its end");
}

static bool is_comment(const struct hjson *in)
{
    return peek(in) == '#' || starts(in, "//") || starts(in, "/*");
}

/* Passes over blanks and comments; whether there was a line end. */
static bool skip(struct hjson *in)
{
    const char *start = in->at;

    while (in->fault == NULL && (is_blank(peek(in)) || is_comment(in)))
        if (is_comment(in))
            skip_comment(in);
        else
            in->at++;
    return memchr(start, '\n', (size_t)(in->at - start)) != NULL;
}

/* What stands without quotes, and the blanks around it go: no control bytes but tabs and line
 * ends. */
static json_t *plain(struct hjson *in, const char *text, const char *stop)
{
    json_t *string = NULL;
    const char *c;

    while (text < stop && is_blank(*text))
        text++;
    while (stop > text && is_blank(stop[-1]))
        stop--;
    for (c = text; c < stop && ((unsigned char)*c >= ' ' || is_blank(*c)); c++)
        continue;
    if (c == stop)
        string = json_stringn(text, (size_t)(stop - text));
    return string != NULL ? string : fail(in, "bytes that can't be in a string");
}

/* "…" or '…': the latter is rewritten as the former. `at` stays there when it is none. */
static json_t *read_quoted(struct hjson *in)
{
    struct buffer quoted = BUFFER(STRING_MAX);
    char quote = *in->at;
    const char *c = in->at + 1;
    json_t *string;

    buffer_text(&quoted, "\"");
    for (; c < in->end && *c != quote; c++) {
        if (*c == '\\' && c + 1 < in->end && *++c != '\'')
            buffer_text(&quoted, "\\");
        else if (*c == '"')
            buffer_text(&quoted, "\\");
        buffer_append(&quoted, c, 1);
    }
    buffer_text(&quoted, "\"");
    string = json_loadb(buffer_string(&quoted), quoted.length, JSON_DECODE_ANY, NULL);
    buffer_clear(&quoted);
    if (c < in->end && string != NULL) {
        in->at = c + 1;
        return string;
    }
    json_decref(string);
    return fail(in,
                c == in->end ? "a string without its end" : "bytes that can't be in a string");
}

static json_t *read_lines(struct hjson *in)
{
    const char *text = in->at + 3, *stop = text;

    while ((size_t)(in->end - stop) >= 3 && memcmp(stop, "'''", 3) != 0)
        stop++;
    if ((size_t)(in->end - stop) < 3)
        return fail(in, "a string in ''' without its end");
    in->at = stop + 3;
    return plain(in, text, stop);
}

/* null, or a number or truth value, which stays text; NULL for any other word. */
static json_t *word_value(const char *start, size_t length)
{
    json_t *value = NULL, *text = NULL;

    if (length <= NUMBER_LENGTH)
        value = json_loadb(start, length, JSON_DECODE_ANY, NULL);
    if (json_is_null(value))
        return value;
    if (json_is_number(value) || json_is_boolean(value))
        text = json_stringn(start, length);
    json_decref(value);
    return text;
}

/* A value without quotes: a number or literal ends at punctuation or a comment, any other goes
 * to the end of its line. */
static json_t *read_bare(struct hjson *in)
{
    const char *start = in->at;
    json_t *value = NULL;

    for (; value == NULL; in->at++) {
        bool is_end = in->at == in->end || *in->at == '\n';
        const char *stop = in->at;

        if (!is_end && *in->at != ',' && *in->at != '}' && *in->at != ']' && !is_comment(in))
            continue;
        while (stop > start && is_blank(stop[-1]))
            stop--;
        value = word_value(start, (size_t)(stop - start));
        if (value != NULL || is_end)
            break;
    }
    return value != NULL ? value : plain(in, start, in->at);
}

static json_t *read_value(struct hjson *in);

/* A key as a string. */
static json_t *read_key(struct hjson *in)
{
    const char *start = in->at;

    if (peek(in) == '"' || peek(in) == '\'')
        return read_quoted(in);
    while (in->at < in->end && (unsigned char)*in->at > ' ' && !is_punctuation(*in->at))
        in->at++;
    if (in->at == start)
        return fail(in, "a key is missing");
    return plain(in, start, in->at);
}

static bool read_member(struct hjson *in, json_t *object)
{
    json_t *key = read_key(in), *value = NULL;
    const char *name = json_string_value(key);
    bool is_read = false;

    if (name != NULL && json_object_get(object, name) != NULL)
        fail(in, "a key that is there twice");
    else if (name != NULL)
        skip(in);
    if (name != NULL && peek(in) != ':')
        fail(in, "a colon is missing");
    if (name != NULL && in->fault == NULL) {
        in->at++;
        value = read_value(in);
        is_read = value != NULL && json_object_set_new(object, name, value) == 0;
    }
    json_decref(key);
    return is_read;
}

static bool read_element(struct hjson *in, json_t *array)
{
    json_t *value = read_value(in);

    return value != NULL && json_array_append_new(array, value) == 0;
}

/* What stands between an opening bracket and `close`. */
static json_t *read_inside(struct hjson *in, json_t *container, char close,
                           bool (*read_one)(struct hjson *in, json_t *container))
{
    bool is_apart = true;

    if (in->depth++ == DOCUMENT_DEPTH_MAX)
        fail(in, "nested too deep");
    in->at++;
    while (in->fault == NULL && container != NULL) {
        is_apart |= skip(in);
        if (in->fault == NULL && peek(in) == close) {
            in->at++;
            in->depth--;
            return container;
        }
        if (in->at == in->end)
            fail(in, "the closing bracket is missing");
        if (!is_apart)
            fail(in, "a comma or a line end is missing");
        if (in->fault != NULL || !read_one(in, container))
            break;
        is_apart = skip(in);
        if (peek(in) == ',') {
            is_apart = true;
            in->at++;
        }
    }
    json_decref(container);
    return NULL;
}

static json_t *read_value(struct hjson *in)
{
    skip(in);
    if (in->fault != NULL)
        return NULL;
    if (peek(in) == '{')
        return read_inside(in, json_object(), '}', read_member);
    if (peek(in) == '[')
        return read_inside(in, json_array(), ']', read_element);
    if (in->at == in->end || is_punctuation(*in->at))
        return fail(in, "a value is missing");
    if (starts(in, "'''"))
        return read_lines(in);
    return peek(in) == '"' || peek(in) == '\'' ? read_quoted(in) : read_bare(in);
}

/* Where `at` is, counted from 1. */
static struct document_place writable_of(const struct hjson *in)
{
    struct document_place place = { 1, 1, in->fault };
    const char *c;

    for (c = in->start; c < in->at; c++) {
        place.column = *c == '\n' ? 1 : place.column + 1;
        place.line += *c == '\n';
    }
    return place;
}

json_t *hjson_load(const char *data, size_t length, struct document_place *place)
{
    struct hjson in = { .start = data, .at = data, .end = data + length };
    json_t *root = NULL;

    skip(&in);
    if (peek(&in) == '{' || peek(&in) == '[')
        root = read_value(&in);
    else
        fail(&in, "no object");
    if (root != NULL)
        skip(&in);
    if (root != NULL && in.fault == NULL && in.at < in.end)
        fail(&in, "something behind the end");
    if (root != NULL && in.fault == NULL)
        return root;
    *place = writable_of(&in);
    json_decref(root);
    return NULL;
}
