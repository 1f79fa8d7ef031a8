/* stack_test.c: `stack test`: what the whole stack would do, whatever its lines say. */
#include <stdio.h>
#include <string.h>

#include "helper/commands/listing.h"
#include "helper/say/json.h"
#include "store/unlock/rehearse.h"

/* What a line's verdict does, whatever the others say. */
static const char *effect(const struct unlock_line *line, enum unlock_verdict verdict)
{
    static const char *const effects[][UNLOCK_YES + 1] = {
        [UNLOCK_REQUIRED] = { [UNLOCK_NO] = "goes on, but nothing opens",
                              [UNLOCK_NOT_MINE] = "goes on, but nothing opens",
                              [UNLOCK_YES] = "goes on: part of every slot's key" },
        [UNLOCK_REQUISITE] = { [UNLOCK_NO] = "ends: nothing opens",
                               [UNLOCK_NOT_MINE] = "ends: nothing opens",
                               [UNLOCK_YES] = "goes on: part of every slot's key" },
        [UNLOCK_SUFFICIENT] = { [UNLOCK_NO] = "goes on",
                                [UNLOCK_NOT_MINE] = "goes on",
                                [UNLOCK_YES] = "opens, if it fits a slot" },
        [UNLOCK_OPTIONAL] = { [UNLOCK_NO] = "goes on, silently",
                              [UNLOCK_NOT_MINE] = "goes on, keeps the key that opens",
                              [UNLOCK_YES] = "opens, if it fits a slot" },
    };

    if (line->control == UNLOCK_OPTIONAL && !listing_is_cache(line))
        return "never asked: it is no cache";
    return effects[line->control][verdict];
}

static void list_effects(const struct listing *listing, size_t i)
{
    const struct unlock_line *line = &listing->stack->line[i];
    struct buffer *out = &listing->context->out;
    int verdict;

    listing_put_line(listing, i);
    for (verdict = UNLOCK_YES; verdict >= UNLOCK_NO; verdict--) {
        if (verdict != UNLOCK_YES)
            buffer_format(out, "%*s", (int)listing->width + 19, "");
        buffer_format(out, "%-8s  %s\n", listing_verdicts[verdict], effect(line, verdict));
    }
}

static json_t *effects_json(const struct listing *listing, size_t i)
{
    json_t *row = listing_line_json(listing, i), *effects = json_object();
    int verdict;

    for (verdict = UNLOCK_YES; verdict >= UNLOCK_NO; verdict--)
        json_object_set_new(effects, listing_verdict_keys[verdict],
                            json_string(effect(&listing->stack->line[i], verdict)));
    json_object_set_new(row, "on", effects);
    return row;
}

/* What was found of all combinations. */
struct combinations {
    const struct listing *listing;
    json_t *array;
    bool opens; /* at least one of them */
};

/* "yes", "not mine, no", "any"; "-" when the line isn't asked. */
static const char *said_words(unsigned said, char out[24])
{
    int verdict;

    if (said == (1u << (UNLOCK_YES + 1)) - 1)
        return "any";
    out[0] = '\0';
    for (verdict = UNLOCK_YES; verdict >= UNLOCK_NO; verdict--)
        if ((said & 1u << verdict) != 0)
            snprintf(out + strlen(out), 24 - strlen(out), "%s%s", *out != '\0' ? ", " : "",
                     listing_verdicts[verdict]);
    return *out != '\0' ? out : "-";
}

static json_t *said_json(unsigned said)
{
    json_t *array = json_array();
    int verdict;

    for (verdict = UNLOCK_YES; verdict >= UNLOCK_NO; verdict--)
        if ((said & 1u << verdict) != 0)
            json_array_append_new(array, json_string(listing_verdict_keys[verdict]));
    return array;
}

static json_t *combination_json(const struct listing *listing,
                                const struct rehearsal *rehearsal)
{
    json_t *said = json_array();
    size_t i;

    for (i = 0; i < listing->stack->count; i++)
        json_array_append_new(said, said_json(rehearsal->said[i]));
    return json_pack("{s:o, s:b, s:I, s:i}", "said", said, "opens", rehearsal->opened >= 0,
                     "line", (json_int_t)rehearsal->opened + 1, "exit",
                     status_exit(rehearsal->opened >= 0 ? STATUS_OK : STATUS_LOCKED));
}

static void list_combination(void *to, const struct rehearsal *rehearsal)
{
    struct combinations *combinations = to;
    const struct listing *listing = combinations->listing;
    struct buffer *out = &listing->context->out;
    char words[24];
    size_t i;

    combinations->opens |= rehearsal->opened >= 0;
    if (combinations->array != NULL) {
        if (json_array_append_new(combinations->array, combination_json(listing, rehearsal)) !=
            0)
            buffer_fail(out, STATUS_NO_MEMORY);
        return;
    }
    for (i = 0; i < listing->stack->count; i++)
        buffer_format(out, "%-14s", said_words(rehearsal->said[i], words));
    if (rehearsal->opened >= 0)
        buffer_format(out, "opens, by %d %s\n", rehearsal->opened + 1,
                      listing->stack->line[rehearsal->opened].module->name);
    else
        buffer_text(out, "stays locked: exit status 4\n");
}

static void list_heading(const struct listing *listing)
{
    struct buffer *out = &listing->context->out;
    char title[32];
    size_t i;

    buffer_text(out, "\n");
    for (i = 0; i < listing->stack->count; i++) {
        snprintf(title, sizeof title, "%zu %.10s", i + 1, listing->stack->line[i].module->name);
        buffer_format(out, "%-14s", title);
    }
    buffer_text(out, "the store\n");
}

enum status listing_test(struct listing *listing)
{
    struct context *context = listing->context;
    struct combinations combinations = { .listing = listing };
    const char *file = listing_file(context);
    enum status status;
    size_t i;

    if (listing->array == NULL)
        buffer_format(&context->out, "%s\n", file != NULL ? file : "the default stack");
    else
        combinations.array = json_array();
    for (i = 0; i < listing->stack->count; i++) {
        if (listing->array == NULL)
            list_effects(listing, i);
        else
            listing_add(listing, effects_json(listing, i));
    }
    if (listing->array == NULL)
        list_heading(listing);
    status = rehearse(listing->stack, list_combination, &combinations, &context->fault);
    if (status == STATUS_OK && listing->array != NULL)
        json_print(&context->out, STACK_FORMAT, "stack_test",
                   json_pack("{s:s?, s:b, s:O, s:O}", "file", file, "opens", combinations.opens,
                             "lines", listing->array, "combinations", combinations.array));
    json_decref(combinations.array);
    if (status == STATUS_TOO_LONG)
        return fault_set(&context->fault, STATUS_USAGE, 0, "the stack",
                         "has too many lines for a table of all combinations");
    context->prints_always = true;
    if (status == STATUS_OK && !combinations.opens)
        status = fault_set(&context->fault, STATUS_LOCKED, 0, "stack", "never");
    return status;
}
