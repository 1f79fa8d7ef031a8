/* fleet_fields.h: what `status`, `fleet status` and `explain` say of a store's fleet. */
#pragma once

#include <jansson.h>

#include "helper/token/fleet/fleet.h"

/* Appends the lines, or sets the members: engine, role, fleet, epoch, generation, what was
 * published last, and since when the engine fails. Asks nobody. */
void fleet_fields(struct buffer *out, json_t *object, const struct fleet *fleet);
