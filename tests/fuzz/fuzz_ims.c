/* fuzz_ims.c: any answer to a token request. What is taken for a token is one. */
#include "helper/adobe/ims.h"
#include "protocol/credential.h"
#include "protocol/redact.h"
#include "tests/fuzz/adobe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct response response = response_from(data, size);
    static const char secret[] = "p8e-canary";
    struct reply reply = { 0 };
    const struct adobe_answer *answer = &reply.answer;

    redact_know(secret);
    ims_judge(&response, &reply, FUZZ_NOW);
    expect_reply(&reply);
    EXPECT(answer->error == NULL || strstr(answer->error, secret) == NULL);
    if (reply_status(&reply) == STATUS_OK) {
        EXPECT(response.http_status >= 200 && response.http_status < 300);
        EXPECT(token_is_valid(answer->access_token));
        EXPECT(answer->expires_in > 0 && answer->expires_in <= IMS_LIFETIME_MAX);
        EXPECT(answer->claims_lifetime >= 0 && answer->claims_lifetime <= IMS_LIFETIME_MAX);
    }
    if (reply_status(&reply) == STATUS_REFUSED)
        EXPECT(response.http_status >= 400 && response.http_status < 500);
    reply_clear(&reply);
    response_clear(&response);
    return 0;
}
