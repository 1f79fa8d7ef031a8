/* rekey.h: what `rekey` and `key` share. */
#ifndef HELPER_REKEY_H
#define HELPER_REKEY_H

#include "helper/command.h"
#include "store/keys.h"

/* Makes the change and says what was done, or how to go on when a key slot can't be opened. */
enum status rekey_run(struct context *context, const struct store_change *change);

/* Opens the store after a change, so that its record in the audit log is a link of the chain.
 * Nobody is asked for that: where somebody had to be, the store stays closed. */
void rekey_reopen(struct context *context);

#endif
