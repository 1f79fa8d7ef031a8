/* fuzz_identifiers.c: any bytes as each name from outside. The first byte says which. */
#include "protocol/dialects/quote.h"
#include "protocol/identifiers.h"
#include "tests/fuzz/fuzz.h"

/* What may be printed for other programs means nothing to a shell. */
static void expect_harmless(enum identifier kind, const char *text)
{
    struct buffer out = BUFFER(4096);

    if (kind != IDENTIFIER_CLIENT_ID && kind != IDENTIFIER_ORG && kind != IDENTIFIER_ADDRESS)
        return;
    EXPECT(identifier_is_valid(IDENTIFIER_BARE, text));
    quote(&out, &quoting_raw, text);
    EXPECT(strcmp(buffer_string(&out), text) == 0);
    EXPECT(buffer_status(&out) == STATUS_OK);
    buffer_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer text;
    enum identifier kind;
    const char *at;

    if (size == 0)
        return 0;
    text = fuzz_text(data + 1, size - 1);
    kind = (enum identifier)(IDENTIFIER_CLIENT_ID + data[0] % IDENTIFIER_TEXT);
    if (identifier_is_valid(kind, text.data)) {
        for (at = text.data; *at != '\0'; at++)
            EXPECT(*at >= ' ' && *at <= '~');
        EXPECT(kind == IDENTIFIER_TEXT || strchr(text.data, ' ') == NULL);
        expect_harmless(kind, text.data);
    }
    fuzz_free(&text);
    return 0;
}
