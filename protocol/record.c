/* record.c: the grammar of key=value lines. */
#include "protocol/record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct record_reader record_reader(struct buffer *text)
{
    struct record_reader reader = { text->data, text->data };

    if (text->data != NULL)
        reader.end += text->length;
    return reader;
}

static enum status reader_stop(struct record_reader *reader, enum status status)
{
    reader->at = reader->end;
    return status;
}

/* Whether one of eight bytes is below 16, as NUL, LF and CR are. */
static bool has_control(uint64_t eight)
{
    const uint64_t ones = UINT64_MAX / 255;

    return ((eight - 16 * ones) & ~eight & (128 * ones)) != 0;
}

/* How many bytes there are before a NUL, LF or CR: it takes eight at a time, since each byte of
 * each record comes by here. */
static size_t plain_length(const char *text, size_t length)
{
    size_t at = 0;
    uint64_t eight;

    for (; at + sizeof eight <= length; at += sizeof eight) {
        memcpy(&eight, text + at, sizeof eight);
        if (has_control(eight))
            break;
    }
    while (at < length && text[at] != '\0' && text[at] != '\n' && text[at] != '\r')
        at++;
    return at;
}

/* Cuts the line at its LF; `length` is without it, and `plain` how much of it may be there. */
static char *line_take(struct record_reader *reader, size_t *plain, size_t *length,
                       size_t *whole)
{
    char *line = reader->at, *newline;
    size_t left = (size_t)(reader->end - line);

    *plain = plain_length(line, left);
    newline = memchr(line + *plain, '\n', left - *plain);
    *length = newline != NULL ? (size_t)(newline - line) : left;
    *whole = newline != NULL ? *length + 1 : *length;
    reader->at = line + *whole;
    line[*length] = '\0';
    return line;
}

enum status record_next(struct record_reader *reader, const char **key, const char **value)
{
    size_t plain, length, whole;
    char *line, *equals;

    if (reader->at == reader->end)
        return STATUS_NOT_FOUND;
    line = line_take(reader, &plain, &length, &whole);
    if (length == 0 && whole > 0)
        return STATUS_NOT_FOUND;
    if (whole > RECORD_LINE_MAX)
        return reader_stop(reader, STATUS_TOO_LONG);
    equals = memchr(line, '=', length);
    if (equals == NULL || plain != length)
        return reader_stop(reader, STATUS_MALFORMED);
    *equals = '\0';
    *key = line;
    *value = equals + 1;
    return STATUS_OK;
}

bool record_is_whole(const struct buffer *text)
{
    const char *line = text->data, *end = text->data + text->length;

    while (line != NULL && line < end) {
        if (*line == '\n' || (*line == '\r' && line + 1 < end && line[1] == '\n'))
            return true;
        line = memchr(line, '\n', (size_t)(end - line));
        line = line != NULL ? line + 1 : NULL;
    }
    return false;
}

size_t record_rest(const struct record_reader *reader, char **rest)
{
    *rest = reader->at;
    return (size_t)(reader->end - reader->at);
}

const char *text_or_null(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : NULL;
}

bool text_is_same(const char *one, const char *other)
{
    return one == NULL || other == NULL ? one == other : strcmp(one, other) == 0;
}

bool string_list_contain(const struct string_list *words, const char *text)
{
    size_t i;

    for (i = 0; i < words->count; i++)
        if (strcmp(words->item[i], text) == 0)
            return true;
    return false;
}

bool string_list_is_same(const struct string_list *one, const struct string_list *other)
{
    size_t i = 0;

    while (i < one->count && i < other->count && strcmp(one->item[i], other->item[i]) == 0)
        i++;
    return i == one->count && i == other->count;
}

void string_list_remove(struct string_list *words, const char *text)
{
    size_t i, kept = 0;

    for (i = 0; i < words->count; i++)
        if (strcmp(words->item[i], text) != 0)
            words->item[kept++] = words->item[i];
    words->count = kept;
}

static enum status string_list_add(struct string_list *words, const char *text)
{
    if (*text == '\0') {
        words->count = 0;
        return STATUS_OK;
    }
    if (words->count == RECORD_LIST_MAX)
        return STATUS_TOO_LONG;
    words->item[words->count++] = text;
    return STATUS_OK;
}

bool record_number(const char *text, int64_t *number)
{
    const char *digits = text + (*text == '-');
    char *end;

    if (*digits < '0' || *digits > '9')
        return false;
    errno = 0;
    *number = strtoimax(text, &end, 10);
    return errno == 0 && *end == '\0';
}

bool record_span(const char *text, int64_t *seconds)
{
    static const struct {
        const char *name;
        int64_t seconds;
    } units[] = { { "", 1 },     { "s", 1 },     { "m", 60 },
                  { "h", 3600 }, { "d", 86400 }, { "w", 604800 } };
    size_t length = strspn(text, "0123456789"), i;
    char digits[10] = "";

    if (length == 0 || length >= sizeof digits)
        return false;
    memcpy(digits, text, length);
    for (i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(units[i].name, text + length) != 0)
            continue;
        if (!record_number(digits, seconds))
            return false; /* unreached: nine digits are a number */
        *seconds *= units[i].seconds;
        return true;
    }
    return false;
}

bool record_boolean(const char *text, bool *value)
{
    static const struct {
        const char *word;
        bool value;
    } words[] = { { "", false },    { "0", false },     { "no", false },
                  { "off", false }, { "false", false }, { "1", true },
                  { "yes", true },  { "on", true },     { "true", true } };
    size_t i;

    for (i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcasecmp(text, words[i].word) == 0) {
            *value = words[i].value;
            return true;
        }
    }
    return false;
}

static enum status rule_read(const struct record_rule *rule, void *target, const char *value)
{
    void *member = (char *)target + rule->offset;

    if (rule->identifier != IDENTIFIER_NONE && *value != '\0' &&
        !identifier_is_valid(rule->identifier, value))
        return STATUS_MALFORMED;
    switch (rule->kind) {
    case RECORD_TEXT:
        *(const char **)member = value;
        return STATUS_OK;
    case RECORD_LIST:
        return string_list_add(member, value);
    case RECORD_NUMBER:
        return record_number(value, member) ? STATUS_OK : STATUS_MALFORMED;
    case RECORD_FLAG:
        if (!record_boolean(value, member))
            *(bool *)member = true;
        return STATUS_OK;
    }
    return STATUS_INTERNAL; /* unreached: the switch is complete */
}

static const struct record_rule *rule_find(const struct record_rule *rules, size_t count,
                                           const char *key)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (strcmp(rules[i].key, key) == 0)
            return &rules[i];
    return NULL;
}

static enum status line_fault(struct fault *fault, enum status status, size_t line)
{
    char subject[32];

    char most[16];

    snprintf(subject, sizeof subject, "line %zu", line);
    snprintf(most, sizeof most, "%u", RECORD_LINE_MAX);
    if (status == STATUS_TOO_LONG)
        return fault_because(fault, status, CAUSE_BYTES, subject, most);
    return fault_set(fault, status, 0, subject, NULL);
}

enum status record_read(struct record_reader *reader, const struct record_rule *rules,
                        size_t count, void *target, struct fault *fault)
{
    const char *key, *value;
    enum status status;
    uint64_t seen = 0; /* one bit a rule */
    size_t line = 1;

    for (; (status = record_next(reader, &key, &value)) == STATUS_OK; line++) {
        const struct record_rule *rule = rule_find(rules, count, key);
        uint64_t bit;

        if (rule == NULL)
            continue;
        bit = UINT64_C(1) << (rule - rules);
        status =
            rule->once && (seen & bit) != 0 ? STATUS_MALFORMED : rule_read(rule, target, value);
        if (status != STATUS_OK)
            return fault_set(fault, status, 0, rule->key, NULL);
        seen |= bit;
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : line_fault(fault, status, line);
}

void record_put(struct buffer *out, const char *key, const char *value)
{
    size_t name = strlen(key), length;

    if (value == NULL)
        return;
    length = strlen(value);
    if (strchr(key, '=') != NULL || plain_length(key, name) != name ||
        plain_length(value, length) != length)
        buffer_fail(out, STATUS_MALFORMED);
    else if (name + length + 2 > RECORD_LINE_MAX)
        buffer_fail(out, STATUS_TOO_LONG);
    buffer_append(out, key, name);
    buffer_append(out, "=", 1);
    buffer_append(out, value, length);
    buffer_append(out, "\n", 1);
}

void record_put_number(struct buffer *out, const char *key, int64_t value)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRId64, value);
    record_put(out, key, digits);
}

void record_end(struct buffer *out)
{
    buffer_text(out, "\n");
}

static void rule_write(struct buffer *out, const struct record_rule *rule, const void *member)
{
    const struct string_list *words = member;
    size_t i;

    switch (rule->kind) {
    case RECORD_TEXT:
        record_put(out, rule->key, *(const char *const *)member);
        break;
    case RECORD_LIST:
        for (i = 0; i < words->count; i++)
            if (*words->item[i] != '\0')
                record_put(out, rule->key, words->item[i]);
        break;
    case RECORD_NUMBER:
        if (*(const int64_t *)member != 0)
            record_put_number(out, rule->key, *(const int64_t *)member);
        break;
    case RECORD_FLAG:
        record_put(out, rule->key, *(const bool *)member ? "1" : NULL);
        break;
    }
}

void record_write(struct buffer *out, const struct record_rule *rules, size_t count,
                  const void *source)
{
    size_t i;

    for (i = 0; i < count; i++)
        rule_write(out, &rules[i], (const char *)source + rules[i].offset);
}

void record_write_whole(struct buffer *out, const struct record_rule *rules, size_t count,
                        const void *source, int64_t version)
{
    size_t own = version != 0 ? 1 : 0;

    if (own > 0)
        record_put_number(out, rules->key, version);
    record_write(out, rules + own, count - own, source);
    record_end(out);
}
