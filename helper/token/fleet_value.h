/* fleet_value.h: records of fleet_record.h as values of the engine, in base64. */
#pragma once

#include "helper/token/fleet.h"

/* Appends the note's value. Failures as fleet_note_seal(). */
void fleet_value_seal(struct buffer *out, const struct fleet_key *key, enum fleet_kind kind,
                      const struct fleet_note *note);

/* Opens the answer's value with the fleet's key into an empty note. False, with the note empty,
 * for an answer without a value, and for one that isn't what a minter has signed under that
 * generation, which is told by fleet_value_refuse(). */
bool fleet_value_open(const struct fleet *fleet, enum fleet_kind kind,
                      const struct fleet_answer *answer, struct fleet_note *note);

/* Tells of a record that isn't used, by a warning and in the audit log. */
void fleet_value_refuse(const struct fleet *fleet, enum status status, const char *why);
