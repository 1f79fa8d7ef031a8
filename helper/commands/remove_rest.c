/* remove_rest.c: what of the store stays on the disk when its last profile is removed. */
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "helper/commands/remove.h"
#include "helper/say/fields.h"
#include "helper/say/report.h"
#include "helper/say/say.h"

static enum status see_entry(void *context, const char *name, struct buffer *record)
{
    (void)name;
    (void)record;
    *(bool *)context = true;
    return STATUS_OK;
}

enum status remove_rest_find(struct remove_rest *rest, struct context *context)
{
    const struct paths *paths = &context->paths;
    const char *const path[] = { paths->store, paths->key, paths->config };
    size_t i;

    rest->paths = json_array();
    for (i = 0; i < sizeof path / sizeof path[0]; i++)
        if (access(path[i], F_OK) == 0)
            json_add(&context->out, rest->paths, json_string(path[i]));
    return store_list(context->store, STORE_ENTRY, see_entry, &rest->keeps_passwords,
                      &context->fault);
}

enum status remove_rest_of_last(struct remove_rest *rest, struct context *context,
                                const char *profile)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct string_list names = { .count = 0 };
    enum status status =
        profile_names(&names, &text, context->store, PROFILE_ALL, &context->fault);

    if (status == STATUS_OK && names.count == 1 && strcmp(names.item[0], profile) == 0)
        status = remove_rest_find(rest, context);
    buffer_clear(&text);
    if (status != STATUS_NOT_FOUND && status != STATUS_DAMAGED)
        return status;
    context->fault = (struct fault){ 0 };
    return STATUS_OK;
}

void remove_put_line(struct context *context, const char *text)
{
    buffer_text(&context->out, "  ");
    style_wrap(&context->out, text, 4, style_for(STDOUT_FILENO).width);
}

void remove_rest_put(const struct remove_rest *rest, struct context *context)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    json_t *row;
    size_t i;

    if (rest->keeps_passwords)
        remove_put_line(context, "in the store the passwords of other hosts that git keeps "
                                 "there; they go with it:");
    buffer_text(&text, "on the disk: rm -r");
    json_array_foreach (rest->paths, i, row) {
        buffer_text(&text, " ");
        say_path(&text, json_string_value(row));
    }
    if (json_array_size(rest->paths) > 0)
        remove_put_line(context, buffer_string(&text));
    buffer_clear(&text);
}

void remove_rest_clear(struct remove_rest *rest)
{
    json_decref(rest->paths);
    rest->paths = NULL;
}
