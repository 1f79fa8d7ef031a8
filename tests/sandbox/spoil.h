/*
 * spoil: makes the answer that a fault of place FAULT_ANSWER asks for; see fault.h.
 */
#pragma once

#include "exchange.h"
#include "family.h"

#include <jansson.h>

/* The answer in place of the real one, for a fault for which fault_replaces() is true. Needs
 * the world's lock. */
void spoil_replace(struct exchange *x, const struct family *family, const json_t *fault);

/* What the fault changes in an answer already made. fault may be NULL: then only what every
 * answer gets, an x-debug-id and a Date. Needs the world's lock. */
void spoil_change(struct exchange *x, const json_t *fault);
