/* yaml.c: libyaml's events, put together. */
#include "helper/adobe/yaml.h"

#ifdef HAVE_LIBYAML
#include <string.h>

#include <yaml.h>

struct yaml {
    yaml_parser_t parser;
    yaml_event_t event; /* the current one */
    int depth;
    struct document_place fault; /* the first one; no `what` = none */
    bool out_of_memory;
};

static json_t *fail(struct yaml *in, const char *what)
{
    const yaml_mark_t *mark = &in->event.start_mark;

    if (in->fault.what == NULL)
        in->fault = (struct document_place){ (int)mark->line + 1, (int)mark->column + 1, what };
    return NULL;
}

/* libyaml's own words are literals. */
static void fail_parser(struct yaml *in)
{
    const yaml_parser_t *parser = &in->parser;
    const yaml_mark_t *mark = &parser->problem_mark;

    in->out_of_memory = in->out_of_memory || parser->error == YAML_MEMORY_ERROR;
    fail(in, parser->problem != NULL ? parser->problem : "not YAML");
    if (parser->error == YAML_READER_ERROR)
        in->fault.line = in->fault.column = 0;
    else
        in->fault.line = (int)mark->line + 1, in->fault.column = (int)mark->column + 1;
}

/* Goes on to the next event; YAML_NO_EVENT after a fault. */
static yaml_event_type_t next(struct yaml *in)
{
    yaml_event_delete(&in->event);
    if (in->fault.what == NULL && !yaml_parser_parse(&in->parser, &in->event))
        fail_parser(in);
    return in->event.type;
}

static json_t *kept(struct yaml *in, json_t *value)
{
    if (value == NULL)
        in->out_of_memory = true;
    return value != NULL ? value : fail(in, "memory is short");
}

static bool is_null(const yaml_event_t *event)
{
    static const char *const words[] = { "", "~", "null", "Null", "NULL" };
    const char *text = (const char *)event->data.scalar.value;
    size_t i;

    for (i = 0; i < sizeof words / sizeof words[0]; i++)
        if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && strcmp(text, words[i]) == 0)
            return true;
    return false;
}

static json_t *scalar(struct yaml *in)
{
    const char *text = (const char *)in->event.data.scalar.value;
    size_t length = in->event.data.scalar.length;

    if (in->event.data.scalar.anchor != NULL)
        return fail(in, "an anchor");
    if (in->event.data.scalar.tag != NULL)
        return fail(in, "a tag");
    if (memchr(text, '\0', length) != NULL)
        return fail(in, "a NUL");
    return kept(in, is_null(&in->event) ? json_null() : json_stringn(text, length));
}

static json_t *value(struct yaml *in);

/* The current event is the key. */
static bool member(struct yaml *in, json_t *object)
{
    json_t *key = NULL, *read;
    const char *name;
    bool is_set = false;

    if (in->event.type == YAML_SCALAR_EVENT)
        key = scalar(in);
    else
        fail(in, "a key that is no word");
    name = json_string_value(key);
    if (key != NULL && name == NULL)
        fail(in, "a key that is no word");
    else if (name != NULL && strcmp(name, "<<") == 0)
        fail(in, "a merge key");
    else if (name != NULL && json_object_get(object, name) != NULL)
        fail(in, "a key that is there twice");
    if (in->fault.what == NULL) {
        next(in);
        read = value(in);
        is_set = read != NULL && json_object_set_new(object, name, read) == 0;
    }
    json_decref(key);
    return is_set;
}

static bool element(struct yaml *in, json_t *array)
{
    json_t *read = value(in);

    return read != NULL && json_array_append_new(array, read) == 0;
}

/* What stands before `end`; the current event opens it. */
static json_t *inside(struct yaml *in, json_t *container, yaml_event_type_t end,
                      bool (*one)(struct yaml *in, json_t *container))
{
    if (in->depth++ == DOCUMENT_DEPTH_MAX)
        fail(in, "nested too deep");
    while (kept(in, container) != NULL && next(in) != end)
        if (in->fault.what != NULL || !one(in, container)) {
            json_decref(container);
            return NULL;
        }
    in->depth--;
    return container;
}

static json_t *mapping(struct yaml *in)
{
    if (in->event.data.mapping_start.anchor != NULL)
        return fail(in, "an anchor");
    if (in->event.data.mapping_start.tag != NULL)
        return fail(in, "a tag");
    return inside(in, json_object(), YAML_MAPPING_END_EVENT, member);
}

static json_t *sequence(struct yaml *in)
{
    if (in->event.data.sequence_start.anchor != NULL)
        return fail(in, "an anchor");
    if (in->event.data.sequence_start.tag != NULL)
        return fail(in, "a tag");
    return inside(in, json_array(), YAML_SEQUENCE_END_EVENT, element);
}

/* The value that the current event begins. */
static json_t *value(struct yaml *in)
{
    switch (in->event.type) {
    case YAML_SCALAR_EVENT:
        return scalar(in);
    case YAML_MAPPING_START_EVENT:
        return mapping(in);
    case YAML_SEQUENCE_START_EVENT:
        return sequence(in);
    case YAML_ALIAS_EVENT:
        return fail(in, "an alias");
    default:
        return fail(in, "a value is missing");
    }
}

/* The one document of the stream. */
static json_t *document(struct yaml *in)
{
    json_t *root;

    next(in); /* the stream's start */
    if (next(in) != YAML_DOCUMENT_START_EVENT)
        return fail(in, "no document");
    if (in->event.data.document_start.version_directive != NULL ||
        in->event.data.document_start.tag_directives.start !=
            in->event.data.document_start.tag_directives.end)
        return fail(in, "a directive");
    if (next(in) != YAML_MAPPING_START_EVENT)
        return fail(in, "no mapping");
    root = value(in);
    next(in); /* the document's end */
    if (next(in) != YAML_STREAM_END_EVENT)
        fail(in, "more than one document");
    if (in->fault.what == NULL)
        return root;
    json_decref(root);
    return NULL;
}

enum status yaml_load(const char *data, size_t length, json_t **root,
                      struct document_place *place)
{
    struct yaml in = { .depth = 0 };

    *root = NULL;
    if (!yaml_parser_initialize(&in.parser))
        return STATUS_NO_MEMORY;
    yaml_parser_set_encoding(&in.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&in.parser, (const unsigned char *)data, length);
    *root = document(&in);
    yaml_event_delete(&in.event);
    yaml_parser_delete(&in.parser);
    *place = in.fault;
    if (*root != NULL)
        return STATUS_OK;
    return in.out_of_memory || place->what == NULL ? STATUS_NO_MEMORY : STATUS_MALFORMED;
}

#else

enum status yaml_load(const char *data, size_t length, json_t **root,
                      struct document_place *place)
{
    (void)data;
    (void)length;
    *root = NULL;
    *place = (struct document_place){ 1, 1, "YAML isn't read: this was built without libyaml" };
    return STATUS_MALFORMED;
}

#endif
