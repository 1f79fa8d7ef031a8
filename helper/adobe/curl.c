/* curl.c: a shell's words, and forms in them. */
#include "helper/adobe/curl.h"

#include <sodium.h>
#include <string.h>

#include "helper/adobe/text.h"

static const char blanks[] = " \t\r\n";

bool curl_is(const char *data, size_t length)
{
    struct span text = { data, data + length };

    span_skip(&text, " \t\r\n$");
    return span_starts(&text, "curl ") || span_starts(&text, "curl\t");
}

/* The next word, quotes and backslashes taken off. False at the end. */
static bool read_word(struct span *text, struct buffer *out)
{
    for (;;) {
        span_skip(text, blanks);
        if (!span_starts(text, "\\\n") && !span_starts(text, "\\\r\n"))
            break;
        text->at++;
    }
    if (text->at == text->end)
        return false;
    while (text->at < text->end && *text->at != '\0' && strchr(blanks, *text->at) == NULL) {
        if (*text->at == '"' || *text->at == '\'') {
            span_unquote(text, out);
            continue;
        }
        if (*text->at == '\\' && text->at + 1 < text->end)
            text->at++;
        buffer_append(out, text->at++, 1);
    }
    if (text->at < text->end && *text->at == '\0')
        text->at = text->end;
    return true;
}

/* RFC 3986 section 2.1 and the form's "+". */
static void decode_percent(struct buffer *out, const char *text, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++) {
        char c = text[i] == '+' ? ' ' : text[i];
        unsigned char byte;

        if (c == '%' && i + 2 < length &&
            sodium_hex2bin(&byte, 1, text + i + 1, 2, NULL, NULL, NULL) == 0) {
            c = (char)byte;
            i += 2;
        }
        buffer_append(out, &c, 1);
    }
}

/* key=value&key=value */
static void read_form(struct groups *groups, const char *form)
{
    while (*form != '\0') {
        size_t length = strcspn(form, "&"), end = strcspn(form, "=&");
        struct buffer value = BUFFER(GROUPS_VALUE_MAX);
        char name[GROUPS_NAME_SIZE];

        if (end < length && end < sizeof name) {
            memcpy(name, form, end);
            name[end] = '\0';
            decode_percent(&value, form + end + 1, length - end - 1);
            groups_put(groups, &(struct pair){ .name = name, .text = &value });
        }
        buffer_clear(&value);
        form += length + (form[length] == '&');
    }
}

/* A word is tried as all of these: no other word of the command has one of our keys in front
 * of a "=". */
void curl_read(struct groups *groups, const char *data, size_t length)
{
    struct span text = { data, data + length };
    struct buffer word = BUFFER(GROUPS_VALUE_MAX);

    while (read_word(&text, &word)) {
        const char *form = buffer_string(&word);

        if (groups->status == STATUS_OK)
            groups->status = buffer_status(&word);
        if (strncmp(form, "http", 4) == 0 && strchr(form, '?') != NULL)
            form = strchr(form, '?') + 1;
        read_form(groups,
                  strncmp(form, "-d", 2) == 0 || strncmp(form, "-F", 2) == 0 ? form + 2 : form);
        buffer_clear(&word);
    }
    buffer_clear(&word);
}
