/* search: the query language of Workfront's core API; see search.h. */
#include "search.h"

#include "value.h"
#include "workfront.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define LIMIT_DEFAULT 100
#define LIMIT_MAX     2000
#define DEPTH_MAX     4

static bool is_equal(const char *have, const char *wanted)
{
    return strcmp(have, wanted) == 0;
}

static bool is_other(const char *have, const char *wanted)
{
    return strcmp(have, wanted) != 0;
}

static bool is_equal_ci(const char *have, const char *wanted)
{
    return strcasecmp(have, wanted) == 0;
}

static bool is_other_ci(const char *have, const char *wanted)
{
    return strcasecmp(have, wanted) != 0;
}

static bool has(const char *have, const char *wanted)
{
    return strstr(have, wanted) != NULL;
}

static bool has_ci(const char *have, const char *wanted)
{
    return strcasestr(have, wanted) != NULL;
}

static bool is_null(const char *have, const char *wanted)
{
    (void)wanted;
    return *have == '\0';
}

static bool is_not_null(const char *have, const char *wanted)
{
    (void)wanted;
    return *have != '\0';
}

static const struct modifier {
    const char *name;
    bool (*holds)(const char *have, const char *wanted);
} modifiers[] = {
    { "eq", is_equal },      { "ne", is_other },         { "cieq", is_equal_ci },
    { "cine", is_other_ci }, { "contains", has },        { "cicontains", has_ci },
    { "isnull", is_null },   { "notnull", is_not_null },
};

static json_t *refuse(struct exchange *x, const char *class, const char *what, const char *name)
{
    char message[256];

    snprintf(message, sizeof message, "%s: %.200s", what, name);
    workfront_error(x, 422, class, message);
    return NULL;
}

static json_t *refuse_field(struct exchange *x, const char *name)
{
    return refuse(x, "com.attask.common.InvalidParameterException", "No such field", name);
}

static const struct modifier *find_modifier(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof modifiers / sizeof *modifiers; i++)
        if (strcmp(modifiers[i].name, name) == 0)
            return &modifiers[i];
    return NULL;
}

/* The value at "reference:field", borrowed; NULL if there is none. */
static const json_t *reach(const json_t *object, const char *path)
{
    int depth;

    for (depth = 0; depth < DEPTH_MAX && object != NULL; depth++) {
        size_t length = strcspn(path, ":");
        char name[64];

        if (length >= sizeof name)
            return NULL;
        snprintf(name, sizeof name, "%.*s", (int)length, path);
        object = json_object_get(object, name);
        if (path[length] == '\0')
            return object;
        path += length + 1;
    }
    return NULL;
}

static const char *as_text(const json_t *value, char *buffer, size_t size)
{
    if (json_is_string(value))
        return json_string_value(value);
    if (json_is_boolean(value))
        return json_is_true(value) ? "true" : "false";
    *buffer = '\0';
    if (json_is_integer(value))
        snprintf(buffer, size, "%lld", (long long)json_integer_value(value));
    else if (json_is_real(value))
        snprintf(buffer, size, "%.1f", json_real_value(value));
    return buffer;
}

static bool is_condition(const char *name)
{
    size_t length = strlen(name);

    return strncmp(name, "$$", 2) != 0 && strcmp(name, "fields") != 0 &&
           strcmp(name, "filters") != 0 && strcmp(name, "method") != 0 &&
           (length < 4 || strcmp(name + length - 4, "_Mod") != 0);
}

static const struct modifier *modifier_of(const json_t *conditions, const char *name)
{
    char key[128];
    const char *text;

    snprintf(key, sizeof key, "%.100s_Mod", name);
    text = value_text(conditions, key);
    return find_modifier(*text != '\0' ? text : "eq");
}

static bool holds(const json_t *object, const json_t *conditions, const char *caller_id)
{
    const char *name, *wanted;
    char buffer[64];
    json_t *value;

    json_object_foreach ((json_t *)conditions, name, value) {
        if (!is_condition(name))
            continue;
        wanted = json_is_string(value) ? json_string_value(value) : "";
        if (strcmp(wanted, "$$USER.ID") == 0)
            wanted = caller_id;
        if (!modifier_of(conditions, name)
                 ->holds(as_text(reach(object, name), buffer, sizeof buffer), wanted))
            return false;
    }
    return true;
}

static json_t *conditions_of(struct exchange *x)
{
    const char *filters = exchange_query(x, "filters");
    json_t *conditions = json_copy(x->query), *more;

    if (*filters == '\0')
        return conditions;
    more = json_loads(filters, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(more)) {
        json_decref(more);
        json_decref(conditions);
        return refuse(x, "java.lang.IllegalArgumentException", "Not JSON", "filters");
    }
    json_object_update(conditions, more);
    json_decref(more);
    return conditions;
}

static bool judge(struct exchange *x, const json_t *conditions, const json_t *sample)
{
    const char *name;
    json_t *value;

    json_object_foreach ((json_t *)conditions, name, value) {
        if (!is_condition(name))
            continue;
        if (sample != NULL && reach(sample, name) == NULL) {
            refuse_field(x, name);
            return false;
        }
        if (modifier_of(conditions, name) == NULL) {
            refuse(x, "java.lang.IllegalArgumentException", "Unknown modifier for", name);
            return false;
        }
    }
    return true;
}

json_t *search_find(struct exchange *x, const json_t *objects, const char *caller_id)
{
    json_t *conditions = conditions_of(x), *found = NULL, *object;
    size_t i;

    if (conditions != NULL && judge(x, conditions, json_array_get(objects, 0))) {
        found = json_array();
        json_array_foreach (objects, i, object) {
            if (holds(object, conditions, caller_id))
                json_array_append(found, object);
        }
    }
    json_decref(conditions);
    return found;
}

static bool add_all(json_t *reduced, const json_t *object, const char *reference)
{
    const char *name;
    json_t *value;

    if (!json_is_object(object))
        return false;
    if (reference != NULL)
        return json_object_set(reduced, reference, (json_t *)object) == 0;
    json_object_foreach ((json_t *)object, name, value) {
        if (!json_is_object(value))
            json_object_set(reduced, name, value);
    }
    return true;
}

static bool add_nested(json_t *reduced, const json_t *object, const char *path, size_t first)
{
    const json_t *value = reach(object, path);
    char reference[64];
    json_t *inner;

    if (first >= sizeof reference)
        return false;
    snprintf(reference, sizeof reference, "%.*s", (int)first, path);
    if (strcmp(path + first, ":*") == 0)
        return add_all(reduced, json_object_get(object, reference), reference);
    if (value == NULL)
        return false;
    inner = json_object_get(reduced, reference);
    if (inner == NULL) {
        inner = json_object();
        json_object_set_new(reduced, reference, inner);
        json_object_set(inner, "ID", json_object_get(json_object_get(object, reference), "ID"));
    }
    return json_object_set(inner, strrchr(path, ':') + 1, (json_t *)value) == 0;
}

static bool add_field(json_t *reduced, const json_t *object, const char *path)
{
    size_t first = strcspn(path, ":");

    if (strcmp(path, "*") == 0)
        return add_all(reduced, object, NULL);
    if (path[first] == ':')
        return add_nested(reduced, object, path, first);
    return json_object_set(reduced, path, json_object_get(object, path)) == 0;
}

json_t *search_reduce(struct exchange *x, const json_t *object)
{
    const char *fields = exchange_query(x, "fields");
    json_t *reduced = json_object();

    add_field(reduced, object, "ID");
    add_field(reduced, object, "name");
    add_field(reduced, object, "objCode");
    while (*fields != '\0') {
        size_t length = strcspn(fields, ",");
        char field[128];

        snprintf(field, sizeof field, "%.*s", (int)length, fields);
        if (length > 0 && !add_field(reduced, object, field)) {
            json_decref(reduced);
            return refuse_field(x, field);
        }
        fields += length + (fields[length] == ',');
    }
    return reduced;
}

static bool bounds(struct exchange *x, long *first, long *limit)
{
    const char *limit_text = exchange_query(x, "$$LIMIT");
    const char *first_text = exchange_query(x, "$$FIRST");

    *limit = *limit_text != '\0' ? value_decimal(limit_text, -1) : LIMIT_DEFAULT;
    *first = *first_text != '\0' ? value_decimal(first_text, -1) : 0;
    if (*limit >= 1 && *limit <= LIMIT_MAX && *first >= 0)
        return true;
    refuse(x, "java.lang.IllegalArgumentException", "Out of range",
           *first < 0 ? "$$FIRST" : "$$LIMIT");
    return false;
}

json_t *search_page(struct exchange *x, json_t *found)
{
    json_t *page = json_array(), *reduced;
    long first, limit, i;

    if (!bounds(x, &first, &limit)) {
        json_decref(page);
        page = NULL;
    }
    for (i = 0; page != NULL && i < limit && first + i < (long)json_array_size(found); i++) {
        reduced = search_reduce(x, json_array_get(found, (size_t)(first + i)));
        if (reduced == NULL) {
            json_decref(page);
            page = NULL;
        } else {
            json_array_append_new(page, reduced);
        }
    }
    json_decref(found);
    return page;
}
