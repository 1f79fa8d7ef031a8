/* stored.c: loading and saving of views. */
#include "helper/token/stored.h"

enum status stored_load(void *view, struct buffer *text, const struct stored_form *form,
                        struct store *store, const char *name, bool *restored,
                        struct fault *fault)
{
    enum status status = store_get(store, form->kind, name, text, restored, fault);
    struct record_reader reader = record_reader(text);

    if (status != STATUS_OK)
        return status;
    if (record_read(&reader, form->rules, form->rules_count, view, NULL) != STATUS_OK)
        return fault_set(fault, STATUS_DAMAGED, 0, name, NULL);
    return STATUS_OK;
}

enum status stored_save(const void *view, const struct stored_form *form, struct store *store,
                        const char *name, struct fault *fault)
{
    struct buffer out = BUFFER(STORE_RECORD_MAX);
    enum status status;

    record_write(&out, form->rules, form->rules_count, view);
    status = buffer_status(&out);
    if (status != STATUS_OK)
        fault_set(fault, status, 0, name, NULL);
    else if (out.length > 0)
        status = store_put(store, form->kind, name, &out, fault);
    else
        status = stored_delete(form->kind, store, name, fault);
    buffer_clear(&out);
    return status;
}

enum status stored_delete(enum store_kind kind, struct store *store, const char *name,
                          struct fault *fault)
{
    enum status status = store_delete(store, kind, name, fault);

    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
