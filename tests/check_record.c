/* check_record.c: the grammar of key=value lines, at its limits and beyond. Each input is
 * parsed in a piece of memory of exactly its size, so that AddressSanitizer sees one byte too
 * far. */
#include "tests/suite.h"

#include <inttypes.h>
#include <sodium.h>

#include "protocol/record.h"

/* A buffer around a copy of the bytes; to be freed with free(text.data). */
static struct buffer text_of(const void *data, size_t length)
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
    struct words list;
    int64_t number, free_number;
    bool flag;
};

static const struct record_rule rules[] = {
    { "one", offsetof(struct sample, one), RECORD_TEXT, true },
    { "many", offsetof(struct sample, many), RECORD_TEXT, false },
    { "list[]", offsetof(struct sample, list), RECORD_LIST, false },
    { "number", offsetof(struct sample, number), RECORD_NUMBER, true },
    { "free_number", offsetof(struct sample, free_number), RECORD_NUMBER, false },
    { "flag", offsetof(struct sample, flag), RECORD_FLAG, true },
};

/* Reads `text` as a sample; the strings of *sample live as long as the text. */
static enum status sample_read(struct buffer *text, struct sample *sample, struct fault *fault)
{
    struct record_reader reader = record_reader(text);

    memset(sample, 0, sizeof *sample);
    memset(fault, 0, sizeof *fault);
    return record_read(&reader, rules, RECORD_RULES_COUNT(rules), sample, fault);
}

/* The same for a literal, judged by its status and the fault's subject alone. */
static enum status verdict(const char *input, size_t length, struct fault *fault)
{
    struct buffer text = text_of(input, length);
    struct sample sample;
    enum status status = sample_read(&text, &sample, fault);

    free(text.data);
    return status;
}

START_TEST(fields_are_split_at_the_first_equals_sign)
{
    static const struct {
        const char *line, *key, *value;
    } lines[] = {
        { "a=b\n", "a", "b" },         { "a=\n", "a", "" },
        { "=b\n", "", "b" },           { "=\n", "", "" },
        { "a=b=c\n", "a", "b=c" },     { "a==\n", "a", "=" },
        { " a = b \n", " a ", " b " }, { "a=b", "a", "b" },
        { "a=b\r\n", "a", "b" },       { "a=\r\n", "a", "" },
        { "a[]=b\n", "a[]", "b" },     { "a=\xff\t\x01\n", "a", "\xff\t\x01" },
    };
    size_t i;

    for (i = 0; i < COUNT(lines); i++) {
        struct buffer text = text_of(lines[i].line, strlen(lines[i].line));
        struct record_reader reader = record_reader(&text);
        const char *key, *value;

        ck_assert_int_eq(record_next(&reader, &key, &value), STATUS_OK);
        ck_assert_str_eq(key, lines[i].key);
        ck_assert_str_eq(value, lines[i].value);
        ck_assert_int_eq(record_next(&reader, &key, &value), STATUS_NOT_FOUND);
        free(text.data);
    }
}
END_TEST

START_TEST(bad_lines_end_the_reading)
{
    static const struct {
        const char *line;
        size_t length;
    } lines[] = {
        { "a\n", 2 },      { "a", 1 },          { " \n", 2 },    { "\r", 1 },
        { "\ra=b\n", 5 },  { "a=b\rc=d\n", 8 }, { "a=b\r", 4 },  { "a=b\r\r\n", 6 },
        { "a\r=b\n", 5 },  { "a=\0\n", 4 },     { "\0=b\n", 4 }, { "\0\n", 2 },
        { "a=b\0c\n", 6 }, { "a\0b=c\n", 6 },   { "\0", 1 },     { "a=b\0", 4 },
        { "\r\r\n", 3 },
    };
    size_t i;

    for (i = 0; i < COUNT(lines); i++) {
        struct buffer text = text_of(lines[i].line, lines[i].length);
        struct record_reader reader = record_reader(&text);
        const char *key, *value;

        ck_assert_msg(record_next(&reader, &key, &value) == STATUS_MALFORMED, "line %zu", i);
        ck_assert_ptr_eq(reader.at, reader.end);
        ck_assert_int_eq(record_next(&reader, &key, &value), STATUS_NOT_FOUND);
        free(text.data);
    }
}
END_TEST

START_TEST(nothing_is_read_behind_a_bad_line)
{
    static const char input[] = "many=a\nbad\none=victim\n";
    struct buffer text = text_of(input, sizeof input - 1);
    struct sample sample;
    struct fault fault;

    ck_assert_int_eq(sample_read(&text, &sample, &fault), STATUS_MALFORMED);
    ck_assert_ptr_null(sample.one);
    ck_assert_str_eq(fault.subject, "line 2");
    free(text.data);
}
END_TEST

START_TEST(a_blank_line_ends_the_record)
{
    static const char *const blanks[] = { "a=b\n\nc=d\n", "a=b\n\r\nc=d\n", "a=b\r\n\nc=d\n" };
    const char *key, *value;
    size_t i;
    char *rest;

    for (i = 0; i < COUNT(blanks); i++) {
        struct buffer text = text_of(blanks[i], strlen(blanks[i]));
        struct record_reader reader = record_reader(&text);

        ck_assert_int_eq(record_next(&reader, &key, &value), STATUS_OK);
        ck_assert_int_eq(record_next(&reader, &key, &value), STATUS_NOT_FOUND);
        ck_assert_uint_eq(record_rest(&reader, &rest), 4);
        ck_assert_mem_eq(rest, "c=d\n", 4);
        ck_assert_int_eq(record_next(&reader, &key, &value), STATUS_OK);
        ck_assert_str_eq(key, "c");
        ck_assert_int_eq(record_next(&reader, &key, &value), STATUS_NOT_FOUND);
        ck_assert_uint_eq(record_rest(&reader, &rest), 0);
        free(text.data);
    }
}
END_TEST

START_TEST(an_empty_text_is_an_empty_record)
{
    struct buffer none = BUFFER(10), empty = text_of("", 0), blank = text_of("\n", 1);
    struct buffer *texts[] = { &none, &empty, &blank };
    struct sample sample;
    struct fault fault;
    size_t i;

    for (i = 0; i < COUNT(texts); i++) {
        ck_assert_int_eq(sample_read(texts[i], &sample, &fault), STATUS_OK);
        ck_assert_ptr_null(sample.one);
    }
    free(empty.data);
    free(blank.data);
}
END_TEST

/* A line "one=xxx…" with this end, `whole` bytes in all, followed by "many=next\n". */
static struct buffer line_of(size_t whole, const char *end)
{
    static const char next[] = "many=next\n";
    char *input = malloc(whole + sizeof next);
    struct buffer text;

    memset(input, 'x', whole);
    memcpy(input, "one=", 4);
    memcpy(input + whole - strlen(end), end, strlen(end));
    memcpy(input + whole, next, sizeof next);
    text = text_of(input, *end != '\0' ? whole + sizeof next - 1 : whole);
    free(input);
    return text;
}

START_TEST(a_line_has_65535_bytes_at_most)
{
    static const char *const ends[] = { "\n", "\r\n", "" };
    struct sample sample;
    struct fault fault;
    size_t i;

    for (i = 0; i < COUNT(ends); i++) {
        struct buffer good = line_of(65535, ends[i]), bad = line_of(65536, ends[i]);

        ck_assert_int_eq(sample_read(&good, &sample, &fault), STATUS_OK);
        ck_assert_uint_eq(strlen(sample.one), 65535 - 4 - strlen(ends[i]));
        if (*ends[i] != '\0')
            ck_assert_str_eq(sample.many, "next");
        ck_assert_int_eq(sample_read(&bad, &sample, &fault), STATUS_TOO_LONG);
        ck_assert_ptr_null(sample.one);
        ck_assert_ptr_null(sample.many);
        ck_assert_str_eq(fault.subject, "line 1");
        free(good.data);
        free(bad.data);
    }
}
END_TEST

START_TEST(an_overlong_line_is_never_cut_into_a_new_one)
{
    static const char header[] = "wwwauth[]=", victim[] = "one=victim\n";
    size_t at;

    for (at = 60000; at < 140000; at += 997) {
        char *input = malloc(at + sizeof victim);
        struct buffer text;
        struct sample sample;
        struct fault fault;

        memset(input, 'a', at);
        memcpy(input, header, sizeof header - 1);
        memcpy(input + at, victim, sizeof victim);
        text = text_of(input, at + sizeof victim - 1);
        ck_assert_int_eq(sample_read(&text, &sample, &fault),
                         text.length <= RECORD_LINE_MAX ? STATUS_OK : STATUS_TOO_LONG);
        ck_assert_ptr_null(sample.one);
        free(text.data);
        free(input);
    }
}
END_TEST

START_TEST(what_is_given_once_is_refused_twice)
{
    static const struct {
        const char *input, *subject;
    } doubles[] = {
        { "one=a\none=b\n", "one" },          { "one=\none=\n", "one" },
        { "number=1\nnumber=1\n", "number" }, { "number=0\nnumber=0\n", "number" },
        { "flag=0\nflag=1\n", "flag" },
    };
    struct fault fault;
    size_t i;

    for (i = 0; i < COUNT(doubles); i++) {
        ck_assert_int_eq(verdict(doubles[i].input, strlen(doubles[i].input), &fault),
                         STATUS_MALFORMED);
        ck_assert_int_eq(fault.status, STATUS_MALFORMED);
        ck_assert_str_eq(fault.subject, doubles[i].subject);
    }
}
END_TEST

START_TEST(other_repeated_keys_take_the_last_value)
{
    static const char input[] = "many=a\nfree_number=1\nmany=b\nfree_number=-2\n";
    struct buffer text = text_of(input, sizeof input - 1);
    struct sample sample;
    struct fault fault;

    ck_assert_int_eq(sample_read(&text, &sample, &fault), STATUS_OK);
    ck_assert_str_eq(sample.many, "b");
    ck_assert_int_eq(sample.free_number, -2);
    free(text.data);
}
END_TEST

START_TEST(unknown_keys_are_ignored)
{
    static const char input[] =
        "One=a\none =b\n=x\nunknown=1\nunknown[]=2\nlist=3\none[]=4\nflagg=1\n one=5\n";
    struct buffer text = text_of(input, sizeof input - 1);
    struct sample sample, empty;
    struct fault fault;

    memset(&empty, 0, sizeof empty);
    ck_assert_int_eq(sample_read(&text, &sample, &fault), STATUS_OK);
    ck_assert_mem_eq(&sample, &empty, sizeof empty);
    free(text.data);
}
END_TEST

START_TEST(lists_keep_their_order_and_can_be_cleared)
{
    static const char input[] = "list[]=a\nlist[]=b\nlist[]=\nlist[]=c\nlist[]=d\nlist[]=c\n";
    struct buffer text = text_of(input, sizeof input - 1);
    struct sample sample;
    struct fault fault;

    ck_assert_int_eq(sample_read(&text, &sample, &fault), STATUS_OK);
    ck_assert_uint_eq(sample.list.count, 3);
    ck_assert_str_eq(sample.list.item[0], "c");
    ck_assert_str_eq(sample.list.item[1], "d");
    ck_assert_str_eq(sample.list.item[2], "c");
    ck_assert(words_contain(&sample.list, "d"));
    ck_assert(!words_contain(&sample.list, "a"));
    ck_assert(!words_contain(&sample.list, "D"));
    ck_assert(!words_contain(&sample.list, ""));
    free(text.data);
}
END_TEST

static struct buffer list_of(size_t items, size_t cleared_after)
{
    struct buffer text = BUFFER(RECORD_MAX);
    size_t i;

    for (i = 1; i <= items; i++) {
        buffer_format(&text, "list[]=%zu\n", i);
        if (i == cleared_after)
            buffer_text(&text, "list[]=\n");
    }
    return text;
}

START_TEST(a_list_has_64_items_at_most)
{
    struct buffer full = list_of(RECORD_LIST_MAX, 0), over = list_of(RECORD_LIST_MAX + 1, 0),
                  cleared = list_of(2 * RECORD_LIST_MAX, RECORD_LIST_MAX);
    struct sample sample;
    struct fault fault;

    ck_assert_int_eq(sample_read(&full, &sample, &fault), STATUS_OK);
    ck_assert_uint_eq(sample.list.count, RECORD_LIST_MAX);
    ck_assert_int_eq(sample_read(&over, &sample, &fault), STATUS_TOO_LONG);
    ck_assert_str_eq(fault.subject, "list[]");
    ck_assert_int_eq(sample_read(&cleared, &sample, &fault), STATUS_OK);
    ck_assert_str_eq(sample.list.item[0], "65");
    buffer_clear(&full);
    buffer_clear(&over);
    buffer_clear(&cleared);
}
END_TEST

START_TEST(numbers_are_exact)
{
    static const struct {
        const char *text;
        int64_t number;
    } good[] = {
        { "0", 0 },
        { "-0", 0 },
        { "1", 1 },
        { "-1", -1 },
        { "007", 7 },
        { "9223372036854775807", INT64_MAX },
        { "-9223372036854775808", INT64_MIN },
    };
    static const char *const bad[] = {
        "",
        "-",
        "+1",
        " 1",
        "1 ",
        "1.0",
        "1e3",
        "0x1",
        "12x",
        "--1",
        "9223372036854775808",
        "-9223372036854775809",
        "99999999999999999999999999",
        "\xd9\xa1",
        "1,000",
    };
    int64_t number;
    size_t i;

    for (i = 0; i < COUNT(good); i++) {
        ck_assert(record_number(good[i].text, &number));
        ck_assert_int_eq(number, good[i].number);
    }
    for (i = 0; i < COUNT(bad); i++) {
        struct fault fault;
        char line[64];

        ck_assert_msg(!record_number(bad[i], &number), "%s", bad[i]);
        snprintf(line, sizeof line, "number=%s\n", bad[i]);
        ck_assert_int_eq(verdict(line, strlen(line), &fault), STATUS_MALFORMED);
        ck_assert_str_eq(fault.subject, "number");
    }
}
END_TEST

START_TEST(flags_read_as_git_reads_them)
{
    static const struct {
        const char *text;
        bool flag;
    } flags[] = {
        { "1", true },      { "true", true },   { "yes", true },    { "on", true },
        { "banana", true }, { "2", true },      { "-1", true },     { " ", true },
        { "", false },      { "0", false },     { "false", false }, { "no", false },
        { "off", false },   { "False", false }, { "NO", false },    { "oFf", false },
    };
    size_t i;

    for (i = 0; i < COUNT(flags); i++) {
        struct sample sample;
        struct fault fault;
        char line[64];
        struct buffer text;

        snprintf(line, sizeof line, "flag=%s\n", flags[i].text);
        text = text_of(line, strlen(line));
        ck_assert_int_eq(sample_read(&text, &sample, &fault), STATUS_OK);
        ck_assert_msg(sample.flag == flags[i].flag, "flag=%s", flags[i].text);
        free(text.data);
    }
}
END_TEST

START_TEST(a_fault_never_repeats_the_input)
{
    static const char *const inputs[] = {
        "secret\n",        "one=a\nsecret\n", "secret\rone=secret\n", "one=a\none=secret\n",
        "number=secret\n",
    };
    size_t i;

    for (i = 0; i < COUNT(inputs); i++) {
        struct fault fault;

        ck_assert_int_eq(verdict(inputs[i], strlen(inputs[i]), &fault), STATUS_MALFORMED);
        ck_assert_ptr_null(strstr(fault.subject, "secret"));
        ck_assert_ptr_null(strstr(fault.detail, "secret"));
        ck_assert_str_ne(fault.subject, "");
    }
}
END_TEST

START_TEST(writing_refuses_what_reading_would_not_give_back)
{
    static const struct {
        const char *key, *value;
    } bad[] = {
        { "a", "b\nc=d" }, { "a", "b\r" },  { "a", "\n" },
        { "a=b", "c" },    { "a\nb", "c" }, { "a\r", "c" },
    };
    size_t i;

    for (i = 0; i < COUNT(bad); i++) {
        struct buffer out = BUFFER(1000);

        record_put(&out, "before", "x");
        record_put(&out, bad[i].key, bad[i].value);
        record_put(&out, "behind", "x");
        ck_assert_int_eq(buffer_status(&out), STATUS_MALFORMED);
        ck_assert_str_eq(buffer_string(&out), "before=x\n");
        buffer_clear(&out);
    }
}
END_TEST

START_TEST(writing_keeps_the_limit_of_a_line)
{
    struct buffer out = BUFFER(RECORD_MAX);
    char *value = malloc(65535);

    memset(value, 'v', 65534);
    value[65535 - 3] = '\0'; /* "a=" and LF make it 65535 */
    record_put(&out, "a", value);
    ck_assert_int_eq(buffer_status(&out), STATUS_OK);
    ck_assert_uint_eq(out.length, 65535);
    buffer_clear(&out);
    value[65535 - 3] = 'v';
    value[65535 - 2] = '\0';
    record_put(&out, "a", value);
    ck_assert_int_eq(buffer_status(&out), STATUS_TOO_LONG);
    ck_assert_uint_eq(out.length, 0);
    buffer_clear(&out);
    free(value);
}
END_TEST

START_TEST(only_what_is_set_is_written)
{
    struct sample sample = { .many = "", .list = { { "x", "", "y" }, 3 }, .number = -5 };
    struct buffer out = BUFFER(1000);

    record_write(&out, rules, RECORD_RULES_COUNT(rules), &sample);
    record_put(&out, "absent", NULL);
    record_put_number(&out, "zero", 0);
    record_end(&out);
    ck_assert_str_eq(buffer_string(&out), "many=\nlist[]=x\nlist[]=y\nnumber=-5\nzero=0\n\n");
    buffer_clear(&out);
}
END_TEST

/* A random value: any bytes but NUL, LF and CR, up to 300. */
static const char *random_value(char *into)
{
    uint32_t length = randombytes_uniform(10) == 0 ? 0 : randombytes_uniform(300), i;

    for (i = 0; i < length; i++)
        do
            into[i] = (char)randombytes_uniform(256);
        while (into[i] == '\0' || into[i] == '\n' || into[i] == '\r');
    into[length] = '\0';
    return into;
}

static void expect_same_text(const char *one, const char *other)
{
    ck_assert_int_eq(one == NULL, other == NULL);
    if (one != NULL)
        ck_assert_str_eq(one, other);
}

START_TEST(what_is_written_is_read_back_the_same)
{
    static char values[RECORD_LIST_MAX + 2][301];
    int round;

    for (round = 0; round < 500; round++) {
        struct sample sample = { 0 }, back;
        struct buffer text = BUFFER(RECORD_MAX);
        struct fault fault;
        size_t i;

        sample.one = randombytes_uniform(4) == 0 ? NULL : random_value(values[0]);
        sample.many = randombytes_uniform(4) == 0 ? NULL : random_value(values[1]);
        randombytes_buf(&sample.number, sizeof sample.number);
        sample.flag = randombytes_uniform(2) == 1;
        for (i = randombytes_uniform(RECORD_LIST_MAX + 1); i > 0; i--) {
            const char *item = random_value(values[1 + i]);

            if (*item != '\0')
                sample.list.item[sample.list.count++] = item;
        }
        record_write(&text, rules, RECORD_RULES_COUNT(rules), &sample);
        record_end(&text);
        ck_assert_int_eq(buffer_status(&text), STATUS_OK);
        ck_assert_int_eq(sample_read(&text, &back, &fault), STATUS_OK);
        expect_same_text(back.one, sample.one);
        expect_same_text(back.many, sample.many);
        ck_assert(back.number == sample.number && back.flag == sample.flag);
        ck_assert_uint_eq(back.list.count, sample.list.count);
        for (i = 0; i < back.list.count; i++)
            ck_assert_str_eq(back.list.item[i], sample.list.item[i]);
        buffer_clear(&text);
    }
}
END_TEST

int main(void)
{
    return suite_run(
        "record",
        SUITE(fields_are_split_at_the_first_equals_sign, bad_lines_end_the_reading,
              nothing_is_read_behind_a_bad_line, a_blank_line_ends_the_record,
              an_empty_text_is_an_empty_record, a_line_has_65535_bytes_at_most,
              an_overlong_line_is_never_cut_into_a_new_one, what_is_given_once_is_refused_twice,
              other_repeated_keys_take_the_last_value, unknown_keys_are_ignored,
              lists_keep_their_order_and_can_be_cleared, a_list_has_64_items_at_most,
              numbers_are_exact, flags_read_as_git_reads_them, a_fault_never_repeats_the_input,
              writing_refuses_what_reading_would_not_give_back,
              writing_keeps_the_limit_of_a_line, only_what_is_set_is_written,
              what_is_written_is_read_back_the_same));
}
