/* fuzz_redact.c: any bytes as foreign text. */
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer text = fuzz_text(data, size);
    unsigned stay;

    for (stay = 0; stay <= (REDACT_LINES | REDACT_UTF8); stay++)
        expect_clean(&text, stay);
    fuzz_free(&text);
    return 0;
}
