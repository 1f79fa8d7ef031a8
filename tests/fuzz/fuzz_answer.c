/* fuzz_answer.c: any bytes as what the network program answers: a token comes of it only if it
 * can be printed and has a lifetime, a failure only if such a program may state it, and no word
 * of it reaches a message without being sanitised. */
#include "helper/say/times.h"
#include "helper/setup/credential_import.h"
#include "helper/token/exchange.h"
#include "helper/token/network.h"
#include "protocol/credential.h"
#include "protocol/spawn.h"
#include "tests/fuzz/fuzz.h"

static const uint8_t *answer;
static size_t answer_size;

enum status __wrap_spawn_run(const struct spawn *spawn, const struct buffer *input,
                             struct buffer *output, struct fault *fault);

/* The network program's part: the input, cut where the helper stops reading. */
enum status __wrap_spawn_run(const struct spawn *spawn, const struct buffer *input,
                             struct buffer *output, struct fault *fault)
{
    (void)spawn;
    EXPECT(buffer_status(input) == STATUS_OK);
    if (answer_size > output->maximum)
        return fault_set(fault, STATUS_TOO_LONG, 0, "the network program", NULL);
    buffer_append(output, answer, answer_size);
    return buffer_status(output);
}

static bool is_tame(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < ' ' || (unsigned char)*text > '~')
            return false;
    return true;
}

static void expect_failure(enum status status, const struct fault *fault)
{
    static const enum status possible[] = {
        STATUS_REFUSED,   STATUS_UNREACHABLE, STATUS_THROTTLED, STATUS_ACCOUNT,
        STATUS_MALFORMED, STATUS_UNEXPECTED,  STATUS_TOO_LONG,  STATUS_NOT_FOUND,
        STATUS_NO_MEMORY, STATUS_UNSUITABLE,
    };
    size_t i;

    for (i = 0; i < sizeof possible / sizeof possible[0]; i++)
        if (possible[i] == status)
            break;
    EXPECT(i < sizeof possible / sizeof possible[0]);
    EXPECT(fault->status == status && fault->subject[0] != '\0');
    EXPECT(is_tame(fault->subject) && is_tame(fault->detail));
}

static void expect_exchange(const struct profile *profile)
{
    struct exchange exchange = { .profile = profile,
                                 .end = clock_milliseconds() + 60000,
                                 .once = true };
    struct token token = TOKEN;
    struct fault fault = { 0 };
    enum status status = exchange_token(&exchange, &token, &fault);

    EXPECT(exchange.secret < profile->client_secret.count);
    EXPECT(exchange.retry_after >= 0 && exchange.retry_after <= 86400);
    if (status == STATUS_OK) {
        EXPECT(token_is_valid(token.access_token));
        EXPECT(token.lifetime > 0 && token.lifetime <= TOKEN_LIFETIME_MAX);
        EXPECT(token.due > 0 ? token.due < token.lifetime : token.lifetime == 1);
        EXPECT(token.expires_at > 0);
    } else {
        expect_failure(status, &fault);
        EXPECT(token.access_token == NULL);
    }
    token_clear(&token);
}

static void expect_import(void)
{
    struct network_reply reply = NETWORK_REPLY;
    struct buffer listing = BUFFER(RECORD_MAX), bytes = BUFFER(16);
    struct credential_import import = { .label = "FILE", .listing = &listing };
    struct fault fault = { 0 };
    enum status status;

    buffer_text(&bytes, "{}");
    status = import_bytes(&import, &bytes, &reply, &fault);
    if (status != STATUS_OK)
        expect_failure(status, &fault);
    buffer_clear(&bytes);
    buffer_clear(&listing);
    network_reply_clear(&reply);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct profile profile = {
        .name = "default",
        .endpoint = "https://ims-na1.adobelogin.com/ims/token/v3",
        .client_id = "client",
        .scope = "openid",
        .client_secret = { .item = { "first", "second" }, .count = 2 },
    };

    EXPECT(secret_init());
    answer = data;
    answer_size = size;
    expect_exchange(&profile);
    expect_import();
    return 0;
}
