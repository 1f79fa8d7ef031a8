/* rekey.h: what `rekey` and `key` share. */
#ifndef HELPER_REKEY_H
#define HELPER_REKEY_H

#include "helper/command.h"
#include "store/change/keys.h"

/* Makes the change and says what was done, or how to go on when a key slot can't be opened. The
 * store is open afterwards if its key was had, so that the audit log's record of the change is
 * a link of the chain. */
enum status rekey_run(struct context *context, const struct store_change *change);

#endif
