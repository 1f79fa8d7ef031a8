/* protection.c: each module says against whom it protects; here it is put together. */
#include "helper/say/protection.h"

#include <stdio.h>
#include <string.h>

#include "helper/say/caches.h"
#include "helper/say/fields.h"

static struct inspected look(const struct context *context)
{
    struct store_options options = context_store_options(context);
    struct inspected inspected;

    inspect_store(&inspected, &options, NULL);
    return inspected;
}

static const struct inspected_module *slot_open(const struct inspected *inspected,
                                                const struct context *context)
{
    static const struct inspected_module unknown = { .name = "another slot" };
    size_t i;

    for (i = 0; i < inspected->slots; i++)
        if (inspected->slot[i].number == store_unlocked_slot(context->store))
            return &inspected->slot[i];
    return &unknown;
}

static const char *protects(const struct inspected_module *module)
{
    const struct unlock_module *known = unlock_module_find(module->name);

    return known != NULL && known->protects != NULL ? known->protects
                                                    : "this build doesn't know the module";
}

void protection_opened_by(char out[PROTECTION_SIZE], struct context *context)
{
    const char *by = store_unlocked_by(context->store);
    struct inspected inspected = look(context);
    const char *slot = slot_open(&inspected, context)->name;

    snprintf(out, PROTECTION_SIZE, "%.100s%s%.100s", by,
             strcmp(by, slot) == 0 ? "" : ", a cache of ", strcmp(by, slot) == 0 ? "" : slot);
}

static void module_text(struct buffer *out, const char *label,
                        const struct inspected_module *module)
{
    char text[768];

    snprintf(text, sizeof text, "%s: %s", module->name, protects(module));
    fields_text(out, label, text);
}

static void tell_cache(struct context *context, void *nothing, const struct unlock_line *line,
                       const struct inspected_cache *cache)
{
    char text[CACHES_TEXT_SIZE];

    (void)nothing;
    caches_say(text, line, cache);
    fields_text(&context->out, line->module->name, text);
    if (cache->verdict == UNLOCK_YES)
        fields_text(&context->out, "", line->module->protects);
}

static void add_cache(struct context *context, void *array, const struct unlock_line *line,
                      const struct inspected_cache *cache)
{
    json_t *object = caches_json(line, cache);

    json_object_set_new(object, "protects", json_string(line->module->protects));
    if (json_array_append_new(array, object) != 0)
        buffer_fail(&context->out, STATUS_NO_MEMORY);
}

/* What can't be said of caches is left out: the store is open. */
static void caches_tell(struct context *context, caches_visit *visit, void *to)
{
    struct unlock_stack stack = UNLOCK_STACK_EMPTY;

    if (caches_stack(&stack, context) == STATUS_OK)
        caches_walk(context, &stack, visit, to);
    unlock_stack_clear(&stack);
}

void protection_text(struct context *context)
{
    struct inspected inspected = look(context);
    const struct inspected_module *slot = slot_open(&inspected, context);
    char by[PROTECTION_SIZE];
    size_t i;

    protection_opened_by(by, context);
    fields_text(&context->out, "unlocked by", by);
    module_text(&context->out, "protects", slot);
    for (i = 0; i < inspected.required_count; i++)
        module_text(&context->out, "requires", &inspected.required[i]);
    for (i = 0; i < inspected.slots; i++)
        if (&inspected.slot[i] != slot)
            module_text(&context->out, "opens as well", &inspected.slot[i]);
    caches_tell(context, tell_cache, NULL);
}

static json_t *module_json(const struct inspected_module *module)
{
    return json_pack("{s:I, s:s, s:s}", "number", (json_int_t)module->number, "module",
                     module->name, "protects", protects(module));
}

json_t *protection_json(struct context *context)
{
    struct inspected inspected = look(context);
    const struct inspected_module *slot = slot_open(&inspected, context);
    json_t *required = json_array(), *others = json_array(), *caches = json_array();
    size_t i;

    for (i = 0; i < inspected.required_count; i++)
        json_array_append_new(required,
                              json_pack("{s:s, s:s}", "module", inspected.required[i].name,
                                        "protects", protects(&inspected.required[i])));
    for (i = 0; i < inspected.slots; i++)
        if (&inspected.slot[i] != slot)
            json_array_append_new(others, module_json(&inspected.slot[i]));
    caches_tell(context, add_cache, caches);
    return json_pack("{s:o, s:o, s:o, s:o}", "slot", module_json(slot), "required", required,
                     "other_slots", others, "caches", caches);
}
