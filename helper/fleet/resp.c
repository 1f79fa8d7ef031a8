/* resp.c: RESP2. */
#include "helper/fleet/resp.h"

#include <string.h>

enum { DIGITS_MAX = 18 };

/* The line at `at` without its CR LF. */
static enum resp_verdict line_take(const char *at, size_t left, size_t *length)
{
    const char *end = memchr(at, '\r', left < RESP_LINE_MAX ? left : RESP_LINE_MAX);

    if (end == NULL)
        return left < RESP_LINE_MAX ? RESP_MORE : RESP_LONG;
    *length = (size_t)(end - at);
    if (*length + 1 == left)
        return RESP_MORE;
    return end[1] == '\n' ? RESP_WHOLE : RESP_BAD;
}

static bool number_read(const char *text, size_t length, int64_t *number)
{
    bool is_negative = length > 0 && *text == '-';
    size_t i;

    *number = 0;
    if (is_negative)
        text++, length--;
    for (i = 0; i < length && text[i] >= '0' && text[i] <= '9'; i++)
        *number = i < DIGITS_MAX ? *number * 10 + (text[i] - '0') : 0;
    if (is_negative)
        *number = -*number;
    return length > 0 && length <= DIGITS_MAX && i == length;
}

/* What a type's first line is followed by. */
static const struct {
    char sign;
    enum resp_kind kind;
    bool has_number;
} types[] = {
    { '+', RESP_SIMPLE, false }, { '-', RESP_ERROR, false }, { ':', RESP_NUMBER, true },
    { '$', RESP_BULK, true },    { '*', RESP_ARRAY, true },
};

/* The bytes of a bulk string, after its line. */
static enum resp_verdict bulk_take(struct resp *node, const char *at, size_t left, size_t *used)
{
    if (node->number > (int64_t)RESP_BYTES_MAX)
        return RESP_LONG;
    node->length = (size_t)node->number;
    node->text = at;
    if (left < node->length + 2)
        return RESP_MORE;
    *used += node->length + 2;
    return memcmp(at + node->length, "\r\n", 2) == 0 ? RESP_WHOLE : RESP_BAD;
}

static enum resp_verdict node_take(struct resp *node, const char *at, size_t left, size_t *used)
{
    enum resp_verdict verdict;
    size_t i = 0;

    if (left == 0)
        return RESP_MORE;
    while (i < sizeof types / sizeof types[0] && types[i].sign != *at)
        i++;
    if (i == sizeof types / sizeof types[0])
        return RESP_BAD;
    *node = (struct resp){ .kind = types[i].kind, .text = at + 1 };
    verdict = line_take(at + 1, left - 1, &node->length);
    if (verdict != RESP_WHOLE)
        return verdict;
    *used = node->length + 3;
    if (!types[i].has_number)
        return RESP_WHOLE;
    if (!number_read(node->text, node->length, &node->number))
        return RESP_BAD;
    if (node->kind == RESP_NUMBER)
        return RESP_WHOLE;
    if (node->number < 0) {
        *node = (struct resp){ .kind = RESP_NOTHING, .number = node->number };
        return node->number == -1 ? RESP_WHOLE : RESP_BAD;
    }
    return node->kind == RESP_BULK ? bulk_take(node, at + *used, left - *used, used)
                                   : RESP_WHOLE;
}

enum resp_verdict resp_read(struct resp_reply *reply, const char *data, size_t length)
{
    int64_t pending = 1;

    reply->count = reply->used = 0;
    while (pending > 0) {
        struct resp *node = &reply->node[reply->count];
        size_t used = 0;
        enum resp_verdict verdict =
            node_take(node, data + reply->used, length - reply->used, &used);

        if (verdict != RESP_WHOLE)
            return verdict;
        reply->used += used;
        reply->count++;
        pending--;
        if (node->kind == RESP_ARRAY && node->number <= (int64_t)RESP_NODES_MAX)
            pending += node->number;
        if ((node->kind == RESP_ARRAY && node->number > (int64_t)RESP_NODES_MAX) ||
            reply->count + (size_t)pending > RESP_NODES_MAX || reply->used > RESP_BYTES_MAX)
            return RESP_LONG;
    }
    return RESP_WHOLE;
}

bool resp_is(const struct resp *node, const char *word)
{
    return node->text != NULL && node->length == strlen(word) &&
           memcmp(node->text, word, node->length) == 0;
}

void resp_command(struct buffer *out, const char *const *words, size_t count)
{
    size_t i;

    buffer_format(out, "*%zu\r\n", count);
    for (i = 0; i < count; i++) {
        buffer_format(out, "$%zu\r\n", strlen(words[i]));
        buffer_text(out, words[i]);
        buffer_text(out, "\r\n");
    }
}
