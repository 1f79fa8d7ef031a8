/* value: small conveniences over jansson; see value.h. */
#include "value.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

json_t *value_string(const char *text)
{
    json_t *string;
    char *plain, *c;

    if (text == NULL)
        return json_null();
    string = json_string(text);
    if (string != NULL)
        return string;
    plain = strdup(text);
    if (plain == NULL)
        return json_null();
    for (c = plain; *c != '\0'; c++)
        if ((unsigned char)*c >= 0x80)
            *c = '?';
    string = json_string(plain);
    free(plain);
    return string;
}

const char *value_text(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text != NULL ? text : "";
}

long long value_number(const json_t *object, const char *name, long long fallback)
{
    const json_t *member = json_object_get(object, name);

    return json_is_integer(member) ? json_integer_value(member) : fallback;
}

bool value_true(const json_t *object, const char *name)
{
    return json_is_true(json_object_get(object, name));
}

bool value_lists(const json_t *array, const char *text)
{
    const json_t *item;
    size_t i;

    json_array_foreach (array, i, item) {
        if (json_is_string(item) && strcmp(json_string_value(item), text) == 0)
            return true;
    }
    return false;
}

json_t *value_list(const json_t *object, const char *name, bool empty)
{
    json_t *list = empty ? NULL : json_object_get(object, name);

    return json_is_array(list) ? json_incref(list) : json_array();
}

json_t *value_slice(json_t *array, size_t first, size_t count)
{
    json_t *slice = json_array();
    size_t i;

    for (i = first; i < json_array_size(array) && i - first < count; i++)
        json_array_append(slice, json_array_get(array, i));
    json_decref(array);
    return slice;
}

json_t *value_merge(json_t *target, const json_t *patch)
{
    const char *name;
    json_t *change;

    if (!json_is_object(patch)) {
        json_decref(target);
        return json_deep_copy(patch);
    }
    if (!json_is_object(target)) {
        json_decref(target);
        target = json_object();
    }
    json_object_foreach ((json_t *)patch, name, change) {
        if (json_is_null(change)) {
            json_object_del(target, name);
        } else {
            json_t *old = json_incref(json_object_get(target, name));

            json_object_set_new(target, name, value_merge(old, change));
        }
    }
    return target;
}

bool value_matches(const char *pattern, const char *text)
{
    if (pattern == NULL || *pattern == '\0')
        return true;
    return fnmatch(pattern, text, FNM_CASEFOLD | FNM_NOESCAPE) == 0;
}

long value_decimal(const char *text, long fallback)
{
    size_t digits = text != NULL ? strspn(text, "0123456789") : 0;

    if (digits == 0 || digits > 9 || text[digits] != '\0')
        return fallback;
    return strtol(text, NULL, 10);
}
