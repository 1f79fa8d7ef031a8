/* sealing.h: the settings that a store's policy can seal, so that no configuration file weakens
 * them: a table, a row each. The store authenticates "name=value" (store/FORMAT.md, `sealed[]`)
 * and opens only to a configuration that is as strong or stronger.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "helper/settings.h"

#define SEALING_SIZE 64

/* The name of row `i`, or NULL after the last one. */
const char *sealing_name(size_t i);

/* Writes "name=value" as the settings have it; false when that can't be sealed. */
bool sealing_write(char out[SEALING_SIZE], const struct settings *settings, const char *name);

/* Whether the settings are as strong as "name=value" says; no when that isn't known. */
bool sealing_holds(const struct settings *settings, const char *sealed);
