/* fuzz_transfer.c: any file as what another machine exported: sealed, with nobody to ask for a
 * passphrase, or as the text in it. What is taken is what setup could have recorded. */
#include "helper/setup/transfer.h"
#include "helper/token/instance.h"
#include "protocol/family.h"
#include "store/export.h"
#include "tests/fuzz/fuzz.h"

static void expect_right(const struct transfer *transfer, const struct adobe_answer *answer)
{
    char host[HOST_SIZE];
    size_t i;

    EXPECT(identifier_is_valid(IDENTIFIER_CLIENT_ID, answer->client_id));
    EXPECT(answer->client_secret.count >= 1 &&
           answer->client_secret.count <= ADOBE_SECRETS_MAX);
    EXPECT(identifier_is_valid(IDENTIFIER_SCOPES, answer->scope));
    EXPECT(identifier_is_valid(IDENTIFIER_URL, transfer->endpoint));
    EXPECT(transfer->host.count >= 1);
    for (i = 0; i < transfer->host.count; i++) {
        EXPECT(instance_host(host, transfer->host.item[i]));
        EXPECT(!family_is_gateway(host));
    }
    for (i = 0; i < transfer->family.count; i++)
        EXPECT(family_find(transfer->family.item[i], strlen(transfer->family.item[i])) != NULL);
}

static void expect_parsed(const struct buffer *bytes)
{
    struct buffer text = BUFFER(EXPORT_FILE_MAX);
    struct fault fault = { 0 };
    struct export export;

    buffer_append(&text, bytes->data, bytes->length);
    if (buffer_status(&text) == STATUS_OK && export_read(&export, &text, &fault) == STATUS_OK)
        EXPECT(export.recipe != NULL && export.box.count >= 1);
    else if (buffer_status(&text) == STATUS_OK)
        EXPECT(fault.status != STATUS_OK && fault.subject[0] != '\0');
    buffer_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct network_reply reply = NETWORK_REPLY;
    struct buffer bytes = fuzz_text(data, size);
    struct transfer transfer;
    struct fault fault = { 0 };
    enum status status =
        transfer_open(&transfer, &reply, &bytes, NULL, "the file", NULL, &fault);

    EXPECT(status == STATUS_OK || fault.status == status);
    if (status == STATUS_OK)
        expect_right(&transfer, &reply.answer);
    expect_parsed(&bytes);
    network_reply_clear(&reply);
    fuzz_free(&bytes);
    return 0;
}
