/* text.c: words and scopes. */
#include "helper/adobe/text.h"

#include <string.h>

static const char separators[] = ", \t\r\n";

static bool is_visible(char c)
{
    return c > ' ' && c <= '~';
}

bool text_is_word(const char *text, size_t max)
{
    size_t length = 0;

    while (length <= max && is_visible(text[length]))
        length++;
    return length > 0 && length <= max && text[length] == '\0';
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
