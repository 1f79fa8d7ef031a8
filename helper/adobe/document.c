/* document.c: jansson with limits. */
#include "helper/adobe/document.h"

#include <sodium.h>

#include "helper/network/wiped.h"
#include "protocol/record.h"

void document_init(void)
{
    json_set_alloc_funcs(wiped_malloc, wiped_free);
    json_object_seed(randombytes_random() | 1u);
}

/* Counts brackets outside strings; what isn't JSON at all is left to the parser. */
static bool depth_is_bounded(const char *data, size_t length)
{
    bool in_string = false;
    size_t depth = 0, i;

    for (i = 0; i < length && depth <= DOCUMENT_DEPTH_MAX; i++) {
        char c = data[i];

        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '{' || c == '['))
            depth++;
        else if (!in_string && (c == '}' || c == ']') && depth > 0)
            depth--;
    }
    return depth <= DOCUMENT_DEPTH_MAX;
}

json_t *document_load(const char *data, size_t length, struct document_place *place)
{
    json_error_t error = { 0 };
    json_t *root = NULL;

    if (depth_is_bounded(data, length))
        root = json_loadb(data, length, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL && place != NULL)
        *place = (struct document_place){ error.line, error.column };
    return root;
}

const char *document_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

bool document_flag(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

bool document_number(const json_t *value, int64_t *number)
{
    if (json_is_integer(value)) {
        *number = json_integer_value(value);
        return true;
    }
    if (json_is_string(value))
        return record_number(json_string_value(value), number);
    if (json_is_real(value)) {
        double real = json_real_value(value);

        if (!(real > -9.0e18 && real < 9.0e18))
            return false;
        *number = (int64_t)real;
        return (double)*number == real;
    }
    return false;
}
