/* key.c: `key` and `rekey`: the slots by which the store opens, and its key. */
#include <jansson.h>
#include <string.h>

#include "helper/commands.h"
#include "helper/rekey.h"
#include "helper/say/fields.h"
#include "helper/say/say.h"
#include "helper/say/times.h"
#include "protocol/record.h"
#include "store/change/keys.h"

enum { KEY_FORMAT = 1 };

/* Words for the parameters of modules; "" = says nothing to a person. */
static const struct {
    const char *name, *before, *after;
} parameters[] = {
    { "kdf", "made by ", "" },
    { "ops", "", " passes" },
    { "mem", "", " KiB of memory" },
    { "salt", "", "" },
};

static void put_parameter(struct buffer *out, const char *word, size_t length)
{
    size_t name = strcspn(word, "= "), i;

    for (i = 0; i < sizeof parameters / sizeof parameters[0]; i++) {
        const char *before = parameters[i].before, *after = parameters[i].after;

        if (strlen(parameters[i].name) != name || strncmp(parameters[i].name, word, name) != 0)
            continue;
        if (before[0] != '\0' || after[0] != '\0')
            buffer_format(out, ", %s%.*s%s", before, (int)(length - name - 1), word + name + 1,
                          after);
        return;
    }
    buffer_format(out, ", %.*s", (int)length, word);
}

static void put_parameters(struct buffer *out, const char *text)
{
    for (text += strspn(text, " "); *text != '\0'; text += strspn(text, " ")) {
        size_t length = strcspn(text, " ");

        put_parameter(out, text, length);
        text += length;
    }
}

static void put_state(struct buffer *out, const struct store_slot *slot)
{
    char why[SAY_REASON_SIZE];

    if (slot->is_ready) {
        buffer_text(out, ", can be used here");
    } else if (slot->why.cause == CAUSE_NO_LINE) {
        buffer_text(out, ", not in the configuration");
    } else if (slot->why.cause == CAUSE_KEY) {
        buffer_text(out, ", can't be opened: no line of the configuration yields its key");
    } else {
        say_reason(why, &slot->why);
        buffer_format(out, ", can't be used now: %s", why);
    }
    buffer_text(out, "\n");
}

static void list_text(struct context *context, const struct store_slots *slots)
{
    struct buffer *out = &context->out;
    char when[FORMAT_TIME_SIZE];
    size_t i;

    for (i = 0; i < slots->required_count; i++) {
        const struct store_slot *slot = &slots->required[i];

        buffer_format(out, "every key slot needs %.*s", (int)strcspn(slot->module, " "),
                      slot->module);
        put_parameters(out, slot->parameters);
        put_state(out, slot);
    }
    for (i = 0; i < slots->count; i++) {
        const struct store_slot *slot = &slots->slot[i];

        buffer_format(out, "%lld: %s", (long long)slot->number, slot->module);
        put_parameters(out, slot->parameters);
        if (slot->added != 0) {
            format_time_utc(when, slot->added);
            buffer_format(out, ", added %s", when);
        }
        put_state(out, slot);
    }
    if (!slots->policy_holds)
        say_warning("the configuration requires other modules than the store: it can't be "
                    "opened so");
}

static json_t *slot_json(const struct store_slot *slot, bool numbered)
{
    char module[64];

    fault_sanitise(module, sizeof module, slot->module);
    module[strcspn(module, " ")] = '\0';
    return json_pack("{s:s, s:s, s:b, s:o*, s:o*}", "module", module, "parameters",
                     slot->parameters, "usable", slot->is_ready, "number",
                     numbered ? json_integer(slot->number) : NULL, "added",
                     !numbered          ? NULL
                     : slot->added == 0 ? json_null()
                                        : json_integer(slot->added));
}

static json_t *slots_json(struct buffer *out, const struct store_slot *slot, size_t count,
                          bool numbered)
{
    json_t *array = json_array();
    size_t i;

    for (i = 0; i < count; i++)
        json_add(out, array, slot_json(&slot[i], numbered));
    return array;
}

static enum status slots_list(struct context *context, const struct store_options *options)
{
    struct store_slots slots;
    enum status status = store_slots_read(&slots, options, &context->fault);

    if (status == STATUS_OK && context->options.json)
        json_print(
            &context->out, KEY_FORMAT, "keys",
            json_pack("{s:o, s:o, s:b}", "required",
                      slots_json(&context->out, slots.required, slots.required_count, false),
                      "slots", slots_json(&context->out, slots.slot, slots.count, true),
                      "configured", slots.policy_holds));
    else if (status == STATUS_OK)
        list_text(context, &slots);
    store_slots_clear(&slots);
    return status;
}

static enum status slot_add(struct context *context, const struct store_options *options)
{
    char **argument = context->options.arguments + 1;
    const char *module = *argument;
    struct string_list words = { .count = 0 };
    struct store_added added;
    enum status status;

    for (argument += module != NULL; *argument != NULL; argument++) {
        if (words.count == UNLOCK_ARGUMENTS_MAX)
            return fault_set(&context->fault, STATUS_USAGE, 0, *argument,
                             "is one argument too many: a module takes 24 at most");
        if (strchr(*argument, '=') == NULL)
            return fault_set(&context->fault, STATUS_USAGE, 0, *argument, "isn't NAME=VALUE");
        words.item[words.count++] = *argument;
    }
    status = store_slot_add(options, module, &words, &added, &context->fault);
    context->store = added.store;
    if (status != STATUS_OK)
        return status;
    if (!context->options.quiet)
        buffer_format(&context->out, "key slot %lld: %s\n", (long long)added.number,
                      added.module);
    if (words.count > 0)
        say_hint("the configuration needs the line %s", added.line);
    return STATUS_OK;
}

static enum status remove_slots(struct context *context, const struct store_options *options)
{
    char *const *argument = context->options.arguments + 1;
    struct store_change change = { .drops = 0 };

    (void)options;
    if (*argument == NULL)
        return context_refuse_words(context);
    for (; *argument != NULL; argument++)
        if (change.drops == STORE_SLOTS_MAX)
            return fault_set(&context->fault, STATUS_USAGE, 0, *argument,
                             "is one number too many: a store has 16 key slots at most");
        else if (!record_number(*argument, &change.drop[change.drops++]))
            return fault_set(&context->fault, STATUS_USAGE, 0, *argument, "isn't a number");
    return rekey_run(context, &change);
}

static const struct {
    const char *name;
    enum status (*run)(struct context *context, const struct store_options *options);
    bool takes_words; /* after it */
    bool decides;     /* what the audit log records */
} verbs[] = { { "list", slots_list, false, false },
              { "add", slot_add, true, true },
              { "remove", remove_slots, true, true } };

enum status command_key(struct context *context)
{
    const char *verb = context->options.arguments[0];
    struct store_options options;
    enum status status = context_locate(context, &options);
    size_t i;

    if (status != STATUS_OK)
        return status;
    context->audited.is_nothing = true;
    for (i = 0; verb != NULL && i < sizeof verbs / sizeof verbs[0]; i++) {
        if (strcmp(verbs[i].name, verb) != 0)
            continue;
        if (!verbs[i].takes_words && context->options.arguments_count > 1)
            return context_refuse_words(context);
        context->audited.is_nothing = !verbs[i].decides;
        return verbs[i].run(context, &options);
    }
    return context_refuse_words(context);
}

enum status command_rekey(struct context *context)
{
    struct store_change change = { .policy_origin = context->options.policy };
    struct settings policy = SETTINGS;
    enum status status = STATUS_OK;
    char path[PATH_MAX];

    if (change.policy_origin != NULL)
        status = paths_expand(path, change.policy_origin, &context->fault);
    if (status == STATUS_OK && change.policy_origin != NULL)
        status = settings_read_file(&policy, path, &context->fault);
    if (status == STATUS_OK && change.policy_origin != NULL) {
        change.policy = settings_stack(&policy);
        if (change.policy == NULL)
            status = fault_set(&context->fault, STATUS_USAGE, 0, change.policy_origin,
                               "has no unlock lines");
    }
    if (status == STATUS_OK)
        status = rekey_run(context, &change);
    if (status == STATUS_OK && change.policy != NULL)
        say_hint("the store opens by the unlock lines of %s from now on: put them into the "
                 "configuration",
                 change.policy_origin);
    settings_clear(&policy);
    return status;
}
