/* rekey.c: `rekey`. */
#include "helper/commands/rekey.h"

#include <string.h>

#include "helper/commands.h"
#include "helper/say/say.h"

enum status rekey_run(struct context *context, const struct store_change *change)
{
    struct store_options options;
    struct store_changed changed;
    char why[SAY_REASON_SIZE];
    enum status status = context_locate(context, &options);

    if (status != STATUS_OK)
        return status;
    status = store_rekey(&options, change, &changed, &context->fault);
    context->store = changed.store;
    if (status == STATUS_OK && changed.left.status != STATUS_OK) {
        say_reason(why, &changed.left);
        say_warning(
            "%s; what it kept for a key slot that is gone stays there, and opens nothing", why);
    }
    if (status == STATUS_OK && !context->options.quiet)
        buffer_format(&context->out, "the store has a new key: %zu key slot%s, %zu record%s\n",
                      changed.slots, changed.slots == 1 ? "" : "s", changed.records,
                      changed.records == 1 ? "" : "s");
    return status;
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
