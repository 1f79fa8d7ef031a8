/* unlock.c: `unlock` and `lock`: so that the caches of the stack hold the key, or don't. */
#include <string.h>

#include "helper/commands.h"
#include "helper/say/fields.h"
#include "helper/say/protection.h"
#include "helper/say/say.h"

enum { UNLOCK_FORMAT = 1 };

/* What is told of the caches, and what was seen of them. */
struct told {
    json_t *array; /* NULL = in words */
    struct buffer *out;
    bool is_kept, is_there, is_unsure;
};

static void tell_cache(void *to, const struct unlock_line *line,
                       const struct inspected_cache *cache)
{
    char text[CACHES_TEXT_SIZE];
    struct told *told = to;

    told->is_there = true;
    told->is_kept |= cache->verdict == UNLOCK_YES;
    if (told->array != NULL) {
        json_add(told->out, told->array, caches_json(line, cache));
    } else {
        caches_say(text, line, cache);
        fields_text(told->out, line->module->name, text);
    }
}

enum status command_unlock(struct context *context)
{
    struct told told = { .array = context->options.json ? json_array() : NULL,
                         .out = &context->out };
    struct store_options options;
    enum status status = context_open(context, false);

    if (status == STATUS_OK && told.array == NULL)
        buffer_format(&context->out, "the store is open, by %s\n",
                      store_unlocked_by(context->store));
    if (status == STATUS_OK)
        status = context_locate(context, &options);
    if (status == STATUS_OK)
        status = caches_walk(&options, tell_cache, &told, &context->fault);
    if (status != STATUS_OK)
        json_decref(told.array);
    else if (told.array != NULL)
        json_print(&context->out, UNLOCK_FORMAT, "unlock",
                   json_pack("{s:s, s:s, s:o}", "store", context->paths.store, "unlocked_by",
                             store_unlocked_by(context->store), "caches", told.array));
    if (status == STATUS_OK && !told.is_there)
        say_hint("no unlock line keeps the key, so every command opens the store by itself; "
                 "\"unlock optional keyring timeout=8h\" in front of the others would, see "
                 "workfront-credential.conf(5)");
    return status;
}

static bool stack_has(const struct unlock_stack *stack, const struct unlock_module *module)
{
    size_t i;

    for (i = 0; i < stack->count; i++)
        if (stack->line[i].module == module)
            return true;
    return false;
}

/* One module's cache forgets. Where it can't be used nothing is said of it, unless the stack
 * has it: it may then hold a key that can't be reached from here. */
static enum status lock_cache(struct context *context, struct told *told,
                              const struct unlock_module *module,
                              const struct unlock_stack *stack)
{
    struct store_options options = context_store_options(context);
    struct inspected_cache cache;
    char why[SAY_REASON_SIZE];
    enum status status = inspect_forget(&cache, module, &options, &context->fault);

    if (status != STATUS_OK)
        return status;
    if (cache.verdict == UNLOCK_NO && stack_has(stack, module)) {
        say_reason(why, &cache.fault);
        say_warning("%s: can't be asked to forget: %s", module->name, why);
        told->is_unsure = true;
    }
    if (cache.verdict != UNLOCK_YES)
        return STATUS_OK;
    told->is_kept = true;
    if (told->array != NULL)
        json_array_append_new(told->array, json_string(module->name));
    else if (!context->options.quiet)
        buffer_format(&context->out, "%s: the key is forgotten\n", module->name);
    return STATUS_OK;
}

static enum status lock_all(struct context *context, struct told *told,
                            const struct unlock_stack *stack)
{
    const struct unlock_module *module;
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; status == STATUS_OK && (module = unlock_module_at(i)) != NULL; i++)
        if (module->cache != NULL)
            status = lock_cache(context, told, module, stack);
    return status == STATUS_NO_STORE ? STATUS_OK : status;
}

/* Every cache is asked, also those that the stack doesn't have any more. */
enum status command_lock(struct context *context)
{
    struct unlock_stack stack = UNLOCK_STACK_EMPTY;
    struct told told = { .array = context->options.json ? json_array() : NULL };
    struct store_options options;
    enum status status = context_locate(context, &options);

    if (status == STATUS_OK)
        status = caches_stack(&stack, &options, &context->fault);
    if (status == STATUS_OK)
        status = lock_all(context, &told, &stack);
    unlock_stack_clear(&stack);
    if (status == STATUS_OK && told.is_unsure)
        status = fault_set(&context->fault, STATUS_IO, 0, "a key may still be kept", NULL);
    if (status != STATUS_OK) {
        json_decref(told.array);
        return status;
    }
    if (told.array != NULL)
        json_print(
            &context->out, UNLOCK_FORMAT, "lock",
            json_pack("{s:s, s:o}", "store", context->paths.store, "forgotten", told.array));
    else if (!told.is_kept && !context->options.quiet)
        buffer_text(&context->out, "no key is kept\n");
    return STATUS_OK;
}
