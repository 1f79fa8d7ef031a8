/* check_documents.c: HJSON and YAML become the JSON that they mean, or are refused with the
 * place and what is wrong there. */
#include "tests/lib/adobe.h"

#include "helper/adobe/hjson.h"
#include "helper/adobe/yaml.h"

typedef enum status load_function(const char *data, size_t length, json_t **root,
                                  struct document_place *place);

static enum status load_hjson(const char *data, size_t length, json_t **root,
                              struct document_place *place)
{
    *root = hjson_load(data, length, place);
    return *root != NULL ? STATUS_OK : STATUS_MALFORMED;
}

/* Loads from memory of the text's exact size, for AddressSanitizer. */
static enum status load(load_function *function, const char *text, size_t length, json_t **root,
                        struct document_place *place)
{
    char *copy = malloc(length > 0 ? length : 1);
    enum status status;

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, text, length);
    document_init();
    status = function(copy, length, root, place);
    free(copy);
    ck_assert_int_eq(*root != NULL, status == STATUS_OK);
    return status;
}

static void means(load_function *function, const char *text, const char *json)
{
    struct document_place place = { 0 };
    json_t *root, *expected;

    ck_assert_msg(load(function, text, strlen(text), &root, &place) == STATUS_OK,
                  "%s: line %d, column %d: %s", text, place.line, place.column, place.what);
    expected = json_loads(json, 0, NULL);
    ck_assert_ptr_nonnull(expected);
    ck_assert_msg(json_equal(root, expected), "%s isn't %s", text, json);
    json_decref(expected);
    json_decref(root);
}

static void refused_bytes(load_function *function, const char *text, size_t length, int line,
                          int column, const char *what)
{
    struct document_place place = { 0 };
    json_t *root;

    ck_assert_msg(load(function, text, length, &root, &place) == STATUS_MALFORMED, "%s", text);
    ck_assert_ptr_nonnull(place.what);
    ck_assert_msg(strcmp(place.what, what) == 0, "%s: %s, not %s", text, place.what, what);
    ck_assert_msg(place.line == line && place.column == column,
                  "%s: line %d, column %d, not %d, %d", text, place.line, place.column, line,
                  column);
}

static void refused(load_function *function, const char *text, int line, int column,
                    const char *what)
{
    refused_bytes(function, text, strlen(text), line, column, what);
}

/* ## HJSON */

START_TEST(hjson_is_json_with_less_to_type)
{
    means(load_hjson, "{}", "{}");
    means(load_hjson, " \r\n [ ] \n", "[]");
    means(load_hjson, "{\"a\": \"b\", \"c\": [\"d\", {\"e\": null}]}",
          "{\"a\":\"b\",\"c\":[\"d\",{\"e\":null}]}");
    means(load_hjson, "{a: b\nc: d e, f\r\ng:\n{\nh: [\ni\nj\n]\n}\n}",
          "{\"a\":\"b\",\"c\":\"d e, f\",\"g\":{\"h\":[\"i\",\"j\"]}}");
    means(load_hjson, "{a: 1, b: -2.5e3, c: true, d: null, e: nullx\n}",
          "{\"a\":\"1\",\"b\":\"-2.5e3\",\"c\":\"true\",\"d\":null,\"e\":\"nullx\"}");
    means(load_hjson, "[1, 2\n3]", "[\"1\",\"2\",\"3\"]");
    means(load_hjson, "{a: 0123\nb: 1.2.3, 4\n}", "{\"a\":\"0123\",\"b\":\"1.2.3, 4\"}");
    means(load_hjson, "{a: [\"b\",],}", "{\"a\":[\"b\"]}");
}
END_TEST

START_TEST(hjson_has_comments)
{
    means(load_hjson, "# one\n// two\n/* three\n { */ {a: 1 # four\nb: 2 // five\n/* six */ }#",
          "{\"a\":\"1\",\"b\":\"2\"}");
    means(load_hjson, "{a: b # of the word\nc: https://d/e\n}",
          "{\"a\":\"b # of the word\",\"c\":\"https://d/e\"}");
    means(load_hjson, "{\"a\" /* b */ : /* c */ \"d\" # e\n}", "{\"a\":\"d\"}");
}
END_TEST

START_TEST(hjson_has_quotes_of_three_kinds)
{
    means(load_hjson, "{'a': 'it\\'s \"b\"\\\\', c: \"d'\\\"\\n\\u00e4\\ud83d\\ude00\"}",
          "{\"a\":\"it's \\\"b\\\"\\\\\",\"c\":\"d'\\\"\\n\xc3\xa4\xf0\x9f\x98\x80\"}");
    means(load_hjson, "{a:\n  '''\n  b\n  c\n  '''\nd: ''''''}",
          "{\"a\":\"b\\n  c\",\"d\":\"\"}");
    means(load_hjson, "{a: '', b: \"\"}", "{\"a\":\"\",\"b\":\"\"}");
}
END_TEST

START_TEST(hjson_that_is_none_is_refused_by_its_place)
{
    static const struct {
        const char *text;
        int line, column;
        const char *what;
    } cases[] = {
        { "", 1, 1, "no object" },
        { "a: b", 1, 1, "no object" },
        { "\"a\"", 1, 1, "no object" },
        { "{", 1, 2, "the closing bracket is missing" },
        { "{a: b}", 1, 7, "the closing bracket is missing" },
        { "{a: b\n]", 2, 1, "a key is missing" },
        { "[}", 1, 2, "a value is missing" },
        { "[,]", 1, 2, "a value is missing" },
        { "[1,,2]", 1, 4, "a value is missing" },
        { "{a:\n}", 2, 1, "a value is missing" },
        { "{a: :}", 1, 5, "a value is missing" },
        { "{a b}", 1, 4, "a colon is missing" },
        { "{a\n}", 2, 1, "a colon is missing" },
        { "{\"a\": \"b\" \"c\": \"d\"}", 1, 11, "a comma or a line end is missing" },
        { "[\"a\" b\n]", 1, 6, "a comma or a line end is missing" },
        { "{a: 1\na: 2\n}", 2, 2, "a key that is there twice" },
        { "{a: 1\n'a': null}", 2, 4, "a key that is there twice" },
        { "{\"\": 1, \"\": 2}", 1, 11, "a key that is there twice" },
        { "{} {}", 1, 4, "something behind the end" },
        { "{}\n# fine\nx", 3, 1, "something behind the end" },
        { "{/* a", 1, 2, "a comment without its end" },
        { "{} /*/", 1, 4, "a comment without its end" },
        { "{a: \"b", 1, 5, "a string without its end" },
        { "{a: 'b\\'", 1, 5, "a string without its end" },
        { "{a: \"b\\", 1, 5, "a string without its end" },
        { "{a: '''b''", 1, 5, "a string in ''' without its end" },
        { "{a: \"b\nc\"}", 1, 5, "bytes that can't be in a string" },
        { "{a: \"\\x\"}", 1, 5, "bytes that can't be in a string" },
        { "{a: \"\\u0000\"}", 1, 5, "bytes that can't be in a string" },
        { "{a: \"\\ud800\"}", 1, 5, "bytes that can't be in a string" },
        { "{a: \"\xff\"}", 1, 5, "bytes that can't be in a string" },
        { "{a: \x1b[2J\n}", 1, 9, "bytes that can't be in a string" },
        { "{a: \xc3\n}", 1, 6, "bytes that can't be in a string" },
        { "{\xff: b\n}", 1, 3, "bytes that can't be in a string" },
        { "{\"a\\u0000\": b\n}", 1, 2, "bytes that can't be in a string" },
        { "{a: '''\x01'''}", 1, 12, "bytes that can't be in a string" },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++)
        refused(load_hjson, cases[i].text, cases[i].line, cases[i].column, cases[i].what);
    refused_bytes(load_hjson, "{a: b\0c\n}", 9, 1, 8, "bytes that can't be in a string");
    refused_bytes(load_hjson, "{\0: b\n}", 7, 1, 2, "a key is missing");
}
END_TEST

/* `open` many times, then `middle`, then `close` as often. */
static char *nested(const char *open, const char *middle, const char *close, int times)
{
    struct buffer text = BUFFER(8 * ADOBE_PAYLOAD_MAX);
    char *copy;
    int i;

    for (i = 0; i < times; i++)
        buffer_text(&text, open);
    buffer_text(&text, middle);
    for (i = 0; i < times; i++)
        buffer_text(&text, close);
    ck_assert_int_eq(buffer_status(&text), STATUS_OK);
    copy = strdup(buffer_string(&text));
    ck_assert_ptr_nonnull(copy);
    buffer_clear(&text);
    return copy;
}

static void nests(load_function *function, const char *open, const char *middle,
                  const char *close, int times, const char *what)
{
    char *text = nested(open, middle, close, times);
    struct document_place place = { 0 };
    json_t *root;
    enum status status = load(function, text, strlen(text), &root, &place);

    ck_assert_int_eq(status, what == NULL ? STATUS_OK : STATUS_MALFORMED);
    if (what != NULL)
        ck_assert_str_eq(place.what, what);
    json_decref(root);
    free(text);
}

START_TEST(hjson_nests_so_deep_and_no_deeper)
{
    nests(load_hjson, "[", "", "]", DOCUMENT_DEPTH_MAX, NULL);
    nests(load_hjson, "[", "", "]", DOCUMENT_DEPTH_MAX + 1, "nested too deep");
    nests(load_hjson, "{a:", "1", "}", DOCUMENT_DEPTH_MAX, NULL);
    nests(load_hjson, "{a:", "1", "}", DOCUMENT_DEPTH_MAX + 1, "nested too deep");
    nests(load_hjson, "[", "", "", 1000000, "nested too deep");
}
END_TEST

/* Whatever a megabyte is made of, it is read in one pass: no second of a test is used up. */
static void stays_fast(load_function *function, const char *const *pieces, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        int times = (int)(ADOBE_PAYLOAD_MAX / strlen(pieces[i]));
        char *text = nested(pieces[i], "", "", times);
        struct document_place place = { 0 };
        json_t *root;

        load(function, text, strlen(text), &root, &place);
        json_decref(root);
        free(text);
    }
}

START_TEST(hjson_stays_fast)
{
    static const char *const pieces[] = { "{a:1,", "[\n",    "[1,",  "[ ,", "[a\n", "#", "/*",
                                          "'''",   "[''',",  "\"\\", "'\\", ",",    ":", "//",
                                          "[a,b",  "[a //b", "[0",   "{\n", "\n#" };

    stays_fast(load_hjson, pieces, COUNT(pieces));
}
END_TEST

/* ## YAML */

#ifdef HAVE_LIBYAML
START_TEST(yaml_is_read_as_words)
{
    means(yaml_load, "a: b\n", "{\"a\":\"b\"}");
    means(yaml_load, "# c\n---\na:\n  b: [c, d]\n  e:\n    - f\n    - g: h\n...\n",
          "{\"a\":{\"b\":[\"c\",\"d\"],\"e\":[\"f\",{\"g\":\"h\"}]}}");
    means(yaml_load, "{a: 1, b: 0x2, c: true, d: null, e: ~, f: , g: 'null', h: \"\"}",
          "{\"a\":\"1\",\"b\":\"0x2\",\"c\":\"true\",\"d\":null,\"e\":null,\"f\":null,"
          "\"g\":\"null\",\"h\":\"\"}");
    means(yaml_load, "a: 0123456789012345678901234567890123456789\n",
          "{\"a\":\"0123456789012345678901234567890123456789\"}");
    means(yaml_load, "a: |\n  b\n  c\nd: >-\n  e\n  f\ng: \"\\x41\\u00e4\"\n",
          "{\"a\":\"b\\nc\\n\",\"d\":\"e f\",\"g\":\"A\xc3\xa4\"}");
    means(yaml_load, "a: b # c\r\n'd': 'it''s'\r\n", "{\"a\":\"b\",\"d\":\"it's\"}");
}
END_TEST

START_TEST(yaml_that_is_more_is_refused_by_its_place)
{
    static const struct {
        const char *text;
        int line, column;
        const char *what;
    } cases[] = {
        { "", 1, 1, "no document" },
        { "# nothing\n", 2, 1, "no document" },
        { "a", 1, 1, "no mapping" },
        { "- a\n", 1, 1, "no mapping" },
        { "a: &b c\nd: *b\n", 1, 4, "an anchor" },
        { "&a b: c\n", 1, 1, "an anchor" },
        { "a: &b\n  c: d\n", 1, 4, "an anchor" },
        { "a: &b [c]\n", 1, 4, "an anchor" },
        { "a: *b\n", 1, 4, "an alias" },
        { "*a : b\n", 1, 1, "a key that is no word" },
        { "a: [b, *c]\n", 1, 8, "an alias" },
        { "a: !!str b\n", 1, 4, "a tag" },
        { "a: !b\n  c: d\n", 1, 4, "a tag" },
        { "a: !!seq [b]\n", 1, 4, "a tag" },
        { "!!map\na: b\n", 1, 1, "a tag" },
        { "!!python/object/apply:os.system [a]\n", 1, 1, "no mapping" },
        { "a: ! b\n", 1, 4, "a tag" },
        { "%YAML 1.1\n---\na: b\n", 1, 1, "a directive" },
        { "%TAG ! tag:a,2000:\n---\na: b\n", 1, 1, "a directive" },
        { "a: b\n---\nc: d\n", 2, 1, "more than one document" },
        { "a: b\na: c\n", 2, 1, "a key that is there twice" },
        { "a:\n  b: c\n  \"b\": d\n", 3, 3, "a key that is there twice" },
        { "<<: {a: b}\n", 1, 1, "a merge key" },
        { "? [a]\n: b\n", 1, 3, "a key that is no word" },
        { "? {a: b}\n: c\n", 1, 3, "a key that is no word" },
        { "~: a\n", 1, 1, "a key that is no word" },
        { "a: \"b\\0c\"\n", 1, 4, "a NUL" },
        { "\"a\\0\": b\n", 1, 1, "a NUL" },
        { "a: [b\n", 2, 1, "did not find expected ',' or ']'" },
        { "a: \"b\n", 2, 1, "found unexpected end of stream" },
        { "a: b: c\n", 1, 5, "mapping values are not allowed in this context" },
        { "a: @b\n", 1, 4, "found character that cannot start any token" },
        { "\ta: b\n", 1, 1, "found character that cannot start any token" },
        { "a: \"\\q\"\n", 1, 5, "found unknown escape character" },
        { "a: \x1b[2J\n", 0, 0, "control characters are not allowed" },
        { "a: \xff\n", 0, 0, "invalid leading UTF-8 octet" },
        { "a: \xed\xa0\x80\n", 0, 0, "invalid Unicode character" },
        { "a: \"\\ud800\"\n", 1, 7, "found invalid Unicode character escape code" },
    };
    size_t i;

    for (i = 0; i < COUNT(cases); i++)
        refused(yaml_load, cases[i].text, cases[i].line, cases[i].column, cases[i].what);
    refused_bytes(yaml_load, "a: b\0c\n", 7, 0, 0, "control characters are not allowed");
}
END_TEST

START_TEST(yaml_nests_so_deep_and_no_deeper)
{
    nests(yaml_load, "{a: ", "1", "}", DOCUMENT_DEPTH_MAX, NULL);
    nests(yaml_load, "{a: ", "1", "}", DOCUMENT_DEPTH_MAX + 1, "nested too deep");
    nests(yaml_load, "{a: ", "", "", 200000, "nested too deep");
}
END_TEST

START_TEST(yaml_stays_fast)
{
    static const char *const pieces[] = { "{a: ", "- ",  "? ",   "[a, ",  "a: b\n", "a\n",
                                          "#",    "---", "\"\\", "'",     "&a ",    "!!a ",
                                          "|\n",  "*a ", ": ",   "- a\n", "%a\n",   "\n " };

    stays_fast(yaml_load, pieces, COUNT(pieces));
}
END_TEST
#define YAML_TESTS                                                                             \
    yaml_is_read_as_words, yaml_that_is_more_is_refused_by_its_place,                          \
        yaml_nests_so_deep_and_no_deeper, yaml_stays_fast
#else
START_TEST(yaml_is_said_not_to_be_read)
{
    refused(yaml_load, "a: b\n", 1, 1, "YAML isn't read: this was built without libyaml");
}
END_TEST
#define YAML_TESTS yaml_is_said_not_to_be_read
#endif

int main(void)
{
    return suite_run("documents",
                     SUITE(hjson_is_json_with_less_to_type, hjson_has_comments,
                           hjson_has_quotes_of_three_kinds,
                           hjson_that_is_none_is_refused_by_its_place,
                           hjson_nests_so_deep_and_no_deeper, hjson_stays_fast, YAML_TESTS));
}
