/* policy.c: `policy`: what the store has sealed, so that no configuration file weakens it. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "helper/commands.h"
#include "helper/rekey.h"
#include "helper/say/fields.h"
#include "helper/sealing.h"
#include "store/change/keys.h"

enum { POLICY_FORMAT = 1 };

static void show_text(struct context *context, const struct store_slots *slots)
{
    struct buffer *out = &context->out;
    size_t i;

    for (i = 0; i < slots->required_count; i++) {
        const char *module = slots->required[i].module;

        buffer_format(out, "every key slot needs %.*s\n", (int)strcspn(module, " "), module);
    }
    for (i = 0; i < slots->sealed->count; i++) {
        const char *sealed = slots->sealed->item[i];
        int name = (int)strcspn(sealed, "=");

        buffer_format(out, "sealed: %.*s = %s%s\n", name, sealed,
                      sealed + name + (sealed[name] == '='),
                      sealing_holds(&context->settings, sealed)
                          ? ""
                          : "; the configuration is weaker, so the store stays shut");
    }
    if (slots->required_count + slots->sealed->count == 0)
        buffer_text(out, "nothing is sealed: the configuration decides\n");
}

static json_t *policy_json(struct context *context, const struct store_slots *slots)
{
    json_t *required = json_array(), *sealed = json_array();
    size_t i;

    for (i = 0; i < slots->required_count; i++) {
        const char *module = slots->required[i].module;

        json_add(&context->out, required, json_stringn(module, strcspn(module, " ")));
    }
    for (i = 0; i < slots->sealed->count; i++) {
        const char *setting = slots->sealed->item[i];

        json_add(&context->out, sealed,
                 json_pack("{s:s, s:b}", "setting", setting, "holds",
                           sealing_holds(&context->settings, setting)));
    }
    return json_pack("{s:o, s:o}", "required", required, "sealed", sealed);
}

static enum status policy_show(struct context *context)
{
    struct store_slots slots;
    struct store_options options = context_store_options(context);
    enum status status = store_slots_read(&slots, &options, &context->fault);

    if (status == STATUS_OK && context->options.json)
        json_print(&context->out, POLICY_FORMAT, "policy", policy_json(context, &slots));
    else if (status == STATUS_OK)
        show_text(context, &slots);
    store_slots_clear(&slots);
    return status;
}

/* The names that the caller gave, or all that there are. */
static enum status names_take(struct context *context, struct string_list *names)
{
    char *const *argument = context->options.arguments + 1;
    size_t i;

    for (i = 0; *argument == NULL && sealing_name(i) != NULL; i++)
        names->item[names->count++] = sealing_name(i);
    for (; *argument != NULL; argument++) {
        char text[SEALING_SIZE];

        if (names->count == RECORD_LIST_MAX ||
            !sealing_write(text, &context->settings, *argument))
            return fault_set(&context->fault, STATUS_USAGE, 0, *argument,
                             "isn't a setting that can be sealed; there are any-host, audit, "
                             "audit-syslog, fleet-role and jail");
        names->item[names->count++] = *argument;
    }
    return STATUS_OK;
}

static enum status settings_seal(struct context *context)
{
    char text[RECORD_LIST_MAX][SEALING_SIZE];
    struct string_list names = { .count = 0 };
    struct store_change change = { .drops = 0 };
    enum status status = names_take(context, &names);
    size_t i;

    for (i = 0; i < names.count && status == STATUS_OK; i++) {
        sealing_write(text[i], &context->settings, names.item[i]);
        change.seal.item[change.seal.count++] = text[i];
    }
    return status == STATUS_OK ? rekey_run(context, &change) : status;
}

static enum status settings_unseal(struct context *context)
{
    struct store_change change = { .drops = 0 };
    enum status status = names_take(context, &change.unseal);

    return status == STATUS_OK ? rekey_run(context, &change) : status;
}

static const struct {
    const char *name;
    enum status (*run)(struct context *context);
    bool decides; /* what the audit log records, by names of settings */
} verbs[] = { { "show", policy_show, false },
              { "seal", settings_seal, true },
              { "unseal", settings_unseal, true } };

enum status command_policy(struct context *context)
{
    const char *verb = context->options.arguments[0];
    enum status status = context_configure(context);
    size_t i;

    context->audited.is_nothing = true;
    for (i = 0; status == STATUS_OK && verb != NULL && i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(verbs[i].name, verb) == 0 &&
            (verbs[i].decides || context->options.arguments_count == 1)) {
            context->audited.is_nothing = !verbs[i].decides;
            snprintf(context->audited.detail, sizeof context->audited.detail, "%s", verb);
            return verbs[i].run(context);
        }
    return status != STATUS_OK ? status : context_refuse_words(context);
}
