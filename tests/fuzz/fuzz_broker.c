/* fuzz_broker.c: any bytes as what a caller asks the broker, what that answers and what it
 * tells its helper: what was read is written so that it reads back the same, and never more
 * than was there. */
#include "protocol/broker.h"
#include "tests/fuzz/fuzz.h"

static bool is_same(const char *one, const char *other)
{
    return one == NULL || other == NULL ? one == other : strcmp(one, other) == 0;
}

static void expect_request(struct buffer *text)
{
    struct broker_request request = { 0 }, again = { 0 };
    struct buffer out = BUFFER(RECORD_MAX);
    enum status status = broker_request_read(&request, text);

    EXPECT(status == STATUS_OK || status == STATUS_MALFORMED || status == STATUS_TOO_LONG);
    if (status == STATUS_OK) {
        broker_request_write(&out, &request);
        EXPECT(record_is_whole(&out));
        EXPECT(broker_request_read(&again, &out) == STATUS_OK);
        EXPECT(is_same(request.host, again.host) && is_same(request.password, again.password));
        EXPECT(is_same(request.operation, again.operation) && again.version == BROKER_VERSION);
    }
    buffer_clear(&out);
}

static void expect_answer(struct buffer *text)
{
    struct broker_answer answer = { 0 }, again = { 0 };
    struct buffer out = BUFFER(RECORD_MAX);
    enum status status = broker_answer_read(&answer, text);

    EXPECT(status == STATUS_OK || status == STATUS_MALFORMED || status == STATUS_TOO_LONG);
    if (status == STATUS_OK) {
        broker_answer_write(&out, &answer);
        EXPECT(broker_answer_read(&again, &out) == STATUS_OK);
        EXPECT(is_same(answer.status, again.status) &&
               is_same(answer.password, again.password));
        EXPECT(answer.password_expiry_utc == again.password_expiry_utc);
    }
    buffer_clear(&out);
}

static void expect_order(struct buffer *text)
{
    struct broker_order order = { 0 }, again = { 0 };
    struct buffer out = BUFFER(RECORD_MAX);
    enum status status = broker_order_read(&order, text);

    EXPECT(status == STATUS_OK || status == STATUS_MALFORMED || status == STATUS_TOO_LONG);
    if (status == STATUS_OK) {
        broker_order_write(&out, &order);
        record_end(&out);
        EXPECT(broker_order_read(&again, &out) == STATUS_OK);
        EXPECT(is_same(order.caller, again.caller) && is_same(order.profile, again.profile));
        EXPECT(order.refused == again.refused);
    }
    buffer_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer text = fuzz_text(data, size);

    expect_request(&text);
    fuzz_free(&text);
    text = fuzz_text(data, size);
    expect_answer(&text);
    fuzz_free(&text);
    text = fuzz_text(data, size);
    expect_order(&text);
    fuzz_free(&text);
    return 0;
}
