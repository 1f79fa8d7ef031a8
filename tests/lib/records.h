/* records.h: records in a piece of memory of exactly their size, so that AddressSanitizer sees
 * one byte too far.
 */
#pragma once

#include "tests/lib/suite.h"

#include "protocol/record.h"

/* A buffer around a copy of the bytes; to be freed with free(text.data). */
static inline struct buffer text_of(const void *data, size_t length)
{
    struct buffer text = BUFFER(RECORD_MAX);

    text.data = malloc(length + 1);
    ck_assert_ptr_nonnull(text.data);
    memcpy(text.data, data, length);
    text.data[length] = '\0';
    text.length = length;
    text.capacity = length + 1;
    return text;
}

struct sample {
    const char *one, *many;
    struct string_list list;
    int64_t number, free_number;
    bool flag;
};

static const struct record_rule rules[] = {
    { "one", offsetof(struct sample, one), RECORD_TEXT, true, IDENTIFIER_NONE },
    { "many", offsetof(struct sample, many), RECORD_TEXT, false, IDENTIFIER_NONE },
    { "list[]", offsetof(struct sample, list), RECORD_LIST, false, IDENTIFIER_NONE },
    { "number", offsetof(struct sample, number), RECORD_NUMBER, true, IDENTIFIER_NONE },
    { "free_number", offsetof(struct sample, free_number), RECORD_NUMBER, false,
      IDENTIFIER_NONE },
    { "flag", offsetof(struct sample, flag), RECORD_FLAG, true, IDENTIFIER_NONE },
};

/* Reads `text` as a sample; the strings of *sample live as long as the text. */
static inline enum status sample_read(struct buffer *text, struct sample *sample,
                                      struct fault *fault)
{
    struct record_reader reader = record_reader(text);

    memset(sample, 0, sizeof *sample);
    memset(fault, 0, sizeof *fault);
    return record_read(&reader, rules, RECORD_RULES_COUNT(rules), sample, fault);
}

/* The same for a literal, judged by its status and the fault's subject alone. */
static inline enum status verdict(const char *input, size_t length, struct fault *fault)
{
    struct buffer text = text_of(input, length);
    struct sample sample;
    enum status status = sample_read(&text, &sample, fault);

    free(text.data);
    return status;
}
