/* fuzz_request.c: any bytes as a git-credential request, and the answer that echoes as much of
 * it as an answer can: no line of it may come out that no one meant to print. */
#include "helper/commands.h"
#include "protocol/host.h"
#include "tests/fuzz/fuzz.h"

static const struct format_options usual;

/* An answer has these keys only, and nothing after its last line. */
static void expect_answer_keys(struct buffer *answer)
{
    static const char *const keys[] = {
        "capability[]", "authtype",  "credential",          "username",
        "password",     "ephemeral", "oauth_refresh_token", "password_expiry_utc",
    };
    struct record_reader reader = record_reader(answer);
    const char *key, *value;
    size_t i;

    while (record_next(&reader, &key, &value) == STATUS_OK) {
        for (i = 0; i < sizeof keys / sizeof keys[0]; i++)
            if (strcmp(key, keys[i]) == 0)
                break;
        EXPECT(i < sizeof keys / sizeof keys[0]);
    }
    EXPECT(reader.at == reader.end);
}

static void expect_kept_answer(const struct request *request)
{
    struct credential kept = {
        .username = request->username,
        .password = request->password,
        .authtype = request->authtype != NULL ? request->authtype : "Basic",
        .credential = request->credential,
        .oauth_refresh_token = request->oauth_refresh_token,
        .expires_at = request_expiry(request),
    };
    struct buffer answer = BUFFER(2 * RECORD_MAX);

    dialect_git.answer(&answer, &(struct answer){ request, &usual, &kept });
    EXPECT(buffer_status(&answer) == STATUS_OK);
    expect_answer_keys(&answer);
    buffer_clear(&answer);
}

static void expect_minted_answer(const struct request *request)
{
    char host[HOST_SIZE];
    struct credential minted = {
        .token = request->password,
        .username = request->username,
        .client_id = request->path,
        .host = host,
    };
    static const struct dialect *const dialects[] = { &dialect_git, &dialect_shell,
                                                      &dialect_token, &dialect_header };
    size_t i;

    if (request->host == NULL || !host_canonical(host, request->host) ||
        credential_flaw(&minted) != NULL)
        return;
    for (i = 0; i < sizeof dialects / sizeof dialects[0]; i++) {
        struct buffer answer = BUFFER(2 * RECORD_MAX);

        dialects[i]->answer(&answer, &(struct answer){ request, &usual, &minted });
        EXPECT(buffer_status(&answer) == STATUS_OK);
        EXPECT(strpbrk(buffer_string(&answer), "\r\\\"`$") == NULL);
        EXPECT(answer.length > 0 && answer.data[answer.length - 1] == '\n');
        buffer_clear(&answer);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer text = fuzz_text(data, size);
    struct request request = { 0 };
    struct fault fault;
    enum status status = request_read(&request, &text, &fault);

    if (status == STATUS_OK) {
        EXPECT(request_expiry(&request) >= 0);
        EXPECT((request.password_expiry_utc == NULL) == (request_expiry(&request) == 0));
        expect_kept_answer(&request);
        expect_minted_answer(&request);
    } else {
        EXPECT(status == STATUS_MALFORMED || status == STATUS_TOO_LONG);
        EXPECT(fault.subject[0] != '\0');
    }
    fuzz_free(&text);
    return 0;
}
