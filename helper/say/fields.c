/* fields.c: labelled lines. */
#include "helper/say/fields.h"

#include "helper/say/say.h"
#include "helper/say/times.h"
#include "helper/token/moment.h"

static void label_line(struct buffer *out, const char *label)
{
    buffer_format(out, "  %-18s", label);
}

void fields_text(struct buffer *out, const char *label, const char *value)
{
    label_line(out, label);
    buffer_text(out, value != NULL ? value : "(not recorded)");
    buffer_text(out, "\n");
}

static void number_line(struct buffer *out, const char *label, int64_t value)
{
    label_line(out, label);
    buffer_format(out, "%lld\n", (long long)value);
}

void fields_words(struct buffer *out, const struct string_list *words)
{
    size_t i;

    for (i = 0; i < words->count; i++)
        buffer_format(out, "%s%s", i > 0 ? ", " : "", words->item[i]);
}

/* Unix seconds, in UTC and relative to now; 0 prints as "(not recorded)". */
static void put_time(struct buffer *out, const char *label, int64_t at)
{
    char utc[FORMAT_TIME_SIZE], relative[FORMAT_TIME_SIZE];

    if (at == 0) {
        fields_text(out, label, NULL);
        return;
    }
    format_time_utc(utc, at);
    format_time_relative(relative, at, moment_now().wall);
    label_line(out, label);
    buffer_format(out, "%s (%s)\n", utc, relative);
}

static void line_put(struct buffer *out, const struct field *field)
{
    const int64_t *number = field->value;

    switch (field->kind) {
    case FIELD_TEXT:
        fields_text(out, field->label, field->value);
        break;
    case FIELD_WORDS:
        label_line(out, field->label);
        fields_words(out, field->value);
        buffer_text(out, "\n");
        break;
    case FIELD_NUMBER:
        number_line(out, field->label, *number);
        break;
    case FIELD_TIME:
        put_time(out, field->label, *number);
        break;
    }
}

static json_t *member_of(const struct field *field)
{
    if (field->kind == FIELD_TEXT)
        return field->value != NULL ? json_string(field->value) : json_null();
    return field->kind == FIELD_WORDS ? json_words(field->value)
                                      : json_integer(*(const int64_t *)field->value);
}

void fields_put(struct buffer *out, json_t *object, const struct field *field, size_t count)
{
    for (; count > 0; count--, field++)
        if (object == NULL && field->label != NULL)
            line_put(out, field);
        else if (object != NULL)
            json_member(out, object, field->member, member_of(field));
}

enum { FAULT_FORMAT = 1 };

json_t *json_words(const struct string_list *words)
{
    json_t *array = json_array();
    size_t i;

    for (i = 0; array != NULL && i < words->count; i++)
        if (json_array_append_new(array, json_string(words->item[i])) != 0) {
            json_decref(array);
            array = NULL;
        }
    return array;
}

void json_add(struct buffer *out, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0)
        buffer_fail(out, STATUS_NO_MEMORY);
}

void json_member(struct buffer *out, json_t *object, const char *name, json_t *value)
{
    if (json_object_set_new(object, name, value) != 0)
        buffer_fail(out, STATUS_NO_MEMORY);
}

static int append_bytes(const char *bytes, size_t length, void *out)
{
    buffer_append(out, bytes, length);
    return buffer_status(out) == STATUS_OK ? 0 : -1;
}

void json_text(struct buffer *out, const json_t *value, size_t flags)
{
    if (value == NULL ||
        json_dump_callback(value, append_bytes, out, flags | JSON_ENCODE_ANY) != 0)
        buffer_fail(out, STATUS_NO_MEMORY);
}

void json_print(struct buffer *out, int format, const char *name, json_t *value)
{
    json_t *whole = json_pack("{s:i, s:o}", "format", format, name, value);

    json_text(out, whole, JSON_INDENT(2));
    buffer_text(out, "\n");
    json_decref(whole);
}

json_t *json_fault_object(const struct fault *fault, const char *profile)
{
    char sentence[1024], hint[600];

    say_sentence(sentence, sizeof sentence, fault);
    say_hint_of(hint, sizeof hint, fault, profile);
    return json_pack("{s:s, s:i, s:s, s:s*}", "status", status_name(fault->status), "exit",
                     status_exit(fault->status), "message", sentence, "hint",
                     text_or_null(hint));
}

void json_fault(struct buffer *out, const struct fault *fault, const char *profile)
{
    json_print(out, FAULT_FORMAT, "error", json_fault_object(fault, profile));
}
