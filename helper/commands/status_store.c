/* status_store.c: what `status` says of the store, which is the same for all profiles. */
#include "helper/commands/status.h"
#include "helper/say/fields.h"
#include "helper/say/protection.h"
#include "helper/token/fleet/fleet_fields.h"
#include "helper/token/network.h"

/* What of the network program's jail holds on this system. */
static void jail_text(struct buffer *out, const char *parts)
{
    struct buffer held = BUFFER(JAILED_SIZE), lacking = BUFFER(JAILED_SIZE);

    jail_status_parts(&held, parts, false);
    jail_status_parts(&lacking, parts, true);
    fields_text(out, "jail", held.length > 0 ? buffer_string(&held) : "not known");
    if (lacking.length > 0)
        fields_text(out, "jail lacks", buffer_string(&lacking));
    buffer_clear(&held);
    buffer_clear(&lacking);
}

/* Lines, or an object, of a fleet that the store belongs to; NULL for none. */
static json_t *fleet_put(struct context *context, bool is_json)
{
    struct fleet fleet = FLEET;
    struct fault fault = { 0 };
    json_t *object = is_json ? json_object() : NULL;
    enum status status = fleet_open(&fleet, context->store, &context->settings.fleet, &fault);

    if (status == STATUS_OK) {
        fleet_fields(&context->out, object, &fleet);
    } else {
        json_decref(object);
        object = NULL;
        if (status != STATUS_NOT_FOUND && !is_json)
            fields_text(&context->out, "fleet", "can't be used: see fleet status");
    }
    fleet_clear(&fleet);
    return object;
}

void status_print_store(struct context *context, size_t kept, json_t *profiles)
{
    struct store_options options = context_store_options(context);
    char jail[JAILED_SIZE];

    jail_status_ask(jail);
    if (profiles != NULL) {
        json_print(&context->out, STATUS_FORMAT, "status",
                   json_pack("{s:s, s:s, s:s, s:o, s:o*, s:I, s:o}", "store",
                             context->paths.store, "unlocked_by",
                             store_unlocked_by(context->store), "jail", jail, "unlock",
                             protection_json(context->store, &options), "fleet",
                             fleet_put(context, true), "kept", (json_int_t)kept, "profiles",
                             profiles));
        return;
    }
    buffer_format(&context->out, "store %s\n", context->paths.store);
    protection_text(&context->out, context->store, &options);
    jail_text(&context->out, jail);
    fleet_put(context, false);
}
