/* stack.c: `stack`: the unlock lines, and whether each can be used here. */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "helper/commands.h"
#include "helper/say/fields.h"
#include "helper/say/protection.h"
#include "helper/say/say.h"
#include "store/unlock/inspect.h"

enum {
    STACK_FORMAT = 1,
    LINE_SIZE = 512, /* of a line's arguments */
    WIDTH_MAX = 40,  /* of a column */
};

/* The words for an enum unlock_verdict, and the same in a JSON object. */
static const struct {
    const char *word, *json;
} verdicts[] = {
    [UNLOCK_NO] = { "no", "no" },
    [UNLOCK_NOT_MINE] = { "not mine", "not_mine" },
    [UNLOCK_YES] = { "ok", "yes" },
};

/* What is printed of a stack, as lines or as JSON. */
struct stack_list {
    struct context *context;
    const struct unlock_stack *stack;
    struct keyslots slots;
    bool has_store;
    bool is_held;  /* a cache keeps the key */
    json_t *array; /* NULL = lines */
    size_t width;  /* of the column with the modules */
};

/* "keyring timeout=8h", printable. */
static void line_words(char out[LINE_SIZE], const struct unlock_line *line)
{
    char text[LINE_SIZE];
    size_t i, used = (size_t)snprintf(text, sizeof text, "%s", line->module->name);

    for (i = 0; i < line->arguments && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, " %s", line->argument[i]);
    fault_sanitise(out, LINE_SIZE, text);
}

static void list_begin(struct stack_list *list)
{
    char words[LINE_SIZE];
    size_t i;

    list->width = 0;
    for (i = 0; i < list->stack->count; i++) {
        size_t length;

        line_words(words, &list->stack->line[i]);
        length = strlen(words) < WIDTH_MAX ? strlen(words) : WIDTH_MAX;
        list->width = length > list->width ? length : list->width;
    }
    if (list->context->options.json)
        list->array = json_array();
}

/* How many slots of the store the line may open; with a required line whether it is part of
 * them. */
static size_t line_count(const struct stack_list *list, const struct unlock_line *line)
{
    const char *name = line->module->name;
    size_t length = strlen(name), found = 0, i;

    if (!unlock_is_required(line)) {
        for (i = 0; i < list->slots.count; i++)
            found += strcmp(list->slots.slot[i].module, name) == 0;
        return found;
    }
    for (i = 0; i < list->slots.required.count; i++)
        found += strcspn(list->slots.required.item[i], " ") == length &&
                 strncmp(list->slots.required.item[i], name, length) == 0;
    return found;
}

/* Whether the line's condition is given, and in `text` what there is to say of that. */
static enum unlock_verdict line_judge(const struct stack_list *list,
                                      const struct unlock_line *line,
                                      char text[SAY_REASON_SIZE])
{
    const struct context *context = list->context;
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
                 line->module->cache != NULL ? caches_place(line)
                                             : "never asked: it is no cache");
    } else if (list->has_store && line_count(list, line) == 0) {
        snprintf(text, SAY_REASON_SIZE, "%s",
                 line->control == UNLOCK_SUFFICIENT ? "the store has no slot of it"
                                                    : "the store wasn't made to require it");
        verdict = UNLOCK_NOT_MINE;
    }
    return verdict;
}

static void list_line(const struct stack_list *list, size_t i, enum unlock_verdict verdict,
                      const char *text)
{
    const struct unlock_line *line = &list->stack->line[i];
    const char *control = unlock_control_name(line->control);
    struct buffer *out = &list->context->out;
    char words[LINE_SIZE];

    line_words(words, line);
    if (list->array == NULL)
        buffer_format(out, "%3zu  %-10s  %-*s  %-8s  %s\n", i + 1, control, (int)list->width,
                      words, verdicts[verdict].word, text);
    else
        json_add(out, list->array,
                 json_pack("{s:I, s:s, s:s, s:s, s:b, s:s, s:s}", "line", (json_int_t)i + 1,
                           "control", control, "module", line->module->name, "words", words,
                           "usable", verdict == UNLOCK_YES, "verdict", verdicts[verdict].json,
                           "text", text));
}

/* Lists all lines, and says whether the stack can open a store here: each required line can be
 * used, and one sufficient line. */
static bool list_lines(const struct stack_list *list)
{
    bool all_required = true, one_sufficient = false;
    char text[SAY_REASON_SIZE];
    size_t i;

    for (i = 0; i < list->stack->count; i++) {
        const struct unlock_line *line = &list->stack->line[i];
        enum unlock_verdict verdict = line_judge(list, line, text);

        list_line(list, i, verdict, text);
        if (unlock_is_required(line))
            all_required &= verdict == UNLOCK_YES;
        else if (line->control == UNLOCK_SUFFICIENT)
            one_sufficient |= verdict == UNLOCK_YES;
    }
    return all_required && one_sufficient;
}

static void tell_cache(void *to, const struct unlock_line *line,
                       const struct inspected_cache *cache)
{
    struct stack_list *list = to;
    char text[CACHES_TEXT_SIZE];

    list->is_held |= cache->verdict == UNLOCK_YES;
    if (cache->verdict == UNLOCK_NO || list->array != NULL)
        return;
    caches_say(text, line, cache);
    buffer_format(&list->context->out, "%s %s\n", line->module->name, text);
}

static enum status list_stack(struct stack_list *list)
{
    struct context *context = list->context;
    struct store_options options = context_store_options(context);
    enum status status = inspect_slots(&list->slots, &options, &context->fault);
    const char *file = context->settings.stack.length > 0 ? context->settings.origin : NULL;
    bool usable;

    list->has_store = status == STATUS_OK;
    if (status != STATUS_OK && status != STATUS_NO_STORE)
        return status;
    if (list->array == NULL)
        buffer_format(&context->out, "%s\n", file != NULL ? file : "the default stack");
    usable = list_lines(list);
    if (list->has_store)
        caches_walk(&options, tell_cache, list, &context->fault);
    if (list->array != NULL) {
        json_print(&context->out, STACK_FORMAT, "stack",
                   json_pack("{s:s?, s:b, s:b, s:O}", "file", file, "usable",
                             usable || list->is_held, "cached", list->is_held, "lines",
                             list->array));
        context->prints_always = true;
    }
    if (usable || list->is_held || !list->has_store)
        return STATUS_OK;
    context->prints_always = true;
    return fault_because(&context->fault, STATUS_LOCKED, CAUSE_STACK_UNUSABLE, "stack", NULL);
}

enum status command_stack(struct context *context)
{
    struct unlock_stack stack = UNLOCK_STACK_EMPTY;
    struct stack_list list = { .context = context, .stack = &stack, .slots = KEYSLOTS_EMPTY };
    struct store_options options;
    enum status status = context_locate(context, &options);

    if (status == STATUS_OK)
        status = caches_stack(&stack, &options, &context->fault);
    if (status == STATUS_OK) {
        list_begin(&list);
        status = list_stack(&list);
    }
    json_decref(list.array);
    keyslots_clear(&list.slots);
    unlock_stack_clear(&stack);
    return status;
}
