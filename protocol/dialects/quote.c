/* quote.c: one escaper, one table row a syntax. */
#include "protocol/dialects/quote.h"

#include <string.h>

#include "protocol/identifiers.h"

static const char *const in_sh[] = { "'\\''" };
static const char *const in_fish[] = { "\\\\", "\\'" };
static const char *const in_csh[] = { "'\\''", "'\\!'" };
static const char *const in_pwsh[] = { "''" };
static const char *const in_json[] = { "\\\\", "\\\"", "\\n", "\\r", "\\t", "\\b", "\\f" };
static const char *const in_curl[] = { "\\\\", "\\\"", "\\n", "\\r", "\\t", "\\v" };

const struct quoting quoting_sh = { "'", "'", "'", in_sh, "", false, false };
const struct quoting quoting_fish = { "'", "'", "\\'", in_fish, "", false, false };
const struct quoting quoting_csh = { "'", "'", "'!", in_csh, "\r\n", false, false };
const struct quoting quoting_pwsh = { "'", "'", "'", in_pwsh, "", true, false };
const struct quoting quoting_xonsh = { "'", "'", "\\'", in_fish, "", true, false };
const struct quoting quoting_cmd = { "", "", "", NULL, "\"%!^&|<>()", true, false };
const struct quoting quoting_raw = { "", "", "", NULL, "", true, true };
const struct quoting quoting_json = { "\"", "\"", "\\\"\n\r\t\b\f", in_json, "", true, false };
const struct quoting quoting_curl = { "\"", "\"", "\\\"\n\r\t\v", in_curl, "", false, false };

static bool is_allowed(const struct quoting *style, char c)
{
    return strchr(style->refused, c) == NULL &&
           (!style->ascii_only || (c >= ' ' && c <= '~')) &&
           (!style->bare_only || identifier_is_bare(c));
}

/* How many bytes stand for themselves in every style: most of what is quoted. */
static size_t plain_length(const char *text)
{
    size_t length = 0;

    while ((text[length] >= 'a' && text[length] <= 'z') ||
           (text[length] >= 'A' && text[length] <= 'Z') ||
           (text[length] >= '0' && text[length] <= '9') || text[length] == '-' ||
           text[length] == '.' || text[length] == '_')
        length++;
    return length;
}

static void quote_one(struct buffer *out, const struct quoting *style, const char *text)
{
    const char *special = strchr(style->characters, *text);

    if (special != NULL)
        buffer_text(out, style->instead[special - style->characters]);
    else if (is_allowed(style, *text))
        buffer_append(out, text, 1);
    else
        buffer_fail(out, STATUS_MALFORMED);
}

void quote_piece(struct buffer *out, const struct quoting *style, const char *text)
{
    size_t plain = plain_length(text);

    buffer_append(out, text, plain);
    for (text += plain; *text != '\0'; text += plain) {
        quote_one(out, style, text++);
        plain = plain_length(text);
        buffer_append(out, text, plain);
    }
}

void quote(struct buffer *out, const struct quoting *style, const char *text)
{
    buffer_text(out, style->before);
    if (style->bare_only && (*text == '=' || strstr(text, ":=") != NULL))
        buffer_fail(out, STATUS_MALFORMED);
    quote_piece(out, style, text);
    buffer_text(out, style->after);
}
