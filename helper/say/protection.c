/* protection.c: each module says against whom it protects; here it is put together. */
#include "helper/say/protection.h"

#include <stdio.h>
#include <string.h>

#include "helper/say/caches.h"
#include "helper/say/fields.h"

enum { NAME_SIZE = 32 };

/* None when they can't be read. To be cleared. */
static struct keyslots slots_read(const struct context *context)
{
    struct store_options options = context_store_options(context);
    struct keyslots slots = KEYSLOTS_EMPTY;

    inspect_slots(&slots, &options, NULL);
    return slots;
}

/* The slot that the store was opened with; NULL when it isn't there any more. */
static const struct keyslot *slot_open(const struct keyslots *slots,
                                       const struct context *context)
{
    size_t i;

    for (i = 0; i < slots->count; i++)
        if (slots->slot[i].number == store_unlocked_slot(context->store))
            return &slots->slot[i];
    return NULL;
}

/* The module's name, at which a required module's text begins: printable, and cut. */
static void name_write(char out[NAME_SIZE], const char *module)
{
    fault_sanitise(out, NAME_SIZE, module);
    out[strcspn(out, " ")] = '\0';
}

static void slot_name(char out[NAME_SIZE], const struct keyslot *slot)
{
    if (slot != NULL)
        name_write(out, slot->module);
    else
        snprintf(out, NAME_SIZE, "another slot");
}

static const char *protects(const char *name)
{
    const struct unlock_module *known = unlock_module_find(name);

    return known != NULL && known->protects != NULL ? known->protects
                                                    : "this build doesn't know the module";
}

void protection_opened_by(char out[PROTECTION_SIZE], struct context *context)
{
    const char *by = store_unlocked_by(context->store);
    struct keyslots slots = slots_read(context);
    char name[NAME_SIZE];

    slot_name(name, slot_open(&slots, context));
    snprintf(out, PROTECTION_SIZE, "%.100s%s%s", by,
             strcmp(by, name) == 0 ? "" : ", a cache of ", strcmp(by, name) == 0 ? "" : name);
    keyslots_clear(&slots);
}

static void module_text(struct buffer *out, const char *label, const char *name)
{
    char text[768];

    snprintf(text, sizeof text, "%s: %s", name, protects(name));
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
    struct keyslots slots = slots_read(context);
    const struct keyslot *slot = slot_open(&slots, context);
    char by[PROTECTION_SIZE], name[NAME_SIZE];
    size_t i;

    protection_opened_by(by, context);
    fields_text(&context->out, "unlocked by", by);
    slot_name(name, slot);
    module_text(&context->out, "protects", name);
    for (i = 0; i < slots.required.count; i++) {
        name_write(name, slots.required.item[i]);
        module_text(&context->out, "requires", name);
    }
    for (i = 0; i < slots.count; i++) {
        slot_name(name, &slots.slot[i]);
        if (&slots.slot[i] != slot)
            module_text(&context->out, "opens as well", name);
    }
    keyslots_clear(&slots);
    caches_tell(context, tell_cache, NULL);
}

static json_t *slot_json(const struct keyslot *slot)
{
    char name[NAME_SIZE];

    slot_name(name, slot);
    return json_pack("{s:I, s:s, s:s}", "number",
                     slot != NULL ? (json_int_t)slot->number : (json_int_t)0, "module", name,
                     "protects", protects(name));
}

static json_t *required_json(const char *module)
{
    char name[NAME_SIZE];

    name_write(name, module);
    return json_pack("{s:s, s:s}", "module", name, "protects", protects(name));
}

json_t *protection_json(struct context *context)
{
    struct keyslots slots = slots_read(context);
    const struct keyslot *slot = slot_open(&slots, context);
    json_t *required = json_array(), *others = json_array(), *caches = json_array();
    json_t *opened = slot_json(slot);
    size_t i;

    for (i = 0; i < slots.required.count; i++)
        json_array_append_new(required, required_json(slots.required.item[i]));
    for (i = 0; i < slots.count; i++)
        if (&slots.slot[i] != slot)
            json_array_append_new(others, slot_json(&slots.slot[i]));
    keyslots_clear(&slots);
    caches_tell(context, add_cache, caches);
    return json_pack("{s:o, s:o, s:o, s:o}", "slot", opened, "required", required,
                     "other_slots", others, "caches", caches);
}
