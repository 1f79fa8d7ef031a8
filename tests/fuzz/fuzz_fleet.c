/* fuzz_fleet.c: any bytes as a call to the program of a fleet's cache, and as its answer: what
 * was read is within its ranges, and is written so that it reads back the same. */
#include "protocol/fleet.h"
#include "tests/fuzz/fuzz.h"

static bool is_same(const char *one, const char *other)
{
    return one == NULL || other == NULL ? one == other : strcmp(one, other) == 0;
}

static void expect_call(struct buffer *text)
{
    struct fleet_call call = { 0 }, again = { 0 };
    struct buffer out = BUFFER(RECORD_MAX);

    if (fleet_call_read(&call, text, NULL) == STATUS_OK) {
        EXPECT(call.deadline > 0 && call.seen >= FLEET_ANY && call.generation >= 0);
        EXPECT(call.name != NULL || call.lock != NULL);
        EXPECT(call.lock == NULL || call.holder != NULL);
        EXPECT(call.value == NULL || (call.generation > 0 && call.ttl > 0));
        fleet_call_write(&out, &call);
        EXPECT(fleet_call_read(&again, &out, NULL) == STATUS_OK);
        EXPECT(is_same(call.name, again.name) && is_same(call.value, again.value));
        EXPECT(is_same(call.lock, again.lock) && is_same(call.holder, again.holder));
        EXPECT(call.seen == again.seen && call.generation == again.generation);
        EXPECT(call.ttl == again.ttl);
    }
    buffer_clear(&out);
}

static void expect_answer(struct buffer *text)
{
    struct fleet_answer answer = { 0 }, again = { 0 };
    struct buffer out = BUFFER(RECORD_MAX);

    if (fleet_answer_read(&answer, text, NULL) == STATUS_OK) {
        EXPECT((answer.generation > 0) == (answer.value != NULL));
        EXPECT(answer.value == NULL || strlen(answer.value) <= FLEET_VALUE_MAX);
        fleet_answer_write(&out, &answer);
        EXPECT(fleet_answer_read(&again, &out, NULL) == STATUS_OK);
        EXPECT(is_same(answer.value, again.value) && is_same(answer.lock, again.lock));
        EXPECT(is_same(answer.status, again.status) && answer.late == again.late);
        EXPECT(answer.generation == again.generation);
    }
    buffer_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer text = fuzz_text(data, size);

    expect_call(&text);
    fuzz_free(&text);
    text = fuzz_text(data, size);
    expect_answer(&text);
    fuzz_free(&text);
    return 0;
}
