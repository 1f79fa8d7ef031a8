/* fuzz_import.c: any bytes as a credential file. An input that begins with "?" has a selector
 * up to its first line end. What is imported is complete. */
#include "helper/adobe/import.h"
#include "helper/adobe/secret_places.h"
#include "helper/adobe/text.h"
#include "tests/fuzz/adobe.h"

static void expect_credential(const struct adobe_answer *answer)
{
    size_t i;

    EXPECT(identifier_is_valid(IDENTIFIER_CLIENT_ID, answer->client_id));
    EXPECT(answer->technical_account_email == NULL ||
           strchr(answer->technical_account_email, '@') != NULL);
    EXPECT(text_is_scopes(answer->scope) && strpbrk(answer->scope, " \t\r\n") == NULL);
    EXPECT(answer->client_secret.count >= 1 &&
           answer->client_secret.count <= ADOBE_SECRETS_MAX);
    for (i = 0; i < answer->client_secret.count; i++)
        EXPECT(identifier_is_valid(IDENTIFIER_SECRET, answer->client_secret.item[i]));
    EXPECT(answer->choice.count == 0);
    EXPECT(answer->shape != NULL);
    for (i = 0; i < answer->secret_place.count; i++)
        EXPECT(identifier_is_valid(IDENTIFIER_SECRET, answer->secret_place.item[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer text = fuzz_text(data, size);
    char *newline = size > 0 && data[0] == '?' ? memchr(text.data, '\n', size) : NULL;
    size_t skip = newline != NULL ? (size_t)(newline - text.data) + 1 : 0;
    struct job job = { .payload = text.data + skip, .payload_length = size - skip };
    size_t i;

    document_init();
    if (newline != NULL) {
        *newline = '\0';
        job.call.credential = text.data + 1;
    }
    import_file(&job);
    expect_reply(&job.reply);
    if (reply_status(&job.reply) == STATUS_OK)
        expect_credential(&job.reply.answer);
    for (i = 0; i < job.reply.answer.choice.count; i++)
        expect_printable(job.reply.answer.choice.item[i]);
    reply_clear(&job.reply);
    fuzz_free(&text);
    return 0;
}
