/* fuzz_workfront.c: any answer as a session and as a page of users. A user that is found has
 * the address that was looked for. */
#include <strings.h>

#include "helper/adobe/workfront.h"
#include "tests/fuzz/adobe.h"

static const char email[] = "a@techacct.adobe.com";

static void expect_session(const struct response *response)
{
    struct reply reply = { 0 };

    if (workfront_judge_session(response, &reply, FUZZ_NOW)) {
        EXPECT(reply.answer.session_user_id != NULL);
        expect_printable(reply.answer.session_user_id);
        expect_printable(reply.answer.session_customer_id);
        reply_end(&reply, STATUS_OK, NULL, NULL);
    } else {
        EXPECT(reply_status(&reply) != STATUS_OK);
    }
    expect_reply(&reply);
    reply_clear(&reply);
}

static void expect_users(const struct response *response)
{
    struct reply reply = { 0 };
    size_t count;

    if (workfront_judge_users(response, email, &reply, FUZZ_NOW, &count)) {
        EXPECT((size_t)reply.answer.candidates == count);
        EXPECT(reply.answer.user_email == NULL ||
               strcasecmp(reply.answer.user_email, email) == 0);
        expect_printable(reply.answer.user_name);
        expect_printable(reply.answer.access_level);
        reply_end(&reply, STATUS_OK, NULL, NULL);
    } else {
        EXPECT(reply_status(&reply) != STATUS_OK && count == 0);
    }
    expect_reply(&reply);
    reply_clear(&reply);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct response response = response_from(data, size);

    expect_session(&response);
    expect_users(&response);
    response_clear(&response);
    return 0;
}
