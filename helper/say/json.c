/* json.c: JSON answers. */
#include "helper/say/json.h"

#include "helper/say/say.h"

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

static int append(const char *bytes, size_t length, void *out)
{
    buffer_append(out, bytes, length);
    return buffer_status(out) == STATUS_OK ? 0 : -1;
}

void json_print(struct buffer *out, int format, const char *name, json_t *value)
{
    json_t *whole = json_pack("{s:i, s:o}", "format", format, name, value);

    if (whole == NULL || json_dump_callback(whole, append, out, JSON_INDENT(2)) != 0)
        buffer_fail(out, STATUS_NO_MEMORY);
    buffer_text(out, "\n");
    json_decref(whole);
}

void json_fault(struct buffer *out, const struct fault *fault, const char *profile)
{
    char sentence[1024], hint[600];

    say_sentence(sentence, sizeof sentence, fault);
    say_hint_of(hint, sizeof hint, fault, profile);
    json_print(out, FAULT_FORMAT, "error",
               json_pack("{s:s, s:i, s:s, s:s*}", "status", status_name(fault->status), "exit",
                         status_exit(fault->status), "message", sentence, "hint",
                         hint[0] != '\0' ? hint : NULL));
}
