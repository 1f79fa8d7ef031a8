/* rekey.c: a change of the store key. */
#include "helper/rekey.h"

#include "helper/say/fields.h"
#include "helper/say/say.h"

enum { REKEY_FORMAT = 1 };

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
    if (status == STATUS_OK && context->options.json)
        json_print(&context->out, REKEY_FORMAT, "rekey",
                   json_pack("{s:i, s:i}", "key_slots", (int)changed.slots, "records",
                             (int)changed.records));
    else if (status == STATUS_OK && !context->options.quiet)
        buffer_format(&context->out, "the store has a new key: %zu key slot%s, %zu record%s\n",
                      changed.slots, changed.slots == 1 ? "" : "s", changed.records,
                      changed.records == 1 ? "" : "s");
    return status;
}
