/* fleet_value.c: records in base64, and what is told of those that aren't ours. */
#include "helper/token/fleet/fleet_value.h"

#include <string.h>

#include <sodium.h>

#include "helper/audit_log.h"
#include "helper/say/say.h"

enum { VARIANT = sodium_base64_VARIANT_ORIGINAL };

enum status fleet_value_put(struct fleet *fleet, const struct fleet_key *key,
                            enum fleet_kind kind, struct fleet_note *note,
                            struct fleet_call *call, struct engine_reply *reply,
                            struct fault *fault)
{
    struct buffer record = BUFFER(2 * FLEET_RECORD_MAX), value = BUFFER(FLEET_VALUE_MAX + 4);
    enum status status;

    note->generation = call->generation;
    note->minter = fleet->membership.node;
    fleet_note_seal(&record, key, kind, note);
    buffer_fail(&value, buffer_status(&record));
    fleet_base64_put(&value, buffer_string(&record), record.length);
    call->value = buffer_string(&value);
    status = buffer_status(&value);
    if (status == STATUS_OK)
        status = fleet_call_make(fleet, call, reply, fault);
    else
        fault_set(fault, status, 0, "the fleet's record", NULL);
    call->value = NULL;
    buffer_clear(&record);
    buffer_clear(&value);
    return status;
}

static bool value_decode(struct buffer *out, const char *value)
{
    size_t size = strlen(value), length = 0;
    char *room = buffer_room(out, size);

    if (room == NULL || sodium_base642bin((unsigned char *)room, size, value, size, NULL,
                                          &length, NULL, VARIANT) != 0)
        return false;
    out->length += length;
    return true;
}

void fleet_value_refuse(const struct fleet *fleet, enum status status, const char *why)
{
    const struct audit_note note = { .event = AUDIT_EVENT_REFUSAL,
                                     .outcome = status,
                                     .profile = fleet->membership.profile,
                                     .detail = why };

    say_warning("the fleet's cache holds a record that isn't used: %s", why);
    audit_log_take(fleet->store, &note, NULL);
}

bool fleet_value_open(const struct fleet *fleet, enum fleet_kind kind,
                      const struct fleet_answer *answer, struct fleet_note *note)
{
    struct buffer text = BUFFER(FLEET_ANSWER_MAX);
    enum status status = STATUS_DAMAGED;

    if (answer->value == NULL)
        return false;
    if (value_decode(&text, answer->value))
        status = fleet_note_open(note, fleet->key, kind, &text);
    buffer_clear(&text);
    if (status != STATUS_OK) {
        fleet_value_refuse(fleet, status,
                           status == STATUS_NEWER
                               ? "it is a newer version's"
                               : "no minter of this fleet has signed it as it is");
        return false;
    }
    if (note->generation == answer->generation)
        return true;
    fleet_value_refuse(fleet, STATUS_DAMAGED, "it stands under another generation");
    fleet_note_clear(note);
    return false;
}
