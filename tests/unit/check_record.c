/* check_record.c: how key=value lines are read, at their limits and beyond. */
#include "tests/lib/records.h"

#include <inttypes.h>

START_TEST(fields_are_split_at_the_first_equals_sign)
{
    static const struct {
        const char *line, *key, *value;
    } lines[] = {
        { "a=b\n", "a", "b" },         { "a=\n", "a", "" },
        { "=b\n", "", "b" },           { "=\n", "", "" },
        { "a=b=c\n", "a", "b=c" },     { "a==\n", "a", "=" },
        { " a = b \n", " a ", " b " }, { "a=b", "a", "b" },
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
        { "a\n", 2 },      { "a", 1 },          { " \n", 2 },     { "\r", 1 },
        { "\ra=b\n", 5 },  { "a=b\rc=d\n", 8 }, { "a=b\r", 4 },   { "a=b\r\r\n", 6 },
        { "a\r=b\n", 5 },  { "a=\0\n", 4 },     { "\0=b\n", 4 },  { "\0\n", 2 },
        { "a=b\0c\n", 6 }, { "a\0b=c\n", 6 },   { "\0", 1 },      { "a=b\0", 4 },
        { "\r\r\n", 3 },   { "\r\n", 2 },       { "a=b\r\n", 5 }, { "a=\r\n", 4 },
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
    static const char *const blanks[] = { "a=b\n\nc=d\n" };
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
    static const char *const ends[] = { "\n", "" };
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
    ck_assert(string_list_contain(&sample.list, "d"));
    ck_assert(!string_list_contain(&sample.list, "a"));
    ck_assert(!string_list_contain(&sample.list, "D"));
    ck_assert(!string_list_contain(&sample.list, ""));
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

START_TEST(spans_are_read)
{
    static const struct {
        const char *text;
        int64_t seconds;
    } good[] = { { "0", 0 },       { "90", 90 },    { "90s", 90 },
                 { "15m", 900 },   { "3h", 10800 }, { "2d", 172800 },
                 { "1w", 604800 }, { "007m", 420 }, { "999999999w", 604799999395200 } };
    static const char *const bad[] = { "",      "m",    "-1",         "+1",         " 1",
                                       "1 ",    "1.5h", "1x",         "1S",         "1hm",
                                       "1h30m", "0x1",  "1000000000", "1000000000s" };
    int64_t seconds;
    size_t i;

    for (i = 0; i < COUNT(good); i++) {
        ck_assert_msg(record_span(good[i].text, &seconds), "%s", good[i].text);
        ck_assert_int_eq(seconds, good[i].seconds);
    }
    for (i = 0; i < COUNT(bad); i++)
        ck_assert_msg(!record_span(bad[i], &seconds), "%s", bad[i]);
}
END_TEST

START_TEST(booleans_are_known_words)
{
    static const char *const bad[] = { "maybe", " no", "no ", "2", "00", "y", "n", "enabled" };
    bool value = false;
    size_t i;

    ck_assert(record_boolean("Yes", &value) && value);
    ck_assert(record_boolean("OFF", &value) && !value);
    ck_assert(record_boolean("1", &value) && value);
    ck_assert(record_boolean("", &value) && !value);
    for (i = 0; i < COUNT(bad); i++)
        ck_assert_msg(!record_boolean(bad[i], &value), "%s", bad[i]);
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

START_TEST(a_record_is_whole_with_its_blank_line)
{
    static const struct {
        const char *text;
        bool is_whole;
    } cases[] = {
        { "", false },
        { "a=b", false },
        { "a=b\n", false },
        { "a=b\r\n", false },
        { "a=b\n\r", false },
        { "\r", false },
        { "a=b\n\n", true },
        { "a=b\r\n\r\n", true },
        { "\n", true },
        { "\r\n", true },
        { "a=b\n\nrest", true },
        { "a=b\n \nc=d\n", false },
        { "nonsense\n\n", true },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        struct buffer text = text_of(cases[i].text, strlen(cases[i].text));

        ck_assert_msg(record_is_whole(&text) == cases[i].is_whole, "case %zu", i);
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
              numbers_are_exact, spans_are_read, booleans_are_known_words,
              flags_read_as_git_reads_them, a_record_is_whole_with_its_blank_line,
              a_fault_never_repeats_the_input));
}
