/* fuzz_ask.c: any bytes as a request of the dialects that are asked in JSON: an answer to a
 * canonical host or a fault that names a field, and never memory that isn't ours. */
#include "protocol/dialects/dialect.h"
#include "protocol/host.h"
#include "protocol/json.h"
#include "tests/fuzz/fuzz.h"

static const struct dialect *const asked[] = { &dialect_engflow, &dialect_kubernetes,
                                               &dialect_external };

/* What was asked outlives the JSON that it was read from. */
static void expect_request(const struct dialect *dialect, const struct request *request)
{
    char host[HOST_SIZE];

    if (dialect == &dialect_engflow)
        EXPECT(request->host != NULL);
    if (request->host != NULL)
        EXPECT(strcmp(request->protocol, "https") == 0);
    if (request->host != NULL && dialect != &dialect_external)
        EXPECT(host_canonical(host, request->host) && strcmp(host, request->host) == 0);
    if (request->username != NULL)
        EXPECT(strlen(request->username) <= RECORD_MAX);
}

static void expect_ask(const struct dialect *dialect, const uint8_t *data, size_t size)
{
    struct buffer text = BUFFER(RECORD_MAX);
    struct request request = { 0 };
    struct fault fault = { 0 };
    enum status status;

    buffer_append(&text, data, size);
    EXPECT(buffer_status(&text) == STATUS_OK);
    status = dialect->read(&request, &text, &fault);
    if (status == STATUS_OK)
        expect_request(dialect, &request);
    else
        EXPECT((status == STATUS_MALFORMED || status == STATUS_NOT_FOUND) &&
               fault.subject[0] != '\0');
    buffer_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t i;

    if (size > RECORD_MAX)
        return 0;
    EXPECT(secret_init());
    json_guard();
    for (i = 0; i < sizeof asked / sizeof asked[0]; i++)
        expect_ask(asked[i], data, size);
    return 0;
}
