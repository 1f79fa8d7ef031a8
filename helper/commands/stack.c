/* stack.c: `stack`: the unlock lines, and whether each can be used here. */
#include <stdio.h>
#include <string.h>

#include "helper/commands.h"
#include "helper/commands/listing.h"
#include "helper/say/caches.h"
#include "helper/say/json.h"
#include "helper/say/say.h"

enum {
    LINE_SIZE = 512, /* of a line's arguments */
    WIDTH_MAX = 40,  /* of a column */
};

const char *const listing_verdicts[] = {
    [UNLOCK_NO] = "no",
    [UNLOCK_NOT_MINE] = "not mine",
    [UNLOCK_YES] = "yes",
};

const char *const listing_verdict_keys[] = {
    [UNLOCK_NO] = "no",
    [UNLOCK_NOT_MINE] = "not_mine",
    [UNLOCK_YES] = "yes",
};

bool listing_is_cache(const struct unlock_line *line)
{
    return line->module->cache != NULL;
}

/* "keyring timeout=8h", printable. */
static void line_words(char out[LINE_SIZE], const struct unlock_line *line)
{
    char text[LINE_SIZE];
    size_t i, used = (size_t)snprintf(text, sizeof text, "%s", line->module->name);

    for (i = 0; i < line->arguments && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, " %s", line->argument[i]);
    fault_sanitise(out, LINE_SIZE, text);
}

static void listing_begin(struct listing *listing)
{
    char words[LINE_SIZE];
    size_t i;

    listing->width = 0;
    for (i = 0; i < listing->stack->count; i++) {
        size_t length;

        line_words(words, &listing->stack->line[i]);
        length = strlen(words) < WIDTH_MAX ? strlen(words) : WIDTH_MAX;
        listing->width = length > listing->width ? length : listing->width;
    }
    if (listing->context->options.json)
        listing->array = json_array();
}

void listing_put_line(const struct listing *listing, size_t i)
{
    const struct unlock_line *line = &listing->stack->line[i];
    char words[LINE_SIZE];

    line_words(words, line);
    buffer_format(&listing->context->out, "%3zu  %-10s  %-*s  ", i + 1,
                  unlock_control_name(line->control), (int)listing->width, words);
}

json_t *listing_line_json(const struct listing *listing, size_t i)
{
    const struct unlock_line *line = &listing->stack->line[i];
    char words[LINE_SIZE];

    line_words(words, line);
    return json_pack("{s:I, s:s, s:s, s:s}", "line", (json_int_t)i + 1, "control",
                     unlock_control_name(line->control), "module", line->module->name, "words",
                     words);
}

void listing_add(const struct listing *listing, json_t *row)
{
    if (json_array_append_new(listing->array, row) != 0)
        buffer_fail(&listing->context->out, STATUS_NO_MEMORY);
}

const char *listing_file(const struct context *context)
{
    return context->settings.stack.length > 0 ? context->settings.origin : NULL;
}

/* How many slots of the store the line may open; with a required line whether it is part of
 * them. */
static size_t line_count(const struct listing *listing, const struct unlock_line *line)
{
    bool required = line->control == UNLOCK_REQUIRED || line->control == UNLOCK_REQUISITE;
    const struct inspected_module *module =
        required ? listing->store.required : listing->store.slot;
    size_t count = required ? listing->store.required_count : listing->store.slots, found = 0;

    for (; count-- > 0; module++)
        found += strcmp(module->name, line->module->name) == 0;
    return found;
}

/* Whether the line's condition is given, and in `text` what there is to say of that. */
static enum unlock_verdict line_judge(const struct listing *listing,
                                      const struct unlock_line *line,
                                      char text[SAY_REASON_SIZE])
{
    const struct context *context = listing->context;
    const struct unlock_context outside = { .key_file = context->paths.key,
                                            .program = paths_program,
                                            .conversation = &context->conversation };
    struct fault fault = { .status = STATUS_LOCKED };
    enum unlock_verdict verdict = UNLOCK_YES;

    text[0] = '\0';
    if (line->module->ready != NULL)
        verdict = line->module->ready(&outside, line, &fault);
    if (verdict != UNLOCK_YES) {
        say_reason(text, &fault);
    } else if (line->control == UNLOCK_OPTIONAL) {
        snprintf(text, SAY_REASON_SIZE, "%s",
                 listing_is_cache(line) ? line->module->cache->place(line)
                                        : "never asked: it is no cache");
    } else if (listing->has_store && line_count(listing, line) == 0) {
        snprintf(text, SAY_REASON_SIZE, "%s",
                 line->control == UNLOCK_SUFFICIENT ? "the store has no slot of it"
                                                    : "the store wasn't made to require it");
        verdict = UNLOCK_NOT_MINE;
    }
    return verdict;
}

static void list_line(const struct listing *listing, size_t i, enum unlock_verdict verdict,
                      const char *text)
{
    json_t *row;

    if (listing->array == NULL) {
        listing_put_line(listing, i);
        buffer_format(&listing->context->out, "%-8s  %s\n",
                      verdict == UNLOCK_YES ? "ok" : listing_verdicts[verdict], text);
        return;
    }
    row = listing_line_json(listing, i);
    json_object_set_new(row, "usable", json_boolean(verdict == UNLOCK_YES));
    json_object_set_new(row, "verdict", json_string(listing_verdict_keys[verdict]));
    json_object_set_new(row, "text", json_string(text));
    listing_add(listing, row);
}

/* Lists all lines, and says whether the stack can open a store here: each required line can be
 * used, and one sufficient line. */
static bool list_lines(const struct listing *listing)
{
    bool all_required = true, one_sufficient = false;
    char text[SAY_REASON_SIZE];
    size_t i;

    for (i = 0; i < listing->stack->count; i++) {
        const struct unlock_line *line = &listing->stack->line[i];
        enum unlock_verdict verdict = line_judge(listing, line, text);
        bool required = line->control == UNLOCK_REQUIRED || line->control == UNLOCK_REQUISITE;

        list_line(listing, i, verdict, text);
        if (required)
            all_required &= verdict == UNLOCK_YES;
        else if (line->control == UNLOCK_SUFFICIENT)
            one_sufficient |= verdict == UNLOCK_YES;
    }
    return all_required && one_sufficient;
}

static void tell_cache(struct context *context, void *held, const struct unlock_line *line,
                       const struct inspected_cache *cache)
{
    char text[CACHES_TEXT_SIZE];

    *(bool *)held |= cache->verdict == UNLOCK_YES;
    if (cache->verdict == UNLOCK_NO || context->options.json)
        return;
    caches_say(text, line, cache);
    buffer_format(&context->out, "%s %s\n", line->module->name, text);
}

static enum status stack_list(struct listing *listing)
{
    struct context *context = listing->context;
    struct store_options options = context_store_options(context);
    enum status status = inspect_store(&listing->store, &options, &context->fault);
    const char *file = listing_file(context);
    bool usable, held = false;

    listing->has_store = status == STATUS_OK;
    if (status != STATUS_OK && status != STATUS_NO_STORE)
        return status;
    if (listing->array == NULL)
        buffer_format(&context->out, "%s\n", file != NULL ? file : "the default stack");
    usable = list_lines(listing);
    if (listing->has_store)
        caches_walk(context, listing->stack, tell_cache, &held);
    if (listing->array != NULL) {
        json_print(&context->out, STACK_FORMAT, "stack",
                   json_pack("{s:s?, s:b, s:b, s:O}", "file", file, "usable", usable || held,
                             "cached", held, "lines", listing->array));
        context->prints_always = true;
    }
    if (usable || held || !listing->has_store)
        return STATUS_OK;
    context->prints_always = true;
    return fault_set(&context->fault, STATUS_LOCKED, 0, "stack", "usable");
}

static bool is_test(const struct context *context)
{
    return context->options.arguments_count == 1 &&
           strcmp(context->options.arguments[0], "test") == 0;
}

enum status command_stack(struct context *context)
{
    struct unlock_stack stack = UNLOCK_STACK_EMPTY;
    struct listing listing = { .context = context, .stack = &stack };
    enum status status;

    if (context->options.arguments_count > 0 && !is_test(context))
        return fault_set(&context->fault, STATUS_USAGE, 0, context->options.arguments[0],
                         strcmp(context->options.arguments[0], "test") == 0
                             ? "takes no word behind it"
                             : "isn't test");
    status = context_configure(context);
    if (status == STATUS_OK)
        status = caches_stack(&stack, context);
    if (status == STATUS_OK) {
        listing_begin(&listing);
        status = (is_test(context) ? listing_test : stack_list)(&listing);
    }
    json_decref(listing.array);
    unlock_stack_clear(&stack);
    return status;
}
