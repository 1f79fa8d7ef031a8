/* text.c: words and scopes. */
#include "helper/adobe/text.h"

#include <stdint.h>
#include <string.h>

void span_skip(struct span *span, const char *set)
{
    while (span->at < span->end && *span->at != '\0' && strchr(set, *span->at) != NULL)
        span->at++;
}

bool span_starts(const struct span *span, const char *word)
{
    size_t length = strlen(word);

    return (size_t)(span->end - span->at) >= length && memcmp(span->at, word, length) == 0;
}

void span_unquote(struct span *span, struct buffer *out)
{
    char quote = *span->at++;

    for (; span->at < span->end && *span->at != quote; span->at++) {
        if (quote == '"' && *span->at == '\\' && span->at + 1 < span->end)
            span->at++;
        buffer_append(out, span->at, 1);
    }
    span->at += span->at < span->end;
}

static const char separators[] = ", \t\r\n";

static bool is_visible(char c)
{
    return c > ' ' && c <= '~';
}

bool text_is_scopes(const char *text)
{
    bool has_scope = false;

    for (; *text != '\0'; text++) {
        if (strchr(separators, *text) != NULL)
            continue;
        if (!is_visible(*text) || *text == '"' || *text == '\\')
            return false;
        has_scope = true;
    }
    return has_scope;
}

static bool list_has(const char *list, const char *scope, size_t length)
{
    while (*list != '\0') {
        size_t other = strcspn(list, ",");

        if (other == length && memcmp(list, scope, length) == 0)
            return true;
        list += other + (list[other] == ',');
    }
    return false;
}

static uint32_t unit_at(const char *data, bool is_big)
{
    uint32_t first = (unsigned char)data[0], second = (unsigned char)data[1];

    return is_big ? first << 8 | second : second << 8 | first;
}

static void append_utf8(struct buffer *out, uint32_t point)
{
    int more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static const unsigned char first[] = { 0, 0xC0, 0xE0, 0xF0 };
    char bytes[4];
    int i;

    bytes[0] = (char)(first[more] | point >> (6 * more));
    for (i = 1; i <= more; i++)
        bytes[i] = (char)(0x80 | (point >> (6 * (more - i)) & 0x3F));
    buffer_append(out, bytes, (size_t)more + 1);
}

void text_from_utf16(struct buffer *out, const char *data, size_t length, bool is_big)
{
    size_t i;

    for (i = 0; i + 1 < length; i += 2) {
        uint32_t unit = unit_at(data + i, is_big), low = 0;

        if (unit >= 0xD800 && unit < 0xDC00 && i + 3 < length)
            low = unit_at(data + i + 2, is_big);
        if (low >= 0xDC00 && low < 0xE000) {
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        } else if (unit >= 0xD800 && unit < 0xE000) {
            unit = 0xFFFD;
        }
        append_utf8(out, unit);
    }
}

void text_join_scopes(struct buffer *out, const char *text)
{
    while (*(text += strspn(text, separators)) != '\0') {
        size_t length = strcspn(text, separators);

        if (!list_has(buffer_string(out), text, length)) {
            buffer_text(out, out->length > 0 ? "," : "");
            buffer_append(out, text, length);
        }
        text += length;
    }
}
