/* caches.c: caches in words. */
#include "helper/say/caches.h"

#include <stdio.h>
#include <string.h>

#include "helper/say/format_time.h"
#include "helper/say/say.h"
#include "helper/token/moment.h"

static const char *const places[] = {
    [UNLOCK_PLACE_USER] = "your keyring in the kernel",
    [UNLOCK_PLACE_SESSION] = "the keyring of this session in the kernel",
};

const char *caches_place(const struct unlock_line *line)
{
    return places[line->module->cache->place(line)];
}

enum status caches_stack(struct unlock_stack *stack, const struct store_options *options,
                         struct fault *fault)
{
    stack->origin = options->stack_origin;
    return unlock_stack_parse(stack, options->stack, fault);
}

enum status caches_walk(const struct store_options *options, caches_visit *visit, void *to,
                        struct fault *fault)
{
    struct unlock_stack stack = UNLOCK_STACK_EMPTY;
    struct inspected_cache cache;
    enum status status = caches_stack(&stack, options, fault);
    size_t i;

    for (i = 0; i < stack.count && status == STATUS_OK; i++) {
        if (stack.line[i].control != UNLOCK_OPTIONAL || stack.line[i].module->cache == NULL)
            continue;
        status = inspect_cache(&cache, &stack.line[i], options, fault);
        if (status == STATUS_OK)
            visit(to, &stack.line[i], &cache);
    }
    unlock_stack_clear(&stack);
    return status;
}

void caches_say(char out[CACHES_TEXT_SIZE], const struct unlock_line *line,
                const struct inspected_cache *cache)
{
    const char *place = caches_place(line);
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
                     caches_place(line), "holds", holds, "until",
                     (json_int_t)(holds ? cache->until : 0), "why",
                     why[0] != '\0' ? why : NULL);
}
