/* fleet_status.c: `fleet status`: what the store knows of its fleet, and what the engine says.
 */

#include <jansson.h>

#include "helper/commands/fleet.h"
#include "helper/say/fields.h"
#include "helper/token/fleet/fleet_fields.h"

/* What lies in the engine now. */
static void put_note(struct context *context, json_t *object, const struct fleet_note *note,
                     int64_t claimed)
{
    bool is_there = note->access_token != NULL;
    int64_t expires_at = note->expires_at, issued_at = note->issued_at;
    const struct field rows[] = {
        { "in the cache", "cached", FIELD_TEXT,
          is_there       ? "a token of this fleet"
          : claimed != 0 ? "a record that isn't used"
                         : "nothing" },
        { is_there ? "of generation" : NULL, "cached_generation", FIELD_NUMBER,
          &note->generation },
        { is_there ? "asked for" : NULL, "cached_issued_at", FIELD_TIME, &issued_at },
        { is_there ? "good until" : NULL, "cached_expires_at", FIELD_TIME, &expires_at },
        { is_there ? "by minter" : NULL, "cached_minter", FIELD_TEXT, note->minter },
    };

    fields_put(&context->out, object, rows, sizeof rows / sizeof rows[0]);
}

enum status fleet_command_status(struct context *context, struct fleet *fleet)
{
    json_t *object = context->options.json ? json_object() : NULL;
    struct fleet_note note = FLEET_NOTE;
    int64_t claimed = 0;
    enum status status = fleet_command_open(context, fleet);

    if (status != STATUS_OK) {
        json_decref(object);
        return status;
    }
    status = fleet_token_look(fleet, &note, &claimed, &context->fault);
    fleet_fields(&context->out, object, fleet);
    if (status == STATUS_OK)
        put_note(context, object, &note, claimed);
    context->prints_always = true;
    if (object != NULL) {
        json_member(&context->out, object, "reached", json_boolean(status == STATUS_OK));
        json_print(&context->out, FLEET_FORMAT, "fleet", object);
    }
    fleet_note_clear(&note);
    return status;
}
