/* rekey.h: a change of the store key, as the commands that need one make it. */
#pragma once

#include "helper/command.h"
#include "store/change/keys.h"

/* Does store_rekey() and says what came of it. The store is open afterwards if its key was had,
 * so that the audit log's record of the change is a link of the chain. */
enum status rekey_run(struct context *context, const struct store_change *change);
