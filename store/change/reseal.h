/* reseal.h: every record of a store, sealed again with another key. */
#pragma once

#include <stddef.h>

#include "protocol/status.h"
#include "store/records.h"

/* Seals every file of `from`, previous generations too, with the keys of the empty `to` and
 * waits until all are on the disk; *count gets how many. A damaged file whose other generation
 * is whole is left out, any other is STATUS_DAMAGED with its path: what can't be read is never
 * lost silently. The caller holds the writers' lock. STATUS_NEWER, STATUS_IO. */
enum status reseal(const struct records *from, const struct records *to, size_t *count,
                   struct fault *fault);
