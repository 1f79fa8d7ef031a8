/* caches.c: caches in words. */
#include "helper/say/caches.h"

#include <stdio.h>
#include <string.h>

#include "helper/say/format_time.h"
#include "helper/say/say.h"
#include "helper/token/moment.h"

enum status caches_stack(struct unlock_stack *stack, struct context *context)
{
    stack->origin = context->settings.origin;
    return unlock_stack_parse(stack, settings_stack(&context->settings), &context->fault);
}

enum status caches_walk(struct context *context, const struct unlock_stack *stack,
                        caches_visit *visit, void *to)
{
    struct store_options options = context_store_options(context);
    enum status status = STATUS_OK;
    struct inspected_cache cache;
    size_t i;

    for (i = 0; i < stack->count && status == STATUS_OK; i++) {
        if (stack->line[i].control != UNLOCK_OPTIONAL || stack->line[i].module->cache == NULL)
            continue;
        status = inspect_cache(&cache, &stack->line[i], &options, &context->fault);
        if (status == STATUS_OK)
            visit(context, to, &stack->line[i], &cache);
    }
    return status;
}

void caches_say(char out[CACHES_TEXT_SIZE], const struct unlock_line *line,
                const struct inspected_cache *cache)
{
    const char *place = line->module->cache->place(line);
    char at[FORMAT_TIME_SIZE], relative[FORMAT_TIME_SIZE], why[SAY_REASON_SIZE];

    if (cache->verdict == UNLOCK_YES) {
        format_time_utc(at, cache->until);
        format_time_relative(relative, cache->until, moment_now().wall);
        snprintf(out, CACHES_TEXT_SIZE, "keeps the key in %s until %s (%s)", place, at,
                 relative);
    } else if (cache->verdict == UNLOCK_NO) {
        say_reason(why, &cache->fault);
        snprintf(out, CACHES_TEXT_SIZE, "can't be used here: %s", why);
    } else {
        snprintf(out, CACHES_TEXT_SIZE, "keeps no key");
    }
}

json_t *caches_json(const struct unlock_line *line, const struct inspected_cache *cache)
{
    char why[SAY_REASON_SIZE] = "";
    bool holds = cache->verdict == UNLOCK_YES;

    if (cache->verdict == UNLOCK_NO)
        say_reason(why, &cache->fault);
    return json_pack("{s:s, s:s, s:b, s:I, s:s*}", "module", line->module->name, "where",
                     line->module->cache->place(line), "holds", holds, "until",
                     (json_int_t)(holds ? cache->until : 0), "why",
                     why[0] != '\0' ? why : NULL);
}
