/* fuzz_record.c: any bytes as records, one after the other; and what is read from one can be
 * written and read again. The rules are those of the network program's answers, which have
 * every kind of field. */
#include "protocol/adobe.h"
#include "tests/fuzz/fuzz.h"

/* One record: each field is a pair of strings inside the text, in order. Returns how it ended.
 */
static enum status expect_fields(struct record_reader *reader)
{
    const char *key, *value, *before = reader->at;
    enum status status;

    while ((status = record_next(reader, &key, &value)) == STATUS_OK) {
        EXPECT(key >= before && value == key + strlen(key) + 1);
        EXPECT(value + strlen(value) < reader->at || reader->at == reader->end);
        EXPECT((size_t)(reader->at - key) <= RECORD_LINE_MAX);
        EXPECT(strpbrk(key, "=\r\n") == NULL && strpbrk(value, "\r\n") == NULL);
        before = reader->at;
    }
    EXPECT(status == STATUS_NOT_FOUND || reader->at == reader->end);
    return status;
}

static void expect_records(const uint8_t *data, size_t size)
{
    struct buffer text = fuzz_text(data, size);
    struct record_reader reader = record_reader(&text);
    char *rest = NULL, *last;

    do {
        last = rest;
        if (expect_fields(&reader) != STATUS_NOT_FOUND)
            break;
    } while (record_rest(&reader, &rest) > 0 && rest != last);
    EXPECT(reader.at <= reader.end);
    fuzz_free(&text);
}

static void expect_round_trip(const struct adobe_answer *answer)
{
    struct buffer once = BUFFER(2 * RECORD_MAX), twice = BUFFER(2 * RECORD_MAX);
    struct adobe_answer back = { 0 };
    struct record_reader reader;
    size_t length;

    adobe_answer_write(&once, answer);
    EXPECT(buffer_status(&once) == STATUS_OK);
    length = once.length;
    buffer_append(&twice, once.data, once.length);
    reader = record_reader(&twice);
    EXPECT(adobe_answer_read(&back, &reader, NULL) == STATUS_OK);
    EXPECT(reader.at == reader.end);
    buffer_clear(&once);
    adobe_answer_write(&once, &back);
    EXPECT(buffer_status(&once) == STATUS_OK && once.length == length);
    buffer_clear(&once);
    buffer_clear(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer text = fuzz_text(data, size);
    struct record_reader reader = record_reader(&text);
    struct adobe_answer answer = { 0 };
    struct fault fault;
    enum status status = adobe_answer_read(&answer, &reader, &fault);

    expect_records(data, size);
    if (status == STATUS_OK)
        expect_round_trip(&answer);
    else
        EXPECT(status == STATUS_MALFORMED || status == STATUS_TOO_LONG);
    fuzz_free(&text);
    return 0;
}
