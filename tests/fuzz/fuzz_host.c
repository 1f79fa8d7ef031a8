/* fuzz_host.c: any bytes as a host name. */
#include "protocol/host.h"
#include "tests/fuzz/fuzz.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The canonical form says nothing that the text didn't: the same letters, perhaps without
 * ":443". */
static void expect_same_host(const char *canonical, const char *text)
{
    size_t i;

    for (i = 0; canonical[i] != '\0'; i++)
        EXPECT(canonical[i] == lower(text[i]));
    EXPECT(text[i] == '\0' || strcmp(text + i, ":443") == 0);
}

static void expect_host_characters(const char *canonical)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-.:";

    EXPECT(strlen(canonical) > 0 && strlen(canonical) < HOST_SIZE);
    EXPECT(strspn(canonical, allowed) == strlen(canonical));
    EXPECT(strchr(".-:", canonical[0]) == NULL);
    EXPECT(strchr(".-:", canonical[strlen(canonical) - 1]) == NULL);
    EXPECT(strstr(canonical, "..") == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer text = fuzz_text(data, size);
    char canonical[HOST_SIZE], again[HOST_SIZE];

    if (host_canonical(canonical, text.data)) {
        expect_host_characters(canonical);
        expect_same_host(canonical, text.data);
        EXPECT(host_canonical(again, canonical));
        EXPECT(strcmp(again, canonical) == 0);
        EXPECT(!host_is_workfront(canonical) || strstr(canonical, ".workfront.") != NULL);
    } else {
        EXPECT(canonical[0] == '\0');
    }
    fuzz_free(&text);
    return 0;
}
