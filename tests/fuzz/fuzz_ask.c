/* fuzz_ask.c: any bytes as a request of each dialect but git's (fuzz_request.c): an answer to a
 * host or a fault that names a field, and never memory that isn't ours. */
#include "helper/commands.h"
#include "protocol/host.h"
#include "protocol/json.h"
#include "tests/fuzz/fuzz.h"

/* What was asked outlives the JSON that it was read from. */
static void expect_request(const struct dialect *dialect, const struct request *request)
{
    char host[HOST_SIZE];

    if (dialect == &dialect_engflow)
        EXPECT(request->host != NULL);
    if (request->host != NULL)
        EXPECT(strcmp(request->protocol, "https") == 0);
    if (request->host != NULL &&
        (dialect == &dialect_engflow || dialect == &dialect_kubernetes))
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
    const struct command *command;

    if (size > RECORD_MAX)
        return 0;
    EXPECT(secret_init());
    json_guard();
    for (command = commands; command->name != NULL; command++)
        if (command->dialect->read != NULL && command->dialect != &dialect_git)
            expect_ask(command->dialect, data, size);
    return 0;
}
