/* fuzz_resp.c: any bytes as what an engine answers: a reply is read only if it is whole,
 * whatever it is cut into, and what becomes of it is an answer that can be written and read
 * back. */
#include "helper/fleet/job.h"
#include "helper/fleet/redis.h"
#include "helper/fleet/resp.h"
#include "tests/fuzz/fuzz.h"

static struct resp_reply reply, cut;

static void expect_within(const char *data, size_t size)
{
    size_t i;

    EXPECT(reply.count > 0 && reply.count <= RESP_NODES_MAX && reply.used <= size);
    for (i = 0; i < reply.count; i++)
        if (reply.node[i].text != NULL)
            EXPECT(reply.node[i].text > data &&
                   reply.node[i].text + reply.node[i].length + 2 <= data + reply.used);
}

/* Of what is whole, every beginning is the beginning of one. */
static void expect_beginnings(const char *data)
{
    size_t step = reply.used / 64 + 1, i;

    for (i = 0; i < reply.used; i += step)
        EXPECT(resp_read(&cut, data, i) == RESP_MORE);
}

static void expect_answer(const char *call)
{
    struct job job = JOB;
    struct buffer out = BUFFER(FLEET_ANSWER_MAX);
    struct fleet_answer again = { 0 };

    job.call = (struct fleet_call){ .call = call, .name = "n", .seen = 3, .lock = "l" };
    redis_understand(&job, &reply);
    EXPECT(job_write(&out, &job) == STATUS_OK);
    EXPECT(fleet_answer_read(&again, &out, NULL) == STATUS_OK);
    EXPECT(strcmp(again.status, "ok") == 0 || again.value == NULL);
    buffer_clear(&out);
    job_clear(&job);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const calls[] = { FLEET_READ, FLEET_ACQUIRE, FLEET_PUBLISH,
                                         FLEET_RELEASE, FLEET_WRITE };
    struct buffer text = fuzz_text(data, size);
    size_t i;

    if (resp_read(&reply, text.data, size) == RESP_WHOLE) {
        expect_within(text.data, size);
        expect_beginnings(text.data);
        for (i = 0; i < sizeof calls / sizeof calls[0]; i++)
            expect_answer(calls[i]);
    }
    fuzz_free(&text);
    return 0;
}
