/* adobe.h: what the fuzz targets of the network program share: what every reply must be. */
#pragma once

#include "helper/adobe/document.h"
#include "helper/adobe/reply.h"
#include "helper/adobe/response.h"
#include "tests/fuzz/fuzz.h"

#define FUZZ_NOW 1767225600 /* 2026-01-01 00:00:00 UTC */

static inline void expect_printable(const char *text)
{
    if (text == NULL)
        return;
    EXPECT(strlen(text) < REPLY_QUOTE_SIZE);
    for (; *text != '\0'; text++)
        EXPECT(*text >= ' ' && *text <= '~');
}

/* A reply has an end, is printable, in its ranges, and can be written and read. */
static inline void expect_reply(const struct reply *reply)
{
    const struct adobe_answer *answer = &reply->answer;
    struct buffer out = BUFFER(ADOBE_ANSWER_MAX);
    struct adobe_answer back = { 0 };
    struct record_reader reader;

    EXPECT(answer->status != NULL && status_from_name(answer->status) != STATUS_COUNT);
    EXPECT(answer->retry_after >= 0 && answer->retry_after <= RESPONSE_RETRY_MAX);
    EXPECT(answer->server_time >= 0);
    expect_printable(answer->error);
    expect_printable(answer->error_description);
    expect_printable(answer->debug_id);
    expect_printable(answer->redirect);
    expect_printable(answer->name);
    EXPECT(reply_write(&out, reply) == STATUS_OK);
    reader = record_reader(&out);
    EXPECT(adobe_answer_read(&back, &reader, NULL) == STATUS_OK);
    EXPECT(strcmp(back.status, answer->status) == 0);
    buffer_clear(&out);
}

/* A response from an input: two bytes of HTTP status, header lines, an empty line, the body.
 * For response_clear(). */
static inline struct response response_from(const uint8_t *data, size_t size)
{
    struct response response = RESPONSE(1024u * 1024u);
    const uint8_t *end = data + size;

    EXPECT(secret_init());
    document_init();
    response.outcome = STATUS_OK;
    response.http_status = 200;
    if (size >= 2 && data[0] != '\n')
        response.http_status = 100 + (data[0] * 256L + data[1]) % 600;
    data += size >= 2 ? 2 : size;
    while (data < end) {
        const uint8_t *newline = memchr(data, '\n', (size_t)(end - data));
        size_t length = newline != NULL ? (size_t)(newline - data) : (size_t)(end - data);

        response_header(&response, (const char *)data, length);
        data += length + (newline != NULL);
        if (length == 0)
            break;
    }
    buffer_append(&response.body, data, (size_t)(end - data));
    return response;
}
