/* fuzz_redact.c: any bytes as foreign text. */
#include <sodium.h>

#include "protocol/redact.h"
#include "tests/fuzz/fuzz.h"

static bool is_printable(char c)
{
    return c >= ' ' && c <= '~';
}

/* A byte stays or becomes '?', and what is cleaned once is clean. */
static void expect_clean(const struct buffer *text, unsigned stay)
{
    struct buffer once = fuzz_text((const uint8_t *)text->data, text->length), twice;
    size_t i;

    redact_clean(once.data, once.length, stay);
    for (i = 0; i < once.length; i++) {
        char c = once.data[i];

        EXPECT(c == text->data[i] || c == '?');
        EXPECT(is_printable(c) || ((stay & REDACT_LINES) && c == '\n') ||
               ((stay & REDACT_UTF8) && (unsigned char)c >= 0x80));
        EXPECT(c == text->data[i] || !is_printable(text->data[i]));
    }
    twice = fuzz_text((const uint8_t *)once.data, once.length);
    redact_clean(twice.data, twice.length, stay);
    EXPECT(memcmp(once.data, twice.data, once.length) == 0);
    fuzz_free(&once);
    fuzz_free(&twice);
}

static void append_percent(struct buffer *out, const char *bytes, size_t length)
{
    for (; length > 0; bytes++, length--)
        buffer_format(out, *bytes & 1 ? "%%%02X" : "%%%02x", (unsigned char)*bytes);
}

static void append_json(struct buffer *out, const char *bytes, size_t length)
{
    for (; length > 0; bytes++, length--)
        buffer_format(out, *bytes & 1 ? "\\u00%02X" : "\\u00%02x", (unsigned char)*bytes);
}

enum { SECRET_MOST = 500, PART_MOST = 2 * REDACT_PIECE, BASE64_MOST = 1024, OFFSETS = 3 };

/* base64 and base64url at each offset, and two more. */
enum { PERCENT = 2 * OFFSETS, JSON, FORMS };

/* In base64, behind so many other bytes. */
static void encode(char text[BASE64_MOST], const char *bytes, size_t length, size_t offset)
{
    unsigned char whole[OFFSETS + SECRET_MOST] = { 0 };

    memcpy(whole + offset, bytes, length);
    sodium_bin2base64(text, BASE64_MOST, whole, offset + length,
                      sodium_base64_VARIANT_ORIGINAL);
}

/* Whether `piece` characters in a row of the secret are in what is left. */
static bool has_row(const char *text, size_t left, const char *secret, size_t length,
                    size_t piece)
{
    size_t i;

    for (i = 0; i + piece <= length; i++)
        if (memmem(text, left, secret + i, piece) != NULL)
            return true;
    return false;
}

static int hex_value(const char *text)
{
    char digits[3] = { text[0], text[1], '\0' };

    return strspn(digits, "0123456789abcdefABCDEF") == 2 ? (int)strtol(digits, NULL, 16) : -1;
}

/* What percent-encoding and JSON's escapes stand for. Returns the new length. */
static size_t unescape(char *text, size_t length)
{
    size_t at = 0, out = 0;

    while (at < length) {
        const char *from = text + at;
        size_t left = length - at, size = 1;
        int byte = -1;

        if (left >= 3 && from[0] == '%')
            byte = hex_value(from + (size = 3) - 2);
        else if (left >= 6 && memcmp(from, "\\u00", 4) == 0)
            byte = hex_value(from + (size = 6) - 2);
        else if (left >= 2 && from[0] == '\\' && memchr("\"\\/", from[1], 3) != NULL)
            byte = (unsigned char)from[(size = 2) - 1];
        text[out++] = byte >= 0 ? (char)byte : from[0];
        at += byte >= 0 ? size : 1;
    }
    return out;
}

/* base64url's two become those of base64. Eight bytes make ten characters that others have no
 * part in, behind the first ones that they have. */
static bool has_base64(char *text, size_t left, const char *secret)
{
    static const size_t skip[OFFSETS] = { 0, 2, 3 };
    size_t length = strlen(secret), offset, i;
    char encoded[BASE64_MOST];

    for (i = 0; i < left; i++)
        text[i] = text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i];
    for (offset = 0; offset < OFFSETS; offset++) {
        encode(encoded, secret, length, offset);
        if (has_row(text, left, encoded + skip[offset],
                    8 * (offset + length) / 6 - skip[offset], 10))
            return true;
    }
    return false;
}

/* Whether 8 bytes in a row of the secret are in what is left, in any form of redact.h's. */
static bool has_piece(const struct buffer *text, const char *secret)
{
    struct buffer copy = fuzz_text((const uint8_t *)text->data, text->length);
    size_t length = strlen(secret);
    bool has = has_row(copy.data, copy.length, secret, length, REDACT_PIECE) ||
               has_base64(copy.data, copy.length, secret);

    memcpy(copy.data, text->data, text->length);
    has = has ||
          has_row(copy.data, unescape(copy.data, copy.length), secret, length, REDACT_PIECE);
    fuzz_free(&copy);
    return has;
}

static void append_base64(struct buffer *out, const char *part, size_t length, unsigned way)
{
    char encoded[BASE64_MOST], *at;

    encode(encoded, part, length, way % OFFSETS);
    for (at = encoded; way >= OFFSETS && *at != '\0'; at++)
        *at = *at == '+' ? '-' : *at == '/' ? '_' : *at;
    buffer_text(out, encoded);
}

/* Appends a part of the secret as it is, and so much of it as says all in one other form. */
static void append_forms(struct buffer *out, const char *part, size_t length, unsigned form)
{
    size_t some = length < PART_MOST ? length : PART_MOST;

    buffer_append(out, part, length);
    buffer_text(out, " ");
    if (form == PERCENT)
        append_percent(out, part, some);
    else if (form == JSON)
        append_json(out, part, some);
    else
        append_base64(out, part, some, form);
}

/* A line is a secret, what follows is the text; it then repeats a part of the secret in one
 * more form, by the secret's length. No piece of it is left in any. */
static void expect_no_piece(struct buffer *text)
{
    char *end = memchr(text->data, '\n', text->length);
    struct buffer out = BUFFER(65536);
    size_t length, first;

    if (end == NULL || memchr(text->data, '\0', text->length) != NULL)
        return;
    *end = '\0';
    length = (size_t)(end - text->data);
    if (length < REDACT_PIECE || length > SECRET_MOST || strpbrk(text->data, "[]*%\\") != NULL)
        return;
    redact_know(text->data);
    first = length % (length - REDACT_PIECE + 1);
    buffer_text(&out, end + 1);
    append_forms(&out, text->data + first, length - first, (unsigned)length % FORMS);
    buffer_room(&out, 1);
    out.length = redact_withhold(out.data, out.length);
    EXPECT(!has_piece(&out, text->data));
    first = out.length;
    EXPECT(redact_withhold(out.data, out.length) == first);
    buffer_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer text = fuzz_text(data, size);
    unsigned stay;

    for (stay = 0; stay <= (REDACT_LINES | REDACT_UTF8); stay++)
        expect_clean(&text, stay);
    expect_no_piece(&text);
    fuzz_free(&text);
    return 0;
}
