/* indent.c: where lines end in JSON. */
#include "helper/say/indent.h"

#include <string.h>

#include <jansson.h>

static const char blanks[] = " \t\r\n";

/* Whether it is values and nothing else; `length` bytes of it are the first one. */
static bool is_value(const char *text, size_t size, size_t *length)
{
    json_error_t error;
    json_t *value = json_loadb(
        text, size, JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK | JSON_DECODE_INT_AS_REAL, &error);

    *length = value != NULL ? (size_t)error.position : 0;
    json_decref(value);
    return *length > 0;
}

static bool is_json(const char *text)
{
    size_t length;

    text += strspn(text, blanks);
    if (*text == '\0')
        return false;
    for (; *text != '\0'; text += strspn(text, blanks)) {
        if (!is_value(text, strlen(text), &length))
            return false;
        text += length;
    }
    return true;
}

static size_t string_length(const char *text)
{
    size_t length = 1;

    while (text[length] != '"')
        length += text[length] == '\\' ? 2 : 1;
    return length + 1;
}

static void line_end(struct buffer *out, int depth)
{
    buffer_format(out, "\n%*s", 2 * depth, "");
}

/* Appends a bracket, comma or colon, and returns the depth behind it. */
static int put_mark(struct buffer *out, const char *at, int depth)
{
    const char *next = at + 1 + strspn(at + 1, blanks);
    bool opens = *at == '[' || *at == '{', is_empty = opens && (*next == ']' || *next == '}');

    if (*at == ']' || *at == '}') {
        depth--;
        if (strchr("[{", out->data[out->length - 1]) == NULL)
            line_end(out, depth);
    }
    buffer_append(out, at, 1);
    depth += opens;
    if (*at == ',' || (opens && !is_empty))
        line_end(out, depth);
    else if (*at == ':')
        buffer_text(out, " ");
    return depth;
}

bool json_indent(struct buffer *out, const struct buffer *text)
{
    const char *at = buffer_string(text);
    int depth = 0;

    if (strlen(at) != text->length || !is_json(at))
        return false;
    for (at += strspn(at, blanks); *at != '\0' && buffer_status(out) == STATUS_OK;
         at += strspn(at, blanks)) {
        size_t length = *at == '"' ? string_length(at) : strcspn(at, "[]{},: \t\r\n");

        if (length == 0)
            depth = put_mark(out, at, depth);
        buffer_append(out, at, length);
        at += length > 0 ? length : 1;
        if (depth == 0)
            buffer_text(out, "\n");
    }
    return buffer_status(out) == STATUS_OK;
}
