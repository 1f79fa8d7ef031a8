/* check_record_write.c: how they are written, so that reading gives the same back. */
#include "tests/lib/records.h"

#include <sodium.h>

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
        record_put(&out, "after", "x");
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
    return suite_run("record write",
                     SUITE(writing_refuses_what_reading_would_not_give_back,
                           writing_keeps_the_limit_of_a_line, only_what_is_set_is_written,
                           what_is_written_is_read_back_the_same));
}
