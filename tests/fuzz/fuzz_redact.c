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

static void append_base64(struct buffer *out, const char *bytes, size_t length)
{
    char text[1024];

    if (sodium_base64_ENCODED_LEN(length, sodium_base64_VARIANT_ORIGINAL) > sizeof text)
        return;
    sodium_bin2base64(text, sizeof text, (const unsigned char *)bytes, length,
                      sodium_base64_VARIANT_ORIGINAL);
    buffer_text(out, text);
}

/* Whether 8 bytes in a row of the secret are in what is left, as they are. */
static bool has_piece(const struct buffer *text, const char *secret)
{
    size_t i, length = strlen(secret);

    for (i = 0; i + REDACT_PIECE <= length; i++)
        if (memmem(text->data, text->length, secret + i, REDACT_PIECE) != NULL)
            return true;
    return false;
}

/* A line is a secret, what follows is the text; it then repeats a part of the secret in each
 * form. No piece of it is left in any. */
static void expect_no_piece(struct buffer *text)
{
    char *end = memchr(text->data, '\n', text->length);
    struct buffer out = BUFFER(65536);
    size_t length, first;

    if (end == NULL || memchr(text->data, '\0', text->length) != NULL)
        return;
    *end = '\0';
    length = (size_t)(end - text->data);
    if (length < REDACT_PIECE || length > 500 || strpbrk(text->data, "[]*%\\") != NULL)
        return;
    redact_know(text->data);
    first = length % (length - REDACT_PIECE + 1);
    buffer_text(&out, end + 1);
    buffer_append(&out, text->data + first, length - first);
    buffer_text(&out, " ");
    append_percent(&out, text->data + first, length - first);
    buffer_text(&out, " ");
    append_base64(&out, text->data, length);
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
