/* fleet_value.h: records of fleet_record.h as values of the engine, in base64. */
#pragma once

#include "helper/token/fleet/fleet.h"

/* Makes the call with the note as its value, under `key`, which is one of the fleet's; the
 * note's generation is the call's, and its minter this one. STATUS_TOO_LONG and the other
 * failures of fleet_note_seal(), or those of fleet_call_make(). */
enum status fleet_value_put(struct fleet *fleet, const struct fleet_key *key,
                            enum fleet_kind kind, struct fleet_note *note,
                            struct fleet_call *call, struct engine_reply *reply,
                            struct fault *fault);

/* Opens the answer's value with the fleet's key into an empty note. False, with the note empty,
 * for an answer without a value, and for one that isn't what a minter has signed under that
 * generation, which is told by fleet_value_refuse(). */
bool fleet_value_open(const struct fleet *fleet, enum fleet_kind kind,
                      const struct fleet_answer *answer, struct fleet_note *note);

/* Tells of a record that isn't used, by a warning and in the audit log. */
void fleet_value_refuse(const struct fleet *fleet, enum status status, const char *why);
