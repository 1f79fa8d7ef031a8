/* list.c: `list`. */
#include <jansson.h>

#include "helper/commands.h"
#include "helper/say/json.h"
#include "helper/say/say.h"

enum { LIST_FORMAT = 1 };

static void list_text(struct buffer *out, const struct profile *profile, bool is_default)
{
    size_t i;

    buffer_format(out, "%s%s", profile->name, is_default ? " (default)" : "");
    for (i = 0; i < profile->host.count; i++)
        buffer_format(out, "%s%s", i == 0 ? ": " : ", ", profile->host.item[i]);
    buffer_text(out, "\n");
}

static json_t *list_json(const struct profile *profile, bool is_default)
{
    return json_pack("{s:s, s:b, s:o}", "name", profile->name, "default", is_default, "hosts",
                     json_words(&profile->host));
}

static enum status list_profile(struct context *context, const char *name, bool is_default,
                                json_t *array)
{
    enum status status = profile_load(&context->profile, context->store, name, &context->fault);

    if (status == STATUS_DAMAGED && array == NULL)
        buffer_format(&context->out, "%s%s: damaged\n", name, is_default ? " (default)" : "");
    if (status != STATUS_OK)
        return status;
    if (array == NULL)
        list_text(&context->out, &context->profile, is_default);
    else if (json_array_append_new(array, list_json(&context->profile, is_default)) != 0)
        return fault_set(&context->fault, STATUS_NO_MEMORY, 0, name, NULL);
    return STATUS_OK;
}

/* A damaged profile doesn't hide the others from people. */
static enum status list_all(struct context *context, const struct string_list *names,
                            json_t *array)
{
    enum status status = STATUS_OK, damaged = STATUS_OK;
    size_t i;

    for (i = 0; status == STATUS_OK && i < names->count; i++) {
        status = list_profile(context, names->item[i], i == 0, array);
        if (status == STATUS_DAMAGED && array == NULL) {
            context->prints_always = true;
            damaged = status;
            status = STATUS_OK;
        }
    }
    return status == STATUS_OK ? damaged : status;
}

enum status command_list(struct context *context)
{
    json_t *array = context->options.json ? json_array() : NULL;
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct string_list names = { .count = 0 };
    enum status status = context_open(context, false);

    if (status == STATUS_OK && context->options.json && array == NULL)
        status = fault_set(&context->fault, STATUS_NO_MEMORY, 0, "profiles", NULL);
    if (status == STATUS_OK)
        status = profile_names(&names, &text, context->store, PROFILE_ALL, &context->fault);
    if (status == STATUS_OK)
        status = list_all(context, &names, array);
    if (status == STATUS_NOT_FOUND || status == STATUS_NO_STORE)
        status = STATUS_OK;
    if (array != NULL)
        json_print(&context->out, LIST_FORMAT, "profiles", array);
    else if (status == STATUS_OK && names.count == 0)
        say_progress(
            "nothing is recorded yet: workfront-credential setup records a credential");
    buffer_clear(&text);
    return status;
}
